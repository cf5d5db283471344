"""Forms with one telling answer: an address, a consent, a membership, a kind of permit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from samples.form_faults import RENEWAL, form_specimen
from samples.forms_short import Asked, Part, short_form
from samples.specimen import Specimen

REPRESENTATIVE, VISITOR, WORKER = "IMM 5476", "IMM 5708", "IMM 5710"
_PERMITS = {"ELMO": "Exemption from Labour Market Impact Assessment", "OWP": "Open Work Permit"}
_NAMES = Part("Names", "1. Your name", ((Asked("Name", "Family name", "SPECIMEN"),),))


@dataclass(frozen=True, slots=True)
class CardDetails:
    """What somebody answers who renews a PR card, by default as it should be."""

    replaces: str = "0"
    street: str = "12 Specimen Street"
    postal_code: str = "K1A 0B1"
    consent: str = "Yes"
    declaration: str = ""

    def form(self) -> bytes:
        """The filled form."""
        purpose = (
            Asked("Renew", "Renewing your card", "0" if self.replaces == "1" else "1", "check-box"),
            Asked("Replace", "Replacing a lost or stolen card", self.replaces, "check-box"),
        )
        home = (
            Asked("Street", "Street", self.street),
            Asked("Postal", "Postal code", self.postal_code),
        )
        mailing = (Asked("Street", "Street", "1 Other Street"),)
        consent = tuple(
            Asked(answer, answer, "1" if answer == self.consent else "0", "check-box")
            for answer in ("Yes", "No")
        )
        lost = (Asked("How", "How the card was lost", self.declaration),)
        return short_form(
            RENEWAL,
            (
                _NAMES,
                Part("For", "3. This application is for", (purpose,)),
                Part("Home", "12. Residential address", (home,)),
                Part("Mail", "13. Mailing address, if not the residential address", (mailing,)),
                Part("Entries", "23. History of entries to Canada", (consent,)),
                Part("G", "Section G: Solemn declaration", (lost,)),
            ),
        )


def card_details() -> tuple[Specimen, ...]:
    """Applications for a PR card, one as it should be and each other one with a fault."""
    right, rules = CardDetails(), ("residential-address", "entry-history", "lost-card")
    passed = {f"form.{rule}": "pass" for rule in rules}
    homeless = replace(right, street="", postal_code="")
    faults = {
        "no-residential-address": ("residential-address", homeless),
        "no-postal-code": ("residential-address", replace(right, postal_code="")),
        "no-consent": ("entry-history", replace(right, consent="No")),
        "needless-declaration": ("lost-card", replace(right, declaration="In the river")),
        "no-declaration": ("lost-card", replace(right, replaces="1")),
    }
    return (
        form_specimen(
            "form-card-details.pdf", "filled-form", right.form, passed, RENEWAL, "pr-card"
        ),
        *(
            form_specimen(
                f"form-{name}.pdf", rule, details.form, passed | {f"form.{rule}": "fail"}, RENEWAL,
                "pr-card",
            )
            for name, (rule, details) in faults.items()
        ),
    )  # fmt: skip


def representatives() -> tuple[Specimen, ...]:
    """Appointments of a paid representative, with the number of membership and without."""
    return (
        _asking("paid-representative", "representative", REPRESENTATIVE, _paid("R000000"), "pass"),
        _asking("no-membership", "representative", REPRESENTATIVE, _paid(""), "fail"),
    )


def permits() -> tuple[Specimen, ...]:
    """Applications for permits: on line or by mail, with a letter or without."""
    return (
        _asking("visitor-record", "mail-only", VISITOR, _stay("1", "0"), "pass"),
        _asking("resident-permit", "mail-only", VISITOR, _stay("0", "1"), "fail"),
        _asking("employer-permit", "letter", WORKER, _work("ELMO"), "pass"),
        _asking("open-permit", "letter", WORKER, _work("OWP"), "manual"),
    )


def _paid(membership: str) -> Part:
    """The section of IMM 5476 that appoints a consultant who is paid."""
    row = (
        Asked("Name", "Full name", "SPECIMEN CONSULTANT"),
        Asked("Unpaid", "Uncompensated", "0", "check-box"),
        Asked("Paid", "Compensated", "1", "check-box"),
        Asked("Number", "ICCRC membership ID number", membership),
    )
    return Part("B", "Section B: Appointment of representative", (row,))


def _stay(visitor: str, permit: str) -> Part:
    """What IMM 5708 is for."""
    row = (
        Asked("Visitor", "Extend my stay as a visitor", visitor, "check-box"),
        Asked("TRP", "Get a new temporary resident permit", permit, "check-box"),
    )
    return Part("ApplyingFor", "I am applying for one or more of the following", (row,))


def _work(code: str) -> Part:
    """Which permit IMM 5710 is for."""
    caption = "What type of work permit are you applying for?"
    row = (Asked("Type", caption, code, "choice-list", _PERMITS),)
    return Part("Work", "Details of intended work in Canada", (row,))


def _asking(name: str, rule: str, number: str, part: Part, outcome: str) -> Specimen:
    policy = "pr-card" if number == REPRESENTATIVE else "apr-portal"
    return form_specimen(
        f"form-{name}.pdf", rule, partial(short_form, number, (_NAMES, part)),
        {f"form.{rule}": outcome}, number, policy,
    )  # fmt: skip
