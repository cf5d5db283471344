"""The few words of the command line and the evidence pictures, in English and French."""

from __future__ import annotations

from typing import Any, Literal

from checks.catalogue import format_value, rule_texts
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
    "one-accept": ("{count} accepted", "{count} accepté"),
    "many-accept": ("{count} accepted", "{count} acceptés"),
    "one-review": ("{count} to review", "{count} à examiner"),
    "many-review": ("{count} to review", "{count} à examiner"),
    "one-return": ("{count} to return", "{count} à retourner"),
    "many-return": ("{count} to return", "{count} à retourner"),
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


def rule_title(rule_id: str, language: Language) -> str:
    """What a rule is called in a language; its id where the catalogue has no title."""
    texts = rule_texts(language).get(rule_id)
    return texts.title if texts else rule_id


def verdict_count(verdict: str, count: int, language: Language) -> str:
    """How many files have a verdict: ``8 accepted``."""
    key = f"one-{verdict}" if count == 1 else f"many-{verdict}"
    return word(key, language, count=str(count))


def colon(language: Language) -> str:
    """A colon and the spaces around it."""
    return "\u00a0: " if language == "fr" else ": "


#: Units in French; those that are written alike in both languages are not listed.
_FRENCH_UNITS: dict[str, str] = {
    "% of the background": "% de l'arrière-plan",
    "% of the photo's height": "% de la hauteur de la photo",
    "% of the photo's width": "% de la largeur de la photo",
    "% of the inter-eye distance": "% de la distance entre les yeux",
    "% of face height": "% de la hauteur du visage",
    "% of height": "% de la hauteur",
    "% of width": "% de la largeur",
    "JPEG quality": "de qualité JPEG",
    "MB": "Mo",
    "degrees": "°",
    "face widths": "en largeur de visage",
    "ln power": "ln de puissance",
    "months": "mois",
    "optical density": "de densité optique",
    "points": "points",
    "probability": "de probabilité",
    "share": "en proportion",
    "share of the eye white's light": "en proportion de la lumière du blanc de l'œil",
    "stops": "IL",
    "width/height": "largeur/hauteur",
}
#: Units of what the message says already: a count or a word that nobody measures.
_TECHNICAL_UNITS = frozenset({"media type", "faces", "pages", "signs"})
#: Units that stand for "a plain number" or "a word" and are not written out.
_SILENT_UNITS = frozenset({"", "1", "ratio", "score", "class", "text", "date"})


def unit_suffix(unit: str, language: Language) -> str:
    """A unit as it is written behind a number."""
    if unit in _SILENT_UNITS:
        return ""
    return f"\u00a0{_FRENCH_UNITS.get(unit, unit) if language == 'fr' else unit}"


def measured_phrase(measured: dict[str, Any], language: Language) -> str:
    """A measured value with its interval and unit: ``33.2 mm (32.1 to 34.3)``.

    Empty for a count or a word that the finding's message says already.
    """
    if measured["unit"] in _TECHNICAL_UNITS:
        return ""
    value = measured["value"]
    phrase = format_value(value, language) + unit_suffix(measured["unit"], language)
    low, high = measured["low"], measured["high"]
    if low is None or high is None or low == high:
        return phrase
    between = word(
        "between", language, min=format_value(low, language), max=format_value(high, language)
    )
    return f"{phrase} ({between})"


def required_phrase(required: dict[str, Any], language: Language) -> str:
    """The limits with their unit: ``31 to 36 mm``; empty where the rule's text says them."""
    if required["unit"] in _TECHNICAL_UNITS:
        return ""
    low, high, unit = required["min"], required["max"], unit_suffix(required["unit"], language)
    if required["any_of"]:
        return ", ".join(required["any_of"])
    if low is None and high is None:
        return ""
    key = "at-most" if low is None else "at-least" if high is None else "between"
    limits = {"min": low, "max": high}
    written = {k: format_value(v, language) for k, v in limits.items() if v is not None}
    return word(key, language, **written) + unit
