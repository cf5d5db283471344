"""Every file of the form corpus under every policy for forms, and real blank forms filled in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from checks.file_facts import Upload
from checks.finding import Finding, Outcome
from checks.policies import all_policy_parts, load_policy
from checks.report import Engine
from checks.screening import Occasion, screen
from models.pdf.form_identity import FormIdentity
from samples.forms import fill_datasets
from tests.agreement import disagreement
from tests.checks.form.small_forms import judge

pytestmark = pytest.mark.accuracy

OCCASION = Occasion("s-1", dt.datetime(2024, 5, 31, tzinfo=dt.UTC), Engine("1", {}))
FORM_POLICIES = sorted(part.id for part in all_policy_parts() if part.kind == "form")
#: The rules that look at answers and signatures.
ANSWERS = frozenset(
    f"form.{name}"
    for name in (
        "absences",
        "choices",
        "complete",
        "dated",
        "dates-numeric",
        "entry-history",
        "field-code",
        "history-gaps",
        "letter",
        "lost-card",
        "mail-only",
        "minor-signers",
        "not-applicable",
        "representative",
        "residential-address",
        "signature-intact",
        "signed",
        "uci",
        "validated",
    )
)
WORK = "form1/Page3/DetailsOfWork/Occupation"
SIGN = "form1/Page4/Signature"


def findings(path: Path, policy: str) -> tuple[Finding, ...]:
    upload = Upload(path.read_bytes(), path.name, "form")
    with screen(upload, load_policy(policy, "form"), OCCASION) as screening:
        return screening.report.findings


def labelled(corpus: Path, folder: str = "") -> list[Path]:
    lines = (corpus / "form" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    names = [json.loads(line)["file"] for line in lines]
    return [corpus / "form" / name for name in names if name.startswith(folder)]


def blank_form(corpus: Path, name: str) -> bytes:
    return next(path for path in labelled(corpus, "ircc_forms/") if name in path.name).read_bytes()


#: What scans are taken for, so that their rules run to the end without OCR (tested elsewhere).
SCANNED = FormIdentity("IMM 5476", "", "", "10-2018", "en", ("text",))


@pytest.mark.slow
@pytest.mark.parametrize("policy", FORM_POLICIES)
def test_no_file_crashes_a_rule(corpus: Path, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.form_facts.identify_scan", lambda *_: SCANNED)
    for path in labelled(corpus):
        for finding in findings(path, policy):
            assert finding.reason != "crashed", (path.name, finding.rule)
            if finding.rule.startswith("form."):
                found = disagreement(finding.outcome, finding.measured, finding.required)
                assert found == "", (path.name, finding.rule)


@pytest.mark.parametrize("policy", FORM_POLICIES)
def test_a_blank_form_is_blank_and_nothing_else(corpus: Path, policy: str) -> None:
    for path in labelled(corpus, "ircc_forms/"):
        outcomes = {finding.rule: finding.outcome for finding in findings(path, policy)}
        assert outcomes["form.filled"] is Outcome.FAIL, path.name
        found = {outcomes[rule] for rule in ANSWERS & outcomes.keys()}
        assert found <= {Outcome.PASS, Outcome.NOT_ASSESSED}, path.name


def test_signatures_on_paper_are_left_to_an_officer(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.form_facts.identify_scan", lambda *_: SCANNED)
    scan = (corpus / "form" / "scanned" / "OCRmyPDF__skew.pdf").read_bytes()
    for rule in ("form.signed", "form.dated", "form.minor-signers"):
        found = judge(rule, "pr-card" if rule == "form.dated" else "pr-portal", scan)
        assert (found.outcome, found.reason) == (Outcome.UNSURE, "on-paper"), rule
    assert judge("form.complete", "pr-portal", scan).reason == "paper"


CODES = [
    ("Ukraine 2022 OWP", "Ukraine 2022 public policy\u2014open work permit", "code"),
    ("Ukraine 2022 OWP", "Cooking", "no-code"),
    ("ukraine 2022", "Ukraine 2022 public policy - open work permit", "other-code"),
]


@pytest.mark.parametrize(("title", "duties", "reason"), CODES)
def test_codes_on_the_real_imm_5710(corpus: Path, title: str, duties: str, reason: str) -> None:
    values = {f"{WORK}/Job": title, f"{WORK}/Desc": duties}
    content = fill_datasets(blank_form(corpus, "5710"), values)
    assert judge("form.field-code", "apr-portal", content).reason == reason


def test_the_real_imm_5710_names_what_is_missing(corpus: Path) -> None:
    values = {"form1/Page1/PersonalDetails/Name/GivenName": "Zo\u00e9"}
    content = fill_datasets(blank_form(corpus, "5710"), values)
    found = judge("form.complete", "visitor-visa", content)
    assert found.reason == "missing"
    # Whoever has one name only leaves the other field empty: a script asks for either of them.
    assert "Family name" not in str(found.details["fields"])
    assert "Citizenship (page 1)" in str(found.details["fields"])
    assert judge("form.validated", "visitor-visa", content).reason == "not-validated"


def test_history_on_the_real_imm_5669(corpus: Path) -> None:
    rows = [("2010-01", "2020-02"), ("2020-03", "")]
    tables = ("page2/personalHistoryTable", "page3/addressTable")
    values = {
        f"IMM_5669/{table}/Row{number}/{column}": value
        for table in tables
        for number, row in enumerate(rows, start=1)
        for column, value in zip(("fromDate", "toDate"), row, strict=True)
    }
    blank = blank_form(corpus, "5669")
    whole = judge("form.history-gaps", "pr-portal", fill_datasets(blank, values))
    assert whole.reason == "accounted"
    values["IMM_5669/page3/addressTable/Row2/fromDate"] = "2020-05"
    gap = judge("form.history-gaps", "pr-portal", fill_datasets(blank, values))
    assert (gap.reason, gap.details["months"]) == ("gaps", "2020-03 \u2013 2020-04")
    assert "addresses" in str(gap.details["table_en"])


UCI = [("1111111111", "placeholder"), ("1234-567", "wrong-shape"), ("11-2345-6789", "plausible")]


@pytest.mark.parametrize(("value", "reason"), UCI)
@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("5710", "form1/Page1/PersonalDetails/ServiceIn/UCIClientID"),
        ("imm0008enu", "form1/Page1/PersonalDetails/q3-4-5-6/UCI"),
        ("5669", "IMM_5669/page1/cicUse/FOSSID"),
    ],
)
def test_uci_on_real_forms(corpus: Path, form: str, path: str, value: str, reason: str) -> None:
    content = fill_datasets(blank_form(corpus, form), {path: value})
    assert judge("form.uci", "pr-portal", content).reason == reason
