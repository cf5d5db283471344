"""Words that messages quote, in both languages, as the policy sets them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One thing's name in both languages."""

    en: str
    fr: str


def quoted(name: str, words: Iterable[Word]) -> dict[str, str]:
    """The words as the texts of each language quote them: ``name_en`` and ``name_fr``."""
    listed = list(words)
    return {
        f"{name}_en": ", ".join(word.en for word in listed),
        f"{name}_fr": ", ".join(word.fr for word in listed),
    }
