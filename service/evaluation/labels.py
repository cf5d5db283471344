"""Reading a labelled corpus: which files, of what kind, with which truth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from models.errors import DocscreenError
from service.evaluation.split import Split, split_of

LABELS_NAME = "labels.jsonl"

SplitChoice = Literal["calibration", "held-out", "all"]

_GROUP_NAMES = {"eth": "ethnicity", "race": "ethnicity", "gender": "sex"}
_SEXES = {"f": "female", "m": "male"}
#: Ends of the age bands in years; five or six bands keep enough people in each to compare.
_AGE_BANDS = (18, 25, 35, 45, 55, 65)


class CorpusError(DocscreenError):
    """The labelled corpus cannot be read."""


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """One line of ``labels.jsonl``; ``path`` is None where the file is missing or outside.

    ``declared``: as what kind the file is sent; by default as what it is a sample of. ``policy``:
    under which the expected outcomes hold; empty for any. ``source``: where the file is from.
    """

    file: str
    path: Path | None
    kind: str
    truth: Mapping[str, Any]
    declared: str
    policy: str = ""
    source: str = ""

    def under(self, policy: str) -> LabelledFile:
        """The label as it holds under a policy: no outcomes that are expected under another."""
        if self.policy in ("", policy):
            return self
        kept = {key: value for key, value in self.truth.items() if key != "expect"}
        return replace(self, truth=MappingProxyType(kept))

    @property
    def split(self) -> Split:
        """The half of the corpus that this file's person belongs to."""
        return split_of(self.file)

    @property
    def expected(self) -> Mapping[str, str]:
        """Rule id to expected outcome, only where it is certain."""
        expect = self.truth.get("expect")
        return expect if isinstance(expect, dict) else {}

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the person belongs to, such as ``sex: female`` and ``age: 25-34``."""
        group = self.truth.get("group")
        if not isinstance(group, dict):
            return ()
        named = (_group(str(key).lower(), value) for key, value in sorted(group.items()))
        return tuple(name for name in named if name is not None)

    def companion(self, untrusted_file: str) -> Path | None:
        """Another file of the same corpus; None where it is missing or outside."""
        if self.path is None or not untrusted_file:
            return None
        folders = (one for one in self.path.parents if (one / self.file).resolve() == self.path)
        root = next(folders, None)
        return None if root is None else _path_inside(root, untrusted_file)

    @property
    def category(self) -> str:
        """The corpus's own name for this sort of file."""
        return str(self.truth.get("category", ""))


def _group(key: str, value: Any) -> str | None:
    text = str(value).strip().lower()
    if text in ("", "na", "none", "unknown"):
        return None
    name = _GROUP_NAMES.get(key, key)
    if name == "sex":
        text = _SEXES.get(text, text)
    if name == "age" and text.isdigit():
        text = age_band(int(text))
    return f"{name}: {text}"


def age_band(age_years: int) -> str:
    """The band of an age in years, such as ``25-34``."""
    if age_years < _AGE_BANDS[0]:
        return f"under {_AGE_BANDS[0]}"
    if age_years >= _AGE_BANDS[-1]:
        return f"{_AGE_BANDS[-1]} and over"
    start = max(band for band in _AGE_BANDS if band <= age_years)
    return f"{start}-{_AGE_BANDS[_AGE_BANDS.index(start) + 1] - 1}"


def read_labels(corpus: Path) -> tuple[LabelledFile, ...]:
    """Read a corpus folder's labels. Raises CorpusError naming the line that is wrong."""
    labels = corpus / LABELS_NAME
    try:
        lines = labels.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"no readable {LABELS_NAME} in the corpus folder: give the folder that holds it"
        ) from error
    root = corpus.resolve()
    return tuple(
        _labelled_file(root, number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )


def _labelled_file(root: Path, number: int, line: str) -> LabelledFile:
    try:
        entry = json.loads(line)
        file, kind, truth = str(entry["file"]), str(entry["kind"]), entry["truth"]
        if not isinstance(truth, dict):
            raise TypeError("truth is no object")
        declared, policy = str(entry.get("declared", kind)), str(entry.get("policy", ""))
        source = str(entry.get("source", ""))
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(
            f"line {number} of {LABELS_NAME} needs file, kind and truth ({error})"
        ) from error
    path = _path_inside(root, file)
    return LabelledFile(file, path, kind, MappingProxyType(truth), declared, policy, source)


def _path_inside(root: Path, untrusted_file: str) -> Path | None:
    path = (root / untrusted_file).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def files_of_split(
    files: tuple[LabelledFile, ...], choice: SplitChoice
) -> tuple[LabelledFile, ...]:
    """The files of one half of the corpus, or all of them."""
    return tuple(entry for entry in files if choice in ("all", entry.split))
