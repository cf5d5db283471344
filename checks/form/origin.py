"""Whether the form comes as the program wants it: filled in on a computer, or on paper."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.form_facts import FormFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.page_origin import DIGITAL, PAPER

_ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class FormOrigins:
    """How certain forms must come. ``forms``: their numbers; ``accepted``: origins."""

    forms: tuple[str, ...]
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginRule:
    """How forms must come. ``accepted``: origins of forms that ``exceptions`` does not name.

    ``sure_from``: below this confidence an officer decides.
    """

    accepted: tuple[str, ...]
    exceptions: tuple[FormOrigins, ...]
    sure_from: float


@check(
    "form.origin",
    reasons=("as-asked", "paper", "photographed", "partly-paper", "not-signed-on-paper", "unclear"),
)
def form_origin(form: FormFacts, rule: OriginRule) -> Judgement:
    """The form comes as the program wants it: the digital file itself, or a scan of signed paper.

    Told page by page from the file's structure: fields that are still alive, letters and lines that
    a computer drew, pictures that cover the page, and how these pictures look (skew, paper, noise).
    Whether a scan is wrong depends on the form: what a third party signs by hand must be scanned.
    """
    origin = form.origin
    accepted = _accepted(form, rule)
    measured, required = Measured(origin.origin, _ORIGIN), Required(_ORIGIN, any_of=accepted)
    if origin.origin == "unreadable":
        raise NotMeasurable("pdf-unreadable")
    where = tuple(_page(form, page.number) for page in origin.pages if page.origin not in accepted)
    if origin.origin in accepted:
        return Judgement(Outcome.PASS, "as-asked", measured, required, origin.confidence)
    reason = _reason(origin.origin)
    is_sure = origin.confidence >= rule.sure_from
    outcome = Outcome.FAIL if is_sure else Outcome.UNSURE
    reason = reason if is_sure else "unclear"
    return Judgement(outcome, reason, measured, required, origin.confidence, where)


def _accepted(form: FormFacts, rule: OriginRule) -> tuple[str, ...]:
    number = form.identity.number if form.identity else ""
    own = (entry.accepted for entry in rule.exceptions if number in entry.forms)
    return next(own, rule.accepted)


def _reason(origin: str) -> str:
    if origin in DIGITAL:
        return "not-signed-on-paper"
    if origin == "photo-of-paper":
        return "photographed"
    return "paper" if origin in PAPER else "partly-paper"


def _page(form: FormFacts, number: int) -> Where:
    """A whole page; its pixels are points, 72 to the inch."""
    page = next(content for content in form.contents if content.number == number)
    return Where("box", ((0.0, 0.0), (page.width_pt, page.height_pt)), page=number)


@dataclass(frozen=True, slots=True)
class EditableRule:
    """No numbers: the fields are alive or gone."""


@check("form.editable", reasons=("alive", "printed-to-pdf"))
def form_editable(form: FormFacts, rule: EditableRule) -> Judgement:
    """The form's fields are still there, so that what was filled in can be read and validated.

    Printing a form to PDF draws it anew: the letters stay, the fields, the validation and the bar
    codes are lost. Told by vector text without fields and by the program that made the file.
    """
    if form.layer.is_live:
        return Judgement(Outcome.PASS, "alive", confidence=form.origin.confidence)
    if form.origin.origin == "digital-flattened":
        return Judgement(Outcome.FAIL, "printed-to-pdf", confidence=form.origin.confidence)
    if form.is_paper:
        raise NotMeasurable("paper")
    raise NotMeasurable("no-fields")
