"""Each rule for forms on a real blank form: filled so that it passes, and so that it does not.

What the blanks are filled with is invented and written in memory. Rules whose form is not among
the blanks are listed with the reason; specimens and small forms stand in for these.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from checks.file_facts import Upload
from checks.policies import POLICY_FOLDER, Policy, load_policy, parse_policy
from checks.policy_files import merged_document
from checks.registry import registered_checks
from checks.screening import screen
from models.pdf.fields import FormField, FormFields, measure_form
from models.pdf.opening import open_pdf
from models.pdf.validation import measure_validation
from samples.forms import fill_acroform, fill_datasets
from samples.forms_variants import sheets
from samples.print_and_scan import scan_look, scanned_pdf
from tests.checks.form.test_form_corpus import OCCASION, blank_form

pytestmark = pytest.mark.accuracy

WORKER, HISTORY, CHECKLIST, GENERIC = "5710", "5669", "5679", "imm0008enu"
PERSON = "form1/Page1/PersonalDetails"
WORK = "form1/Page3/DetailsOfWork"
GIVEN = {f"{PERSON}/Name/GivenName": "Zo\u00e9"}
CODE = "Ukraine 2022 OWP"
DUTIES = "Ukraine 2022 public policy\u2014open work permit"
HISTORY_GIVEN = {"IMM_5669/page1/birthDate3": "1990-04-01"}


@dataclass(frozen=True)
class Case:
    """A rule on one form. ``other``: what the rule finds where it does not pass."""

    rule: str
    form: str
    policy: str
    right: Callable[[bytes], bytes]
    wrong: Callable[[bytes], bytes]
    other: str = "fail"


def filled(values: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """What writes values into the data of a blank form."""
    return partial(fill_datasets, values=values)


def read(content: bytes) -> FormFields:
    with open_pdf(content) as document:
        return measure_form(document)


def answer(field: FormField) -> str:
    """An answer of a field's own kind that means nothing."""
    if field.kind == "date":
        return "2020-01-31"
    if field.caption in ("YYYY", "MM", "DD"):
        return "1990" if field.caption == "YYYY" else "12"
    codes = [option.value for option in field.options if option.value]
    return codes[0] if codes else "12"


def completed(blank: bytes) -> bytes:
    """A form with an answer to all that it demands, or may demand."""
    values = dict(GIVEN)
    for _ in range(4):
        found = measure_validation(read(fill_datasets(blank, values)))
        missing = (*found.missing, *found.perhaps_missing)
        if not missing:
            break
        values |= {field.path: answer(field) for field in missing}
    return fill_datasets(blank, values)


def validated(blank: bytes, **later: str) -> bytes:
    """A form with what its Validate button writes: the flag, and a string for each bar code."""
    values = {f"{PERSON}/Name/FamilyName": "Specimen", **GIVEN}
    form = read(fill_datasets(blank, values))
    assert form.xfa is not None
    by_place = {field.place: field.value for field in form.fields}
    for number, references in enumerate(form.xfa.template.barcodes.values()):
        places = (
            one.removeprefix("xfa[0].form[0].").removesuffix(".dataNode") for one in references
        )
        parts = [f"IMM5710_06-2019_{number + 1}", *(by_place.get(place, "") for place in places)]
        values[f"form1/Page5/TextField1[{number}]"] = "|".join(parts) + "|"
    values[f"{PERSON}/ApplicationValidatedFlag"] = "Yes"
    changed = {f"{PERSON}/Name/{name}": value for name, value in later.items()}
    return fill_datasets(blank, {**values, **changed})


def history(*rows: tuple[str, str]) -> dict[str, str]:
    return {
        f"IMM_5669/{table}/Row{number}/{column}": value
        for table in ("page2/personalHistoryTable", "page3/addressTable")
        for number, row in enumerate(rows, start=1)
        for column, value in zip(("fromDate", "toDate"), row, strict=True)
    }


def scanned(blank: bytes) -> bytes:
    pages = sheets(fill_datasets(blank, HISTORY_GIVEN))
    return scanned_pdf(pages[:1], scan_look(31), 31)


def ticked(blank: bytes) -> bytes:
    return fill_acroform(blank, {"IMM_5679[0].page1[0].CheckBox1[0]": "1"})


