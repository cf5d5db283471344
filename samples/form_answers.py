"""What an invented applicant writes into the invented form."""

from __future__ import annotations

from samples.forms_design import visible_questions
from samples.forms_xfa import barcode_text

#: Answers by the questions' paths. The person does not exist.
_ANSWERS = {
    "Page1/Name/FamilyName": "SPECIMEN",
    "Page1/Name/GivenName": "Alex Exemple",
    "Page1/Birth/Date": "1990-04-01",
    "Page1/UCI": "8421-7093",
    "Page1/Citizenship": "901",
    "Page1/Purpose/Purpose": "02",
    "Page1/Refused": "N",
    "Page1/Details": "Draws specimens of forms",
    "Page2/History/Row1/From": "2021-03",
    "Page2/History/Row1/To": "2026-11",
    "Page2/History/Row1/Activity": "Illustrator, Utopia",
    "Page2/History/Row2/From": "2014-09",
    "Page2/History/Row2/To": "2021-03",
    "Page2/History/Row2/Activity": "Student, Utopia",
    "Page2/Sign/TypedName": "Alex Exemple SPECIMEN",
    "Page2/Sign/Date": "2026-11-20",
}
#: Hidden fields that the form's Validate button writes.
FLAG, _CODES = "Page1/ApplicationValidatedFlag", ("Page2/Codes/Text", "Page2/Codes/Text[1]")


def typed_answers() -> dict[str, str]:
    """The answers that somebody types."""
    visible = {question.path for question in visible_questions()}
    return {path: answer for path, answer in _ANSWERS.items() if path in visible}


def validated_answers() -> dict[str, str]:
    """The answers with what the Validate button adds: the flag, and a string for each bar code."""
    codes = {path: barcode_text(place, _ANSWERS) for place, path in enumerate(_CODES, start=1)}
    return {**_ANSWERS, FLAG: "Yes", **codes}
