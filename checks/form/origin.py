"""Whether the form comes as the program wants it: filled in on a computer, or on paper."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required, Where
from checks.form_facts import FormFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.origin import PdfOrigin
from models.pdf.page_origin import DIGITAL, FIELDS_OVER_PICTURE, PAPER, PAPER_TRAITS

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
    reasons=(
        "as-asked", "paper", "photographed", "pictures", "partly-paper", "not-signed-on-paper",
        "fields-over-pictures", "unclear",
    ),
)  # fmt: skip
def form_origin(form: FormFacts, rule: OriginRule) -> Judgement:
    """The form comes as the program wants it: the digital file itself, or a scan of signed paper.

    Told page by page from the file's structure: fields that are still alive, letters and lines that
    a computer drew, pictures that cover the page, and how these pictures look (skew, paper, noise).
    Whether a scan is wrong depends on the form: what a third party signs by hand must be scanned.
    Pictures that show nothing of paper are called pictures. Fields laid over pictures of pages may
    be a blank form that was scanned and made fillable, or hide one that was filled in on paper: an
    officer looks.
    """
    origin = form.origin
    accepted = _accepted(form, rule)
    measured, required = Measured(origin.origin, _ORIGIN), Required(_ORIGIN, any_of=accepted)
    if origin.origin == "unreadable":
        raise NotMeasurable("pdf-unreadable")
    where = tuple(_page(form, page.number) for page in origin.pages if page.origin not in accepted)
    if FIELDS_OVER_PICTURE in origin.signals and not set(accepted) >= PAPER:
        # Neither origin is measured: what lies below the fields has to be seen.
        reason, sure = "fields-over-pictures", origin.confidence
        return Judgement(Outcome.UNSURE, reason, confidence=sure, where=_over_pictures(form))
    if origin.origin in accepted:
        return Judgement(Outcome.PASS, "as-asked", measured, required, origin.confidence)
    reason = _reason(origin)
    is_sure = origin.confidence >= rule.sure_from
    outcome = Outcome.FAIL if is_sure else Outcome.UNSURE
    reason = reason if is_sure or reason == "pictures" else "unclear"
    return Judgement(outcome, reason, measured, required, origin.confidence, where)


def _accepted(form: FormFacts, rule: OriginRule) -> tuple[str, ...]:
    number = form.identity.number if form.identity else ""
    own = (entry.accepted for entry in rule.exceptions if number in entry.forms)
    return next(own, rule.accepted)


def _over_pictures(form: FormFacts) -> tuple[Where, ...]:
    """The pages whose fields are laid over pictures."""
    pages = (page for page in form.origin.pages if FIELDS_OVER_PICTURE in page.signals)
    return tuple(_page(form, page.number) for page in pages)


def _reason(origin: PdfOrigin) -> str:
    if origin.origin in DIGITAL:
        return "not-signed-on-paper"
    if origin.origin not in PAPER:
        return "partly-paper"
    if not PAPER_TRAITS & set(origin.signals):
        return "pictures"
    return "photographed" if origin.origin == "photo-of-paper" else "paper"


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
    if form.layer.is_live and not form.is_paper:
        return Judgement(Outcome.PASS, "alive", confidence=form.origin.confidence)
    if form.origin.origin == "digital-flattened":
        return Judgement(Outcome.FAIL, "printed-to-pdf", confidence=form.origin.confidence)
    if form.is_paper:
        raise NotMeasurable("paper")
    raise NotMeasurable("no-fields")
