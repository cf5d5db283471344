"""What the barcodes of labelled files say: a report names their format and never their text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from checks.facts import Stopwatch
from checks.file_facts import FileFacts, Upload
from checks.identity_pages import identity_pages
from models.barcode.reading import read_barcodes
from models.errors import UntrustedInputError
from service.evaluation.labels import LabelledFile
from service.evaluation.processes import run_in_processes
from service.evaluation.screened import ScreenedFile

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Content:
    """What one symbol holds: its bytes, and the same as text."""

    data: bytes
    text: str


def is_content(found: Content, expected: str | bytes) -> bool:
    """Whether a decoded symbol says what the label says: a text, "hex:..." or a file's bytes.

    A program that renders a file may leave out its byte order mark, and a decoder may keep
    ISO 8859-1 for UTF-8: neither is an error of reading.
    """
    if isinstance(expected, bytes):
        bare = expected.removeprefix(_BYTE_ORDER_MARK)
        try:
            in_latin = bare.decode("utf-8").encode("latin-1")
        except UnicodeError:
            in_latin = bare
        return found.data in (expected, bare, in_latin)
    return found.text == expected or f"hex:{found.data.hex()}" == expected


def expected_content(label: LabelledFile) -> str | bytes | None:
    """What a barcode shall say by the label or by the file that it names; None for no barcode."""
    beside = label.companion(str(label.truth.get("barcode_file", "")))
    if beside is not None:
        return beside.read_bytes()
    stated = label.truth.get("barcode")
    return stated if isinstance(stated, str) else None


def with_barcodes(
    screened: Sequence[ScreenedFile], workers: int, console: Console
) -> tuple[ScreenedFile, ...]:
    """The same files; those whose label knows a barcode's text with what their barcodes say.

    A file on which decoding ends its process stays without.
    """
    paths = [
        one.label.path
        for one in screened
        if one.label.kind == "identity"
        and one.label.path is not None
        and expected_content(one.label) is not None
    ]
    if not paths:
        return tuple(screened)
    read: Mapping[Path, tuple[Content, ...] | None] = {
        done.task: done.result
        for done in run_in_processes(
            barcode_contents, paths, min(workers, len(paths)), "Barcodes", console
        )
    }
    return tuple(
        replace(one, barcodes=read.get(one.label.path)) if one.label.path else one
        for one in screened
    )


def barcode_contents(path: Path) -> tuple[Content, ...]:
    """What the barcodes of a picture, or of a PDF's pages, say; nothing for a file not opened."""
    today = dt.datetime.now(dt.UTC).date()
    file = FileFacts(Upload(path.read_bytes(), path.name, "identity"), Stopwatch(), today)
    try:
        pages = identity_pages(file)
    except UntrustedInputError:
        return ()  # the report says why
    finally:
        file.close()
    return tuple(
        Content(barcode.untrusted_bytes, barcode.untrusted_text)
        for page in pages
        for barcode in read_barcodes(page).barcodes
    )
