"""Whether a PDF opens without a password and does nothing but show its pages."""

from __future__ import annotations

from dataclasses import dataclass

from checks.file_facts import FileFacts
from checks.finding import Judgement, Outcome
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.errors import NotMeasurable, PdfPasswordNeeded, PdfPublicKeyEncrypted
from models.pdf.active_content import ActiveContent


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """No numbers: a file opens without a password or it does not."""


@dataclass(frozen=True, slots=True)
class ActiveContentRule:
    """Kinds of active content that a form has by nature, and those that nobody may send.

    ``allowed``: passed over. ``refused``: fail the file. All others go to an officer. ``hosts``:
    where a form may send its data to, and where its scripts and what starts by itself may lead.
    """

    allowed: tuple[str, ...]
    refused: tuple[str, ...]
    hosts: tuple[str, ...]


@check("file.password", reasons=("open", "password", "certificate"))
def file_password(file: FileFacts, rule: PasswordRule) -> Judgement:
    """The file opens without a password.

    The department's own forms are encrypted with an empty password, which every reader tries by
    itself: that is no lock. A file for which a password must be typed, or a certificate be held,
    cannot be read by anybody who receives it.
    """
    if not file.is_pdf:
        raise NotMeasurable("not-a-pdf")
    if isinstance(file.opened, PdfPasswordNeeded):
        return Judgement(Outcome.FAIL, "password")
    if isinstance(file.opened, PdfPublicKeyEncrypted):
        return Judgement(Outcome.FAIL, "certificate")
    if isinstance(file.opened, Exception):
        raise NotMeasurable("pdf-unreadable")
    return Judgement(Outcome.PASS, "open")


@check(
    "file.active-content",
    reasons=(
        "quiet", "usual", "refused", "perhaps", "opens-elsewhere", "sends-elsewhere",
        "script-leads-elsewhere",
    ),
)  # fmt: skip
def file_active_content(form: FormFacts, rule: ActiveContentRule) -> Judgement:
    """The file starts no program, carries no other file and sends nothing elsewhere.

    JavaScript and links are normal in the department's forms. What starts by itself and leads to
    another host is not, nor is a script that spells out another host beside a command that opens or
    sends something; what a script puts together while it runs is not seen. Counted over all
    objects of the file (ISO 32000-1, 12.6 actions, 12.5.6 annotations, 7.11.4 embedded files).
    """
    active = form.active_content
    refused = sorted(kind for kind in active.counts if kind in rule.refused)
    others = sorted(set(active.counts) - set(rule.allowed) - set(rule.refused) - {"submit-form"})
    found = refused or others
    verdict = Ceiling.at(0).judge(
        float(sum(active.counts[kind] for kind in active.counts if kind in found)),
        Unit("active parts"),
    )
    kinds = {"kinds": ", ".join(found)}
    if refused:
        return verdict.because("refused", details=kinds)
    led = _led_elsewhere(active, rule)
    if led is not None:
        return led
    if others or not active.is_complete:
        return verdict.doubted().because("perhaps", details=kinds)
    if not active.counts:
        return verdict.because("quiet")
    return verdict.because("usual", details=_usual(active))


def _led_elsewhere(active: ActiveContent, rule: ActiveContentRule) -> Judgement | None:
    """What leads to another host: by itself, with the answers, or from a script."""
    reasons = (
        (active.automatic_targets, Outcome.FAIL, "opens-elsewhere", 0.95),
        (active.submit_targets, Outcome.UNSURE, "sends-elsewhere", 0.5),
        (active.script_targets, Outcome.UNSURE, "script-leads-elsewhere", 0.5),
    )
    for targets, outcome, reason, confidence in reasons:
        foreign = [host for host in targets if not _is_allowed(host, rule.hosts)]
        if foreign:
            hosts = {"hosts": ", ".join(foreign)}
            return Judgement(outcome, reason, confidence=confidence, details=hosts)
    return None


def _usual(active: ActiveContent) -> dict[str, str]:
    """How much there is of what the department's forms have too."""
    scripts = active.counts.get("javascript", 0) + active.counts.get("xfa-script", 0)
    return {
        "scripts": str(scripts),
        "links": str(active.counts.get("uri", 0)),
        "submits": str(active.counts.get("submit-form", 0)),
    }


def _is_allowed(untrusted_address: str, hosts: tuple[str, ...]) -> bool:
    host = untrusted_address.rpartition("//")[2].partition(":")[0].lower()
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts)
