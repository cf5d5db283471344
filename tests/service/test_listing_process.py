"""``docscreen fields`` reads each form within the limits of a screening."""

from __future__ import annotations

import io
import json
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

import service.cli.fields
from samples.generate import SPECIMENS_FOLDER
from service.cli.files import InputFile
from service.errors import UsageError
from service.listing_process import ListingProcess
from tests.service.conftest import CommandLine
from tests.service.hanging_pdf import HANGING_S, HangingPdf

FORM = SPECIMENS_FOLDER / "form-filled.pdf"
LIMIT_S = 2.0


@pytest.fixture
def process() -> Iterator[ListingProcess]:
    reading = ListingProcess(LIMIT_S)
    yield reading
    reading.stop()


def bomb() -> bytes:
    """A form whose template unfolds from some KB to 1 GB."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    squeezed = zlib.compressobj(9)
    megabyte = b" " * 1024 * 1024
    once = b"".join(squeezed.compress(megabyte) for _ in range(1024)) + squeezed.flush()
    template = pikepdf.Stream(pdf, zlib.compress(once, 9))
    template.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    names = [pikepdf.String("template"), pdf.make_indirect(template)]
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pikepdf.Array(names))
    target = io.BytesIO()
    pdf.save(target, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return target.getvalue()


def test_a_form_that_hangs_its_reader_costs_its_own_listing_only(process: ListingProcess) -> None:
    assert process.listing(FORM.read_bytes())["form"]["number"] == "IMM 1344"
    started = time.monotonic()
    with pytest.raises(UsageError, match="longer than 2 s"):
        process.listing(HangingPdf(FORM.read_bytes()))
    assert time.monotonic() - started < LIMIT_S + 5.0 < HANGING_S
    assert process.listing(FORM.read_bytes())["form"]["number"] == "IMM 1344"


def test_a_form_that_unfolds_without_end_is_refused(process: ListingProcess) -> None:
    content = bomb()
    assert len(content) < 50_000
    started = time.monotonic()
    with pytest.raises(UsageError):
        process.listing(content)
    assert time.monotonic() - started < LIMIT_S + 30.0
    assert process.listing(FORM.read_bytes())["pages"] == 1


def test_the_command_goes_on_after_a_form_that_hangs(
    docscreen: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hanging = tmp_path / "hanging.pdf"
    hanging.write_bytes(FORM.read_bytes())
    read = InputFile.read

    def read_hanging(file: InputFile, limit_bytes: int) -> bytes:
        content = read(file, limit_bytes)
        return HangingPdf(content) if "hanging" in file.name else content

    monkeypatch.setattr(InputFile, "read", read_hanging)
    monkeypatch.setattr(service.cli.fields, "ListingProcess", lambda _: ListingProcess(LIMIT_S))
    run = docscreen("fields", "--json", hanging, FORM)
    assert run.status == 2
    assert "hanging.pdf: reading it took longer than 2 s" in run.err
    assert json.loads(run.out)["filled"] == 17
