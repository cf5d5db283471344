"""Uploads of forms: as they should be, and each with one fault. Nobody's data are in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from samples.camera import Rgb
from samples.form_answers import typed_answers, validated_answers
from samples.forms import dynamic_form, flattened_form, plain_form, static_form
from samples.forms_design import NUMBER
from samples.forms_variants import (
    launching,
    locked,
    printed_to_pdf,
    renumbered,
    sheets,
    with_pages_of,
)
from samples.picture_pdf import Codec
from samples.print_and_scan import (
    PhotoLook,
    ScanLook,
    photo_look,
    photographed_pdf,
    scan_look,
    scanned_pdf,
)
from samples.specimen import Specimen

POLICY = "pr-portal"
#: A form that the portal takes as a file, one that it wants filled in on line, and one that third
#: parties sign by hand, so that a scan of it is right.
UPLOADED, ONLINE, SIGNED_BY_HAND = "IMM 1344", "IMM 5406", "IMM 5409"

#: Rules that a filled form passes in whatever technique it is made.
_OPENED = {
    rule: "pass"
    for rule in (
        "file.type", "file.size", "file.readable", "file.pages", "file.kind", "file.password",
        "file.active-content",
    )
}  # fmt: skip
_DIGITAL = _OPENED | {
    rule: "pass"
    for rule in (
        "form.origin", "form.editable", "form.recognised", "form.wrong-channel", "form.filled",
    )
} | {"form.edition": "manual"}  # fmt: skip
#: What a filled and validated form passes besides.
_VALIDATED = _DIGITAL | {
    f"form.{rule}": "pass"
    for rule in ("complete", "validated", "uci", "dates-numeric", "signature-intact", "dated")
}
_ON_PAPER = _OPENED | {"form.origin": "fail"}


def digital_forms() -> tuple[Specimen, ...]:
    """Forms as they were filled in on a computer, and with the faults of digital files."""
    live = {"origin_any": ["digital-form"], "filled": True}
    dynamic, static = live | {"xfa": "dynamic", "pages": 1}, live | {"xfa": "static", "pages": 2}
    flat = {"origin_any": ["digital-flattened"], "xfa": "none", "pages": 2}
    return (
        _form("form-filled.pdf", "filled-form", _dynamic, dynamic, _VALIDATED),
        _form(
            "form-fields-only.pdf", "validated", _plain, live | {"xfa": "none", "pages": 2},
            _DIGITAL | {"form.validated": "fail"},
        ),
        _form(
            "form-blank.pdf", "filled", _blank, static | {"filled": False},
            _DIGITAL | {"form.filled": "fail"},
        ),
        _form(
            "form-printed-to-pdf.pdf", "editable", _printed, flat,
            _without(_DIGITAL, "form.filled") | {"form.editable": "fail"},
        ),
        _form(
            "form-not-asked-for.pdf", "recognised", lambda: _static(NUMBER),
            static | {"form": NUMBER}, _DIGITAL | {"form.recognised": "fail"},
        ),
        _form(
            "form-filled-on-line.pdf", "wrong-channel",
            lambda: _static(ONLINE), static | {"form": ONLINE},
            _DIGITAL | {"form.wrong-channel": "fail"},
        ),
        _form(
            "form-with-launch.pdf", "active-content", lambda: launching(_dynamic()),
            dynamic | {"actions_seen": "Launch:1"},
            _DIGITAL | {"file.active-content": "fail"},
        ),
        replace(
            _form("form-declared-identity.pdf", "kind", _dynamic, dynamic, {"file.kind": "unsure"}),
            declared="identity",
        ),
        _with_password(),
    )  # fmt: skip


def forms_on_paper() -> tuple[Specimen, ...]:
    """Forms that were printed, and came back through a scanner or a telephone."""
    scanned = {"origin_any": ["scanned"], "xfa": "none", "pages": 1}
    return (
        _form(
            "form-scanned.pdf", "origin", lambda: _scanned(UPLOADED, 31), scanned,
            _ON_PAPER | {"form.recognised": "pass", "form.wrong-channel": "pass"},
        ),
        _form(
            "form-photographed.pdf", "origin", _photographed,
            scanned | {"origin_any": ["photo-of-paper"]},
            _ON_PAPER,
        ),
        _form(
            "form-partly-scanned.pdf", "origin",
            lambda: with_pages_of(_printed(), _scanned(UPLOADED, 33)),
            {"origin_any": ["mixed"], "xfa": "none", "pages": 3},
            _ON_PAPER | {"form.recognised": "pass", "form.wrong-channel": "pass"},
        ),
        _form(
            "form-signed-and-scanned.pdf", "signed-by-hand",
            lambda: _scanned(SIGNED_BY_HAND, 32), scanned | {"form": SIGNED_BY_HAND},
            _OPENED | {"form.origin": "pass", "form.recognised": "pass"},
        ),
    )  # fmt: skip


def _form(
    file: str,
    category: str,
    make: Callable[[], bytes],
    truth: Mapping[str, Any],
    expect: Mapping[str, str],
) -> Specimen:
    plain = {"opens": "yes", "encrypted": False, "needs_password": False, "form": UPLOADED}
    return Specimen(
        file, category, make, {**plain, **truth}, expect, kind="form", policy=POLICY
    )  # fmt: skip


def _with_password() -> Specimen:
    """Nothing of it can be read, so nothing of it is known but that it is locked."""
    expect = {
        "file.type": "pass",
        "file.size": "pass",
        "file.kind": "pass",
        "file.password": "fail",
        "file.readable": "not-assessed",
        "form.origin": "not-assessed",
    }
    return Specimen(
        "form-with-password.pdf",
        "password",
        lambda: locked(_dynamic()),
        {"opens": "no", "needs_password": True},
        expect,
        kind="form",
        policy=POLICY,
    )


def _without(expect: Mapping[str, str], *rules: str) -> dict[str, str]:
    return {rule: outcome for rule, outcome in expect.items() if rule not in rules}


def _dynamic() -> bytes:
    return renumbered(dynamic_form("en", validated_answers()), UPLOADED)


def _static(number: str) -> bytes:
    return renumbered(static_form("en", validated_answers()), number)


def _plain() -> bytes:
    return renumbered(plain_form("fr", typed_answers()), UPLOADED)


def _blank() -> bytes:
    return renumbered(static_form("fr"), UPLOADED)


def _printed() -> bytes:
    return printed_to_pdf(renumbered(flattened_form("en", typed_answers()), UPLOADED))


@lru_cache(maxsize=4)
def _first_sheet(number: str) -> Rgb:
    return sheets(renumbered(flattened_form("en", typed_answers()), number))[0]


def _scanned(number: str, seed: int) -> bytes:
    return scanned_pdf([_first_sheet(number)], _scanner(seed, "ccitt"), seed)


def _scanner(seed: int, codec: Codec) -> ScanLook:
    """An office scanner at 150 dpi, its glass clean: little noise keeps the file small."""
    return replace(
        scan_look(seed), dpi=150, codec=codec, skew_deg=0.7, noise_levels=1.5, edge_mm=0.0,
        staple_mm=9.0,
    )  # fmt: skip


def _photographed() -> bytes:
    look: PhotoLook = replace(photo_look(41), dpi=110, noise_levels=2.0, jpeg_quality=60)
    return photographed_pdf([_first_sheet(UPLOADED)], look, 41)
