"""The few words of the command line and the evidence pictures, in English and French."""

from __future__ import annotations

from typing import Any, Literal

from checks.catalogue import format_limit, format_value, rule_texts
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
    "does-not-apply": ("does not apply", "sans objet"),
    "rule-does-not-apply": ("{count} rule does not apply", "{count} règle sans objet"),
    "rules-does-not-apply": ("{count} rules do not apply", "{count} règles sans objet"),
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
        "sommet de la tête mesuré, avec son intervalle de 95\u00a0%",
    ),
    "place-of-failure": ("where a rule is not met", "où une règle n'est pas respectée"),
    "place-of-doubt": ("where it is uncertain", "où c'est incertain"),
    "face-height": ("face height", "hauteur du visage"),
    "findings": ("Findings", "Constatations"),
    "all-met": ("Every measured rule is met.", "Toutes les règles mesurées sont respectées."),
    "background-map": (
        "Background: deviation from its own colour",
        "Arrière-plan\u00a0: écart par rapport à sa propre couleur",
    ),
    "photo": ("Photo", "Photo"),
    "no-face": ("No face was found.", "Aucun visage n'a été trouvé."),
    "rule": ("rule", "règle"),
    "requirement-and-source": ("requirement and source", "exigence et source"),
    "limits": ("limits", "limites"),
    "kind": ("kind", "genre"),
    "version": ("version", "version"),
    "frame": ("frame", "format"),
    "rules": ("rules", "règles"),
    "title": ("title", "titre"),
    "an-officer-decides": ("an officer decides", "un agent décide"),
    "severity-return": ("return", "retour"),
    "severity-block": ("block", "blocage"),
    "severity-delay": ("delay", "retard"),
    "severity-advice": ("advice", "conseil"),
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


#: Units that are written alike in both languages.
SAME_UNITS = frozenset({"%", "C*", "L*", "delta E", "mm", "mm²", "°"})
#: Units in French.
_FRENCH_UNITS: dict[str, str] = {
    "% certainty of a face": "% de certitude d'un visage",
    "% of face height": "% de la hauteur du visage",
    "% of height": "% de la hauteur",
    "% of the background": "% de l'arrière-plan",
    "% of the eye white": "% du blanc de l'œil",
    "% of the eye's width": "% de la largeur de l'œil",
    "% of letters alike": "% de lettres semblables",
    "% of the eyes' detail": "% des détails des yeux",
    "% of the eyes' contrast": "% du contraste des yeux",
    "% of the face": "% du visage",
    "% of the inter-eye distance": "% de la distance entre les yeux",
    "% of the iris": "% de l'iris",
    "% of the largest face's width": "% de la largeur du plus grand visage",
    "% of the lid opening": "% de l'ouverture des paupières",
    "% of the lips": "% des lèvres",
    "% of the mouth's width": "% de la largeur de la bouche",
    "% of the outline": "% du contour",
    "% of the photo's shorter side": "% du petit côté de la photo",
    "% of the skin below the eye": "% de la peau sous l'œil",
    "% of contrast": "% de contraste",
    "% of the skin in deep shadow": "% de la peau dans une ombre profonde",
    "% of the skin in shadow": "% de la peau dans l'ombre",
    "% of the zone": "% de la zone",
    "% of white": "% du blanc",
    "% of width": "% de la largeur",
    "% probability of a photograph": "% de probabilité d'une photographie",
    "% unlike": "% de dissemblance",
    "8-bit levels": "niveaux sur 8 bits",
    "C* of the background": "C* de l'arrière-plan",
    "CIELAB units": "unités CIELAB",
    "JPEG quality": "de qualité JPEG",
    "MB": "Mo",
    "active parts": "éléments actifs",
    "block contrast": "de contraste entre les blocs",
    "bytes": "octets",
    "certainty of a hand": "de certitude d'une main",
    "changed fields": "champs modifiés",
    "dates in words": "dates en lettres",
    "days": "jours",
    "days ahead": "jours d'avance",
    "days of absence": "jours d'absence",
    "days until it expires": "jours avant l'expiration",
    "degrees": "°",
    "empty fields": "champs vides",
    "face widths": "en largeur de visage",
    "fields": "champs",
    "filled sections": "sections remplies",
    "impossible dates": "dates impossibles",
    "ln power": "ln de puissance",
    "misshapen answers": "réponses mal écrites",
    "months": "mois",
    "optical density": "de densité optique",
    "optical density between colours": "de densité optique entre les couleurs",
    "points": "points",
    "probability": "de probabilité",
    "px/mm": "px/mm",
    "px between the eyes": "px entre les yeux",
    "px of blur": "px de flou",
    "px of detail between the eyes": "px de détail entre les yeux",
    "px of height": "px de hauteur",
    "px of width": "px de largeur",
    "refused answers": "réponses refusées",
    "share": "en proportion",
    "share of the eye white's light": "en proportion de la lumière du blanc de l'œil",
    "signatures": "signatures",
    "stops": "diaphragmes",
    "ticked boxes": "cases cochées",
    "width/height": "largeur/hauteur",
    "years of age": "ans",
}
#: Units of what the message says already: a count or a word that nobody measures.
_TECHNICAL_UNITS = frozenset(
    {
        "edition",
        "elements found",
        "faces",
        "fields that differ",
        "file extension",
        "form",
        "media type",
        "origin",
        "pages",
        "program",
        "shape of a number",
        "signs",
        "type of document",
        "wrong check digits",
    }
)
#: Units that stand for "a plain number" or "a word" and are not written out.
_SILENT_UNITS = frozenset({"", "1", "ratio", "score", "class", "text", "date"})


def has_french(unit: str) -> bool:
    """Whether French says the unit in its own words, as English does, or not at all."""
    return unit in SAME_UNITS | _FRENCH_UNITS.keys() | _TECHNICAL_UNITS | _SILENT_UNITS


def unit_suffix(unit: str, language: Language) -> str:
    """A unit as it is written behind a number."""
    if unit in _SILENT_UNITS:
        return ""
    return f"\u00a0{_FRENCH_UNITS.get(unit, unit) if language == 'fr' else unit}"


def measured_phrase(finding: dict[str, Any], language: Language) -> str:
    """A finding's measured value with its interval and unit: ``33.2 mm (32.1 to 34.3)``.

    Empty where nothing was measured, and for a count or a word that the message says already.
    """
    measured, required = finding["measured"], finding["required"] or {}
    if not measured or measured["unit"] in _TECHNICAL_UNITS:
        return ""
    limits = (required.get("min"), required.get("max"))
    value, low, high = (
        None if measured[part] is None else format_value(measured[part], language, limits)
        for part in ("value", "low", "high")
    )
    phrase = f"{value}{unit_suffix(measured['unit'], language)}"
    if low is None or high is None or low == high:
        return phrase
    return f"{phrase} ({word('between', language, min=low, max=high)})"


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
    written = {k: format_limit(v, language) for k, v in limits.items() if v is not None}
    return word(key, language, **written) + unit
