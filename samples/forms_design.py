"""An invented form in English and French: its questions, their answers and where they stand.

Nobody issues it: the number is unused, every page says SPECIMEN, and all values are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "fr"]
QuestionKind = Literal["text", "date", "check-box", "radio-group", "choice-list", "signature"]

NUMBER = "IMM 9901"
EDITION = "01-2020"
ROOT = "form1"
#: Points between the lines of print.
LINE_PT = 26.0
FIRST_LINE_PT = 110.0

TITLE = {"en": "SPECIMEN APPLICATION FORM", "fr": "FORMULAIRE DE DEMANDE (SPÉCIMEN)"}
FOOTER = {"en": f"{NUMBER} ({EDITION}) E", "fr": f"{NUMBER} ({EDITION}) F"}
OTHER_EDITION = {
    "en": f"(DISPONIBLE EN FRANÇAIS - {NUMBER} F)",
    "fr": f"(AVAILABLE IN ENGLISH - {NUMBER} E)",
}
PLEASE_WAIT = {
    "en": "Please wait... If this message is not eventually replaced by the contents of the"
    " document, your PDF viewer may not be able to display this type of document. SPECIMEN",
    "fr": "Veuillez patienter... Si ce message n'est pas remplacé par le contenu du document, votre"
    " visionneuse ne peut pas afficher ce type de document. SPÉCIMEN",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that a list or a group of boxes offers."""

    code: str
    en: str
    fr: str

    def text(self, language: Language) -> str:
        """The answer's words in one language."""
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, slots=True)
class Question:
    """One field. ``path``: below the form's root; ``help``: words for it instead of a caption.

    ``list_name``: of the list beside the data that holds its answers. ``line``: from 0 on its page.
    """

    path: str
    kind: QuestionKind
    en: str
    fr: str
    page: int
    line: int
    answers: tuple[Answer, ...] = ()
    list_name: str = ""
    is_mandatory: bool = False
    is_hidden: bool = False
    default: str = ""
    column: int | None = None

    def caption(self, language: Language) -> str:
        """The question's words in one language."""
        return self.en if language == "en" else self.fr

    @property
    def data_path(self) -> str:
        """Where the XFA data hold the answer."""
        return f"{ROOT}/{self.path}"

    @property
    def field_name(self) -> str:
        """The full name of its AcroForm field, as Adobe's programs name it."""
        steps = (step if step.endswith("]") else f"{step}[0]" for step in self.path.split("/"))
        return ".".join([f"{ROOT}[0]", *steps])


_YES_NO = (Answer("Y", "Yes", "Oui"), Answer("N", "No", "Non"))
_PURPOSES = (
    Answer("01", "Business", "Affaires"),
    Answer("02", "Tourism", "Tourisme"),
    Answer("03", "Other", "Autre"),
)
_COUNTRIES = (
    Answer("511", "Canada", "Canada"),
    Answer("901", "Utopia", "Utopie"),
    Answer("902", "Ruritania & Graustark", "Ruritanie & Graustark"),
)
_COLUMNS = (("From", "From", "De"), ("To", "To", "À"), ("Activity", "Activity", "Activité"))

QUESTIONS: tuple[Question, ...] = (
    Question("Page1/FormVersion", "text", "", "", 1, 0, is_hidden=True, default=".ENU-01-2020"),
    Question("Page1/ApplicationValidatedFlag", "text", "", "", 1, 0, is_hidden=True),
    Question(
        "Page1/Name/FamilyName", "text", "Family name", "Nom de famille", 1, 0, is_mandatory=True
    ),
    Question("Page1/Name/GivenName", "text", "Given name(s)", "Prénom(s)", 1, 1, is_mandatory=True),
    Question("Page1/Birth/Date", "date", "Date of birth", "Date de naissance", 1, 2),
    Question("Page1/UCI", "text", "UCI", "IUC", 1, 3),
    Question(
        "Page1/Citizenship",
        "choice-list",
        "Citizenship",
        "Citoyenneté",
        1,
        4,
        answers=_COUNTRIES,
        list_name="CountryList.Country",
        is_mandatory=True,
    ),
    Question(
        "Page1/Purpose/Purpose",
        "choice-list",
        "Purpose of my visit",
        "But de ma visite",
        1,
        5,
        answers=_PURPOSES,
    ),
    Question("Page1/Purpose/Other", "text", "Other", "Autre", 1, 6),
    Question(
        "Page1/Refused",
        "radio-group",
        "Have you ever been refused a visa?",
        "Vous a-t-on déjà refusé un visa ?",
        1,
        7,
        answers=_YES_NO,
        is_mandatory=True,
    ),
    Question("Page1/Phone/CanadaUS", "check-box", "Canada/US", "Canada/É.-U.", 1, 8, default="0"),
    Question("Page1/Details", "text", "Brief description of duties", "Brève description", 1, 9),
    *(
        Question(f"Page2/History/Row{row}/{name}", "text", en, fr, 2, row, column=column)
        for row in (1, 2, 3)
        for column, (name, en, fr) in enumerate(_COLUMNS)
    ),
    Question("Page2/Note", "text", "Note", "Remarque", 2, 5),
    Question("Page2/Note[1]", "text", "Note", "Remarque", 2, 6),
    Question("Page2/Sign/TypedName", "text", "Signature of applicant", "Signature", 2, 8),
    Question("Page2/Sign/Date", "date", "Date (YYYY-MM-DD)", "Date (AAAA-MM-JJ)", 2, 9),
    Question("Page2/Sign/Digital", "signature", "Digital signature", "Signature numérique", 2, 10),
    Question("Page2/Codes/Text", "text", "Barcode 1", "Code à barres 1", 2, 0, is_hidden=True),
    Question("Page2/Codes/Text[1]", "text", "Barcode 2", "Code à barres 2", 2, 0, is_hidden=True),
)

#: The fields that each barcode encodes, by their paths.
BARCODES: tuple[tuple[str, ...], ...] = (
    ("Page1/Name/FamilyName", "Page1/Name/GivenName", "Page1/Birth/Date", "Page1/UCI"),
    ("Page1/Citizenship", "Page1/Purpose/Purpose", "Page1/Refused"),
)


def barcode_label(place: int) -> str:
    """How the string of one barcode begins."""
    return f"{NUMBER.replace(' ', '')}_{EDITION}_{place}"


def visible_questions() -> Iterator[Question]:
    """The questions that somebody sees."""
    return (question for question in QUESTIONS if not question.is_hidden)


def column_heads(language: Language) -> tuple[str, ...]:
    """The heads of the history table's columns."""
    return tuple(en if language == "en" else fr for _, en, fr in _COLUMNS)


def top_pt(question: Question) -> float:
    """Distance of a question's line from the top of its page in points."""
    return FIRST_LINE_PT + question.line * LINE_PT
