"""Forms that were filled in with one fault each: in an answer, in a table, beside a signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from samples.form_answers import FLAG, typed_answers, validated_answers
from samples.forms import dynamic_form
from samples.forms_short import Asked, Part, short_form
from samples.forms_variants import renumbered
from samples.specimen import Specimen

RENEWAL, SPONSORSHIP, VISA = "IMM 5444", "IMM 1344", "IMM 5257"
_DYNAMIC = {
    "opens": "yes", "encrypted": False, "needs_password": False, "origin_any": ["digital-form"],
    "xfa": "dynamic", "pages": 1, "filled": True,
}  # fmt: skip
_PURPOSES = {"01": "Business", "03": "Other"}

Rows = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What somebody answers who renews a PR card; by default all of it as it should be.

    The periods reach so far back, and up to the present, that they never age.
    """

    ticked: tuple[str, ...] = ("1", "0")
    addresses: Rows = (("2008-01", "present", "Utopia"),)
    work: Rows = (("2008-01", "present", "Illustrator"),)
    absences: Rows = (("2010-01-01", "2010-02-01", "Ruritania"),)
    born: str = "1990-04-01"
    signature: str = "Alex Exemple SPECIMEN"
    signed_on: str = "2026-11-20"

    def form(self) -> bytes:
        """The filled form."""
        sign = (
            Asked("Applicant", "Signature of applicant", self.signature),
            Asked("Date", "Date signed", self.signed_on, "date"),
            Asked("Parent", "Signature of parent or guardian"),
        )
        boxes = (
            Asked(f"Box{number}", caption, value, "check-box")
            for number, (caption, value) in enumerate(
                zip(("A first card", "A renewal"), self.ticked, strict=True)
            )
        )
        names = (Asked("Name", "Family name", "SPECIMEN"), Asked("Given", "Given name(s)", "Alex"))
        birth = Asked("Birth", "Date of birth", self.born, "date")
        return short_form(
            RENEWAL,
            (
                Part("Names", "1. Your name", ((*names, birth),)),
                Part("For", "3. This application is for", (tuple(boxes),)),
                _table("Addresses", "19. Your address history", self.addresses, "City"),
                _table("Work", "20. Your work and education history", self.work, "Activity"),
                _table("Travel", "21. Your travel history", self.absences, "Country"),
                Part("D", "Section D: Residency obligation", ((Asked("Why", "Situation"),),)),
                Part("Sign", "24. Signature", (sign,)),
            ),
        )


def _table(name: str, heading: str, rows: Rows, last: str) -> Part:
    return Part(
        name,
        heading,
        tuple(
            (Asked("From", "From", start), Asked("To", "To", end), Asked("What", last, what))
            for start, end, what in rows
        ),
    )


def renewals() -> tuple[Specimen, ...]:
    """Forms for a PR card, one as it should be and each other one with a fault."""
    right = Renewal()
    passed = {
        f"form.{rule}": "pass"
        for rule in (
            "recognised", "filled", "origin", "choices", "history-gaps", "absences",
            "not-applicable", "signed", "minor-signers",
        )
    }  # fmt: skip
    gap = (("2008-01", "2024-06", "Utopia"), ("", "", ""))
    abroad, nothing = (("2010-01-01", "present", "Utopia"),), (("2008-01", "present", "N/A"),)
    faults: dict[str, tuple[str, Renewal]] = {
        "two-boxes": ("choices", replace(right, ticked=("1", "1"))),
        "history-gap": ("history-gaps", replace(right, addresses=gap)),
        "many-absences": ("absences", replace(right, absences=abroad)),
        "not-applicable": ("not-applicable", replace(right, work=nothing)),
        "unsigned": ("signed", replace(right, signature="", signed_on="")),
        "undated": ("dated", replace(right, signed_on="")),
        "child": ("minor-signers", replace(right, born="2024-01-01")),
    }  # fmt: skip
    return (
        form_specimen("form-renewal.pdf", "filled-form", right.form, passed, RENEWAL, "pr-card"),
        *(
            form_specimen(
                f"form-{name}.pdf", rule, renewal.form, {f"form.{rule}": "fail"}, RENEWAL,
                "pr-card",
            )
            for name, (rule, renewal) in faults.items()
        ),
    )  # fmt: skip


def careless_answers() -> tuple[Specimen, ...]:
    """The invented form, validated or not, with one answer that will not do."""
    typed, validated = typed_answers(), validated_answers()
    without_name = {path: value for path, value in typed.items() if "FamilyName" not in path}
    faults: dict[str, tuple[str, Mapping[str, str]]] = {
        "incomplete": ("complete", {**without_name, FLAG: "No"}),
        "not-validated": ("validated", {**typed, FLAG: "No"}),
        "changed-after-validation": (
            "validated", {**validated, "Page1/Name/GivenName": "Someone Else"},
        ),
        "placeholder-uci": ("uci", {**typed, "Page1/UCI": "1111-1111"}),
        "date-in-words": ("dates-numeric", {**typed, "Page1/Birth/Date": "1 April 1990"}),
    }  # fmt: skip
    return tuple(
        form_specimen(
            f"form-{name}.pdf", rule, partial(_sponsorship, answers),
            {f"form.{rule}": "fail"}, SPONSORSHIP, "pr-portal",
        )
        for name, (rule, answers) in faults.items()
    )  # fmt: skip


def field_codes() -> tuple[Specimen, ...]:
    """Applications for a visa with and without the code that sorts them."""
    return tuple(
        form_specimen(
            f"form-{name}.pdf", "field-code", partial(_visit, code, text),
            {"form.field-code": outcome}, VISA, "apr-portal",
        )
        for name, code, text, outcome in (
            ("with-code", "03", "Ukraine 2022", "pass"),
            ("without-code", "01", "", "fail"),
        )
    )  # fmt: skip


def _sponsorship(answers: Mapping[str, str]) -> bytes:
    return renumbered(dynamic_form("en", answers), SPONSORSHIP)


def _visit(code: str, text: str) -> bytes:
    purpose = Asked("Purpose", "Purpose of my visit", code, "choice-list", _PURPOSES)
    name = Asked("Name", "Family name", "SPECIMEN")
    visit = Part("Visit", "Details of visit", ((purpose, Asked("Other", "Other", text)),))
    return short_form(VISA, (Part("Names", "1. Your name", ((name,),)), visit))


def form_specimen(
    file: str,
    category: str,
    make: Callable[[], bytes],
    expect: Mapping[str, str],
    number: str,
    policy: str,
) -> Specimen:
    """A filled dynamic form with the outcomes that are certain under a policy."""
    truth = {**_DYNAMIC, "form": number}
    return Specimen(file, category, make, truth, expect, kind="form", policy=policy)
