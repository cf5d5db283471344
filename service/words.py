"""The few words of the command line and the evidence pictures, in English and French."""

from __future__ import annotations

from typing import Any, Literal

from checks.catalogue import format_value
from checks.finding import Text

Language = Literal["en", "fr"]

_WORDS: dict[str, tuple[str, str]] = {
    "accept": ("accept", "accepter"),
    "review": ("review", "examiner"),
    "return": ("return", "retourner"),
    "pass": ("pass", "conforme"),
    "fail": ("fail", "non conforme"),
    "unsure": ("unsure", "incertain"),
    "not-assessed": ("not assessed", "non évalué"),
    "manual": ("for an officer", "relève d'un agent"),
    "measured": ("measured", "mesuré"),
    "required": ("required", "exigé"),
    "at-least": ("at least {min}", "au moins {min}"),
    "at-most": ("at most {max}", "au plus {max}"),
    "between": ("{min} to {max}", "de {min} à {max}"),
    "source": ("source", "source"),
    "policy": ("policy", "politique"),
    "partial": ("partial", "partiel"),
    "rule-pass": ("{count} rule passes", "{count} règle respectée"),
    "rules-pass": ("{count} rules pass", "{count} règles respectées"),
    "files": ("{count} files", "{count} fichiers"),
    "crown": ("crown", "sommet de la tête"),
    "chin": ("chin", "menton"),
    "eyes": ("eye line", "ligne des yeux"),
    "legal-band": (
        "where the crown may lie",
        "où peut se trouver le sommet de la tête",
    ),
    "crown-interval": (
        "crown as measured, with its 95 % interval",
        "sommet de la tête mesuré, avec son intervalle de 95 %",
    ),
    "place-of-failure": ("where a rule is not met", "où une règle n'est pas respectée"),
    "place-of-doubt": ("where it is uncertain", "où c'est incertain"),
    "face-height": ("face height", "hauteur du visage"),
    "findings": ("Findings", "Constatations"),
    "all-met": ("Every measured rule is met.", "Toutes les règles mesurées sont respectées."),
    "background-map": (
        "Background: deviation from its own colour",
        "Arrière-plan : écart à sa propre couleur",
    ),
    "photo": ("Photo", "Photo"),
    "no-face": ("No face was found.", "Aucun visage n'a été trouvé."),
}


def in_language(text: Text, language: Language) -> str:
    """A text in one of its languages."""
    return text.fr if language == "fr" else text.en


def word(key: str, language: Language, **values: str) -> str:
    """A word or short phrase in a language. Raises KeyError for an unknown key."""
    english, french = _WORDS[key]
    return (french if language == "fr" else english).format(**values)


#: Units that stand for "a plain number" or "a word" and are not written out.
_SILENT_UNITS = frozenset({"", "1", "ratio", "score", "class", "text"})


def unit_suffix(unit: str) -> str:
    """A unit as it is written behind a number."""
    return "" if unit in _SILENT_UNITS else f"\u00a0{unit}"


def measured_phrase(measured: dict[str, Any], language: Language) -> str:
    """A measured value with its interval and unit: ``33.2 mm (32.1 to 34.3)``."""
    value = measured["value"]
    phrase = format_value(value, language) + unit_suffix(measured["unit"])
    low, high = measured["low"], measured["high"]
    if low is None or high is None or low == high:
        return phrase
    between = word(
        "between", language, min=format_value(low, language), max=format_value(high, language)
    )
    return f"{phrase} ({between})"


def required_phrase(required: dict[str, Any], language: Language) -> str:
    """The limits with their unit: ``31 to 36 mm``."""
    low, high, unit = required["min"], required["max"], unit_suffix(required["unit"])
    if required["any_of"]:
        return ", ".join(required["any_of"])
    if low is None and high is None:
        return ""
    key = "at-most" if low is None else "at-least" if high is None else "between"
    limits = {"min": low, "max": high}
    written = {k: format_value(v, language) for k, v in limits.items() if v is not None}
    return word(key, language, **written) + unit