CASES = [
    Case("form.filled", WORKER, "visitor-visa", filled(GIVEN), lambda blank: blank),
    Case("form.complete", WORKER, "visitor-visa", completed, filled(GIVEN)),
    Case("form.complete", GENERIC, "pr-portal", completed, filled(GIVEN)),
    Case("form.validated", WORKER, "visitor-visa", validated, partial(validated, GivenName="Ann")),
    Case("form.validated", WORKER, "visitor-visa", validated, filled(GIVEN)),
    Case("form.origin", HISTORY, "pr-portal", filled(HISTORY_GIVEN), scanned),
    Case("form.recognised", WORKER, "apr-portal", filled(GIVEN), filled(GIVEN)),
    Case("form.wrong-channel", HISTORY, "pr-portal", ticked, filled(HISTORY_GIVEN)),
    Case("form.edition", HISTORY, "pr-portal", filled(HISTORY_GIVEN), filled(HISTORY_GIVEN)),
    Case(
        "form.uci", WORKER, "visitor-visa",
        filled({f"{PERSON}/ServiceIn/UCIClientID": "11-2345-6789"}),
        filled({f"{PERSON}/ServiceIn/UCIClientID": "1111-1111"}),
    ),
    Case(
        "form.dates-numeric", HISTORY, "pr-portal", filled(HISTORY_GIVEN),
        filled({"IMM_5669/page1/birthDate3": "1 April 1990"}),
    ),
    Case(
        "form.history-gaps", HISTORY, "pr-portal",
        filled(history(("2010-01", "2020-02"), ("2020-03", ""))),
        filled(history(("2010-01", "2020-02"), ("2020-06", ""))),
    ),
    Case(
        "form.field-code", WORKER, "apr-portal",
        filled({f"{WORK}/Occupation/Job": CODE, f"{WORK}/Occupation/Desc": DUTIES}),
        filled({f"{WORK}/Occupation/Job": "Cook", f"{WORK}/Occupation/Desc": DUTIES}),
    ),
    Case(
        "form.letter", WORKER, "apr-portal",
        filled({**GIVEN, f"{WORK}/Purpose/Type": "LCP"}),
        filled({**GIVEN, f"{WORK}/Purpose/Type": "OWP"}), "manual",
    ),
    Case(
        "form.mail-only", WORKER, "apr-portal",
        filled({**GIVEN, f"{PERSON}/ApplyingFor/Extend": "1"}),
        filled({**GIVEN, f"{PERSON}/ApplyingFor/TRP": "1"}),
    ),
]  # fmt: skip

CARD = "only IMM 5444 asks for it, of which no blank one is here: form-renewal.pdf stands in"
SIGNED = "the forms that are signed (IMM 5476, 5604, 5409, 5444) are not among the blanks here"
#: Rules that no blank form of the corpus can show on both sides.
IMPOSSIBLE = {
    "form.absences": CARD,
    "form.entry-history": CARD,
    "form.lost-card": CARD,
    "form.not-applicable": CARD,
    "form.residential-address": CARD,
    "form.choices": f"{CARD}, and IMM 5476; no blank here has neighbouring boxes for Yes and No",
    "form.dated": SIGNED,
    "form.minor-signers": SIGNED,
    "form.representative": SIGNED,
    "form.signed": SIGNED,
    "form.signature-intact": "signing draws random numbers: tests/checks/form/test_signing.py",
    "form.editable": "no printer to PDF here draws IRCC's forms: form-printed-to-pdf.pdf stands in",
}


def policy_for(case: Case, outcome: str) -> Policy:
    """The case's policy; for editions and form numbers, one that lists what makes the outcome."""
    if case.rule not in ("form.edition", "form.recognised"):
        return load_policy(case.policy, "form")
    document: dict[str, Any] = copy.deepcopy(merged_document(POLICY_FOLDER, f"{case.policy}.form"))
    rules = document["rules"]
    if case.rule == "form.edition":
        own = "12-2012" if outcome == "pass" else "10-2017"
        rules["form.edition"]["accepted"] = [{"form": "IMM 5669 Schedule A", "editions": [own]}]
    elif outcome != "pass":
        rules["form.recognised"]["forms"] = ["IMM 5257"]
    return parse_policy(case.policy, document)


def outcome_of(case: Case, content: bytes, wanted: str) -> tuple[str, str]:
    with screen(Upload(content, "form.pdf", "form"), policy_for(case, wanted), OCCASION) as made:
        (found,) = [one for one in made.report.findings if one.rule == case.rule]
    return found.outcome.value, found.reason


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.form}")
def test_a_rule_passes_and_does_not(corpus: Path, case: Case) -> None:
    blank = blank_form(corpus, case.form)
    other = blank_form(corpus, CHECKLIST) if case.right is ticked else blank
    outcome, reason = outcome_of(case, case.right(other), "pass")
    assert (outcome, reason) == ("pass", reason) and reason != "not-for-this-form"
    assert outcome_of(case, case.wrong(blank), case.other)[0] == case.other


def test_every_rule_is_shown_or_says_why_it_cannot_be() -> None:
    rules = {rule for rule in registered_checks() if rule.startswith("form.")}
    shown = {case.rule for case in CASES}
    assert shown & set(IMPOSSIBLE) == set()
    assert shown | set(IMPOSSIBLE) == rules


def test_nobody_is_sent_back_for_the_family_that_he_or_she_does_not_have(corpus: Path) -> None:
    """On IMM 0008, whatever concerns a spouse is mandatory only where there is one."""
    content = fill_datasets(blank_form(corpus, GENERIC), GIVEN)
    found = measure_validation(read(content))
    assert not [field.path for field in found.missing if "depPrime" in field.path]
    assert len([field for field in found.perhaps_missing if "depPrime" in field.path]) > 20
