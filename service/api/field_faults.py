"""What is wrong with one field, in both languages: the framework's English, and its French.

The values that were sent are never told: they may be personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.finding import Text
from service.api.patterns import ANOTHER_FORM, FORMS

MISSING = Text("Field required", "Champ obligatoire")
NO_FILE = Text(
    "A file is expected: give its part a filename (filename* alone is not read, RFC 7578)",
    "Un fichier est attendu\u00a0: donnez un paramètre filename à sa partie (filename* seul n'est "
    "pas lu, RFC 7578)",
)

_TOO_SHORT = "Au moins {min_length} "
_TOO_LONG = "Au plus {max_length} "
_WHOLE = "Un nombre entier est attendu"
_NUMBER = "Un nombre est attendu"
_YES_OR_NO = "true ou false est attendu"
_ID = "Un identifiant UUID est attendu"
_MOMENT = (
    "Une date et une heure avec leur fuseau horaire sont attendues, comme 2026-11-24T12:00:00Z"
)
_OBJECT = "Un objet JSON est attendu"
_CHOICE = "Valeurs acceptées\u00a0: {expected}"
#: The framework's kinds of faults in French, with what they quote.
_FRENCH = {
    "missing": MISSING.fr,
    "extra_forbidden": "Champ inconnu",
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "greater_than": "Une valeur supérieure à {gt} est attendue",
    "greater_than_equal": "Une valeur d'au moins {ge} est attendue",
    "less_than": "Une valeur inférieure à {lt} est attendue",
    "less_than_equal": "Une valeur d'au plus {le} est attendue",
    "multiple_of": "Un multiple de {multiple_of} est attendu",
    "string_too_short": f"{_TOO_SHORT}caractères sont attendus",
    "string_too_long": f"{_TOO_LONG}caractères sont attendus",
    "too_short": f"{_TOO_SHORT}éléments sont attendus",
    "too_long": f"{_TOO_LONG}éléments sont attendus",
    "string_type": "Un texte est attendu",
    "string_unicode": "Un texte en Unicode valide est attendu",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": "Le nombre est trop grand",
    "int_from_float": _WHOLE,
    "whole_number": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "Un nombre fini est attendu",
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "uuid_type": _ID,
    "uuid_parsing": _ID,
    "uuid_version": _ID,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "moment": _MOMENT,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "list_type": "Une liste est attendue",
}
#: The framework's own words would quote what was sent.
_ENGLISH = dict.fromkeys(("uuid_type", "uuid_parsing", "uuid_version"), "A UUID is expected")
_FRENCH_FOR_OTHERS = "Valeur non valide"
#: Of one character, or one item, French speaks in the singular.
_FRENCH_FOR_ONE = {
    "string_too_short": "Au moins un caractère est attendu",
    "string_too_long": "Au plus un caractère est attendu",
    "too_short": "Au moins un élément est attendu",
    "too_long": "Au plus un élément est attendu",
}


def field_fault(error: Mapping[str, Any]) -> Text:
    """What is wrong with a field, without class names and expressions for programmers."""
    kind, quoted = error["type"], error.get("ctx", {})
    if "UploadFile" in error["msg"]:
        return NO_FILE
    if kind == "string_pattern_mismatch":
        return FORMS.get(quoted.get("pattern", ""), ANOTHER_FORM)
    french = _FRENCH.get(kind, _FRENCH_FOR_OTHERS)
    if 1 in (quoted.get("min_length"), quoted.get("max_length")):
        french = _FRENCH_FOR_ONE.get(kind, french)
    words = {name: str(value).replace(" or ", " ou ") for name, value in quoted.items()}
    return Text(_ENGLISH.get(kind, error["msg"]), french.format_map(words))
