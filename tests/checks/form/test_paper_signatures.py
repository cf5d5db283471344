"""Signatures and dates on paper: what the rules conclude, and when they leave it to an officer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome, Text
from checks.form.dated import DatedRule, form_dated
from checks.form.paper_signatures import PaperWriting, writing_verdict
from checks.form.questions import Question
from checks.form.signed import FormSigners, SignedRule, form_signed
from checks.form.signers import Signer
from checks.form_facts import FormFacts
from checks.policies import load_policy
from checks.registry import registered_checks
from models.pdf import scanned_words
from models.pdf.form_identity import FormIdentity
from models.pdf.opening import open_pdf
from models.pdf.scanned_words import ScannedPages
from models.pdf.signature_block import DateBlock, SignatureBlock
from models.pdf.signature_block_area import Layout
from models.pdf.signature_block_ink import Writing
from samples.catalogue import specimens
from samples.generate import SPECIMENS_FOLDER
from tests.agreement import disagreement
from tests.checks.form.small_forms import TODAY

NUMBER = "IMM 9901"
BLANK = Writing(0, 0, 0, 0, 0, 0, 0, 0, 0, False)
SIGNED = Writing(80, 60, 9, 40, 3, 0.1, 0, 0, 0, True)
WEAK = replace(SIGNED, length_mm=8.0)
LOW = replace(SIGNED, tallest_mm=2.5)
BOX = (100.0, 400.0, 300.0, 430.0)


def signed_rule(*signers: Signer) -> SignedRule:
    rule = load_policy("pr-card", "form").rules["form.signed"].parameters
    assert isinstance(rule, SignedRule)
    return SignedRule((FormSigners((NUMBER,), signers),), rule.on_line, rule.on_paper)


def dated_rule() -> DatedRule:
    rule = load_policy("pr-card", "form").rules["form.dated"].parameters
    assert isinstance(rule, DatedRule)
    return replace(rule, forms=(NUMBER,))


LIMITS = signed_rule().on_paper
APPLICANT = Signer(Text("applicant", "demandeur"), ("applicant", "demandeur"))
SPOUSE = Signer(Text("spouse", "conjoint"), ("spouse", "conjoint"))


def block(
    writing: Writing,
    caption: str = "Signature of applicant",
    confidence: float = 95.0,
    layout: Layout = "line-above",
    headings: tuple[str, ...] = (),
    date: DateBlock | None = None,
) -> SignatureBlock:
    return SignatureBlock(1, caption, confidence, headings, BOX, layout, writing, date)


def date_block(writing: Writing, text: str = "", confidence: float = 0.0) -> DateBlock:
    return DateBlock("Date", 95.0, BOX, "line-above", writing, text, confidence, True)


class Paper(FormFacts):
    """Facts of a form on paper on which these places were found."""

    def __init__(self, blocks: tuple[SignatureBlock, ...], is_complete: bool = True) -> None:
        self.today, self.stopwatch = TODAY, Stopwatch()
        self.__dict__["signature_blocks"] = blocks
        self.__dict__["scanned_pages"] = ScannedPages((), is_complete)
        self.__dict__["identity"] = FormIdentity(NUMBER, "", "", "", "en", ("text",))


@pytest.fixture(autouse=True)
def on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("signed", "dated"):
        monkeypatch.setattr(f"checks.form.{module}.is_only_paper", lambda form: True)
    for limit in ("FILE_TIMEOUT_S", "PAGE_TIMEOUT_S", "ROW_TIMEOUT_S"):
        monkeypatch.setattr(scanned_words, limit, 120.0)


VERDICTS = [
    (block(SIGNED), Outcome.PASS),
    (block(BLANK), Outcome.FAIL),
    (block(WEAK), Outcome.UNSURE),
    (block(LOW), Outcome.UNSURE),
    (block(BLANK, confidence=30.0), Outcome.UNSURE),
    (block(replace(BLANK, printed_mm=20.0)), Outcome.UNSURE),
    (block(replace(BLANK, nearby_mm=20.0)), Outcome.UNSURE),
    (block(BLANK, layout="none"), Outcome.FAIL),
    (block(replace(SIGNED, tallest_mm=4.0), layout="none"), Outcome.UNSURE),
]


@pytest.mark.parametrize(("place", "outcome"), VERDICTS)
def test_only_a_surely_empty_place_fails(place: SignatureBlock, outcome: Outcome) -> None:
    assert isinstance(LIMITS, PaperWriting)
    verdict = writing_verdict(place, LIMITS)
    assert verdict.outcome is outcome
    assert disagreement(verdict.outcome, verdict.measured, verdict.required) == ""


def judged(*blocks: SignatureBlock, signers: tuple[Signer, ...] = (APPLICANT,)) -> Judgement:
    return form_signed(Paper(blocks), signed_rule(*signers))


SIGNERS = [
    ((), (APPLICANT,), "on-paper"),
    ((block(SIGNED),), (APPLICANT,), "signed"),
    ((block(BLANK),), (APPLICANT,), "unsigned-on-paper"),
    ((block(WEAK),), (APPLICANT,), "unclear-on-paper"),
    # one of several places of the same person is enough
    ((block(BLANK), block(SIGNED)), (APPLICANT,), "signed"),
    # somebody else's signature is not the applicant's
    ((block(SIGNED, "Signature of interpreter"),), (APPLICANT,), "on-paper"),
    ((block(BLANK), block(SIGNED, "Signature of interpreter")), (APPLICANT,), "unsigned-on-paper"),
    # a line without a name is whose heading says so, or the only signer's
    ((block(SIGNED, "Signature", headings=("Declaration of applicant",)),), (APPLICANT,), "signed"),
    ((block(BLANK, "Signature"),), (APPLICANT,), "unsigned-on-paper"),
    ((block(SIGNED, "Signature"),), (APPLICANT, SPOUSE), "on-paper"),
    # both sign
    ((block(SIGNED), block(SIGNED, "Signature of spouse")), (APPLICANT, SPOUSE), "signed"),
    ((block(SIGNED), block(BLANK, "Signature of spouse")), (APPLICANT, SPOUSE),
     "unsigned-on-paper"),
    ((block(SIGNED),), (APPLICANT, SPOUSE), "on-paper"),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "signers", "reason"), SIGNERS)
def test_who_has_signed(
    blocks: tuple[SignatureBlock, ...], signers: tuple[Signer, ...], reason: str
) -> None:
    found = judged(*blocks, signers=signers)
    assert found.reason == reason
    assert bool(found.where) is (reason != "on-paper")


FIRST = Signer(Text("first", "premier"), ("declarant",), ("second declarant",))
SECOND = Signer(Text("second", "deuxième"), ("declarant",), ("first declarant",))
DECLARANTS = [
    (("declarant", SIGNED), ("second declarant", SIGNED), "signed", ""),
    (("declarant", SIGNED), ("second declarant", BLANK), "unsigned-on-paper", "second"),
    (("declarant", BLANK), ("second declarant", SIGNED), "unsigned-on-paper", "first"),
    (("declarant", SIGNED), ("declarant", SIGNED), "signed", ""),
    (("declarant", SIGNED), ("witness", SIGNED), "on-paper", ""),
]


@pytest.mark.parametrize(("one", "other", "reason", "missing"), DECLARANTS)
def test_one_place_is_one_persons(
    one: tuple[str, Writing], other: tuple[str, Writing], reason: str, missing: str
) -> None:
    places = [block(ink, f"Signature of {whose}") for whose, ink in (one, other)]
    found = judged(*places, signers=(FIRST, SECOND))
    assert found.reason == reason
    if missing:
        assert found.details["signers_en"] == missing


def test_a_missing_signature_names_the_signer_and_shows_the_place() -> None:
    found = judged(block(SIGNED), block(BLANK, "Signature of spouse"), signers=(APPLICANT, SPOUSE))
    assert (found.details["signers_en"], found.details["signers_fr"]) == ("spouse", "conjoint")
    assert [place.points for place in found.where] == [(BOX[:2], BOX[2:])]


def test_nobody_is_unsigned_while_pages_are_unread() -> None:
    found = form_signed(Paper((block(BLANK),), is_complete=False), signed_rule(APPLICANT))
    assert (found.outcome, found.reason) == (Outcome.UNSURE, "unclear-on-paper")


def test_who_signs_only_if_a_part_is_used_never_fails_on_paper() -> None:
    sometimes = replace(SPOUSE, only_if=Question(("Section B",)))
    found = judged(block(SIGNED), block(BLANK, "Signature of spouse"),
                   signers=(APPLICANT, sometimes))  # fmt: skip
    assert found.outcome is Outcome.UNSURE
    assert judged(block(SIGNED), signers=(APPLICANT, sometimes)).outcome is Outcome.PASS


RECENT, OLD = (TODAY - dt.timedelta(days=3)).isoformat(), "2019-01-05"
PRINT = replace(BLANK, printed_mm=50.0)
DATES = [
    (block(SIGNED, date=date_block(PRINT, RECENT, 95.0)), "dated"),
    (block(SIGNED, date=date_block(PRINT, RECENT, 50.0)), "date-by-hand"),
    (block(SIGNED, date=date_block(PRINT, OLD, 95.0)), "date-by-hand"),
    (block(SIGNED, date=date_block(SIGNED)), "date-by-hand"),
    (block(SIGNED, date=date_block(BLANK)), "undated-on-paper"),
    (block(BLANK, date=date_block(BLANK)), "undated-on-paper"),
    (block(WEAK, date=date_block(BLANK)), "unclear-on-paper"),
    (block(SIGNED, date=date_block(WEAK)), "unclear-on-paper"),
    (block(SIGNED), "on-paper"),
]


@pytest.mark.parametrize(("place", "reason"), DATES)
def test_the_date_beside_a_signature(place: SignatureBlock, reason: str) -> None:
    found = form_dated(Paper((place,)), dated_rule())
    assert found.reason == reason
    assert disagreement(found.outcome, found.measured, found.required) == ""


PAPER_SPECIMENS = {one.file: one for one in specimens() if one.file.startswith("form-paper-")}
#: The day on which the specimens are screened: printed dates would age.
SCREENED = dt.date(2026, 11, 22)


@pytest.mark.parametrize("name", PAPER_SPECIMENS)
def test_the_specimens_on_paper_are_judged_as_labelled(name: str) -> None:
    specimen = PAPER_SPECIMENS[name]
    rules = load_policy(specimen.policy, "form").rules
    with open_pdf((SPECIMENS_FOLDER / name).read_bytes()) as document:
        facts = FormFacts(document, SCREENED, Stopwatch())
        # OCR of the number has tests of its own, and a time limit of its own.
        facts.__dict__["identity"] = FormIdentity("IMM 5444", "", "", "", "en", ("text",))
        for rule in ("form.signed", "form.dated"):
            if rule in specimen.expect:
                check = registered_checks()[rule].function
                found = check(facts, rules[rule].parameters)
                assert found.outcome.value == specimen.expect[rule], found
                assert found.where


def test_a_scan_of_a_form_that_nobody_signs_is_not_read() -> None:
    with open_pdf((SPECIMENS_FOLDER / "form-paper-signed.pdf").read_bytes()) as document:
        facts = FormFacts(document, TODAY, Stopwatch())
        facts.__dict__["identity"] = FormIdentity("IMM 5257", "", "", "", "en", ("text",))
        found = form_signed(facts, signed_rule(APPLICANT))
        assert found.reason == "not-for-this-form"
        assert "scanned_pages" not in facts.stopwatch.timings_ms
