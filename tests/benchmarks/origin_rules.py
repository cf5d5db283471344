"""How others tell a born-digital PDF from a scan, side by side with docscreen: right answers, time.

``paperless-ngx``: tagged, or 50 characters of text or more. ``OCRmyPDF``: tagged or with a
structure tree, fields that a program draws, or visible text on the page (its own page analysis,
``ocrmypdf.pdfinfo``; run with it on PYTHONPATH, else it is left out). Both answer for single pages
or for the file as a whole what is asked here in three words: digital, scanned or mixed.
"""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from models.pdf.form_layer import measure_form_layer
from models.pdf.metadata import measure_metadata
from models.pdf.opening import open_pdf
from models.pdf.origin import measure_origin
from models.pdf.page_content import measure_pages
from service.evaluation.form_accuracy import coarse

Rule = Callable[[bytes], str]

#: The threshold of paperless-ngx' parser (PDF_TEXT_MIN_LENGTH).
PAPERLESS_CHARACTERS = 50
UNANSWERED = "no answer"


@dataclass(frozen=True, slots=True)
class LabelledOrigin:
    """A PDF of the corpus with the coarse origins that its label accepts."""

    name: str
    content: bytes
    accepted: frozenset[str]


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How one rule answers, and how long it takes for the corpus and for a scan of 100 pages."""

    rule: str
    right: int
    digital_called_scanned: int
    scanned_called_digital: int
    unanswered: int
    files: int
    corpus_s: float
    median_ms: float
    long_scan_s: float


def docscreen_rule(content: bytes) -> str:
    """The coarse origin that docscreen tells."""
    with open_pdf(content) as document:
        pages = measure_pages(document)
        layer, metadata = measure_form_layer(document.pike), measure_metadata(document.pike)
        return coarse(measure_origin(document, pages, layer, metadata).origin)


def paperless_rule(content: bytes) -> str:
    """Born digital where the file is tagged or has enough text of whatever kind."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        mark = pdf.Root.get("/MarkInfo")
        if isinstance(mark, pikepdf.Dictionary) and bool(mark.get("/Marked", False)):
            return "digital"
    text = _text(content)
    return "digital" if len(text.strip()) >= PAPERLESS_CHARACTERS else "scanned"


def _text(content: bytes) -> str:
    """The text by pdftotext, which paperless-ngx calls, or by pdfium where that is absent."""
    if shutil.which("pdftotext"):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            command = ["pdftotext", "-q", "-layout", file.name, "-"]
            return subprocess.run(command, check=True, capture_output=True).stdout.decode()
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def ocrmypdf_rule(content: bytes) -> str:
    """By OCRmyPDF's page analysis, in this process."""
    from ocrmypdf.pdfinfo import PdfInfo

    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        info = PdfInfo(Path(file.name), max_workers=1)
    if info.is_tagged or info.has_structure_tree or info.needs_rendering or info.has_acroform:
        return "digital"
    seen = {bool(page.has_visible_text) for page in info.pages if page is not None}
    return "mixed" if len(seen) > 1 else "digital" if seen == {True} else "scanned"


def origin_rules() -> Mapping[str, Rule]:
    """The rules that can be run here."""
    rules: dict[str, Rule] = {"docscreen": docscreen_rule, "paperless-ngx": paperless_rule}
    if importlib.util.find_spec("ocrmypdf") is not None:
        rules["OCRmyPDF"] = ocrmypdf_rule
    return rules


def labelled_origins(corpus: Path) -> tuple[LabelledOrigin, ...]:
    """The files of a form corpus whose label says where they come from."""
    return tuple(_labelled_origins(corpus))


def _labelled_origins(corpus: Path) -> Iterator[LabelledOrigin]:
    for line in (corpus / "labels.jsonl").read_text("utf-8").splitlines():
        label: dict[str, Any] = json.loads(line)
        stated = label["truth"].get("origin_any")
        if stated:
            accepted = frozenset(coarse(origin) for origin in stated)
            yield LabelledOrigin(label["file"], (corpus / label["file"]).read_bytes(), accepted)


def score_rule(
    name: str, rule: Rule, files: tuple[LabelledOrigin, ...], long_scan: bytes
) -> RuleScore:
    """Ask one rule about every file and about the long scan."""
    answers, times_s = [], []
    for file in files:
        answer, taken_s = _timed(rule, file.content)
        answers.append((file.accepted, answer))
        times_s.append(taken_s)
    _, long_scan_s = _timed(rule, long_scan)
    return RuleScore(
        rule=name,
        right=sum(answer in accepted for accepted, answer in answers),
        digital_called_scanned=sum(a == {"digital"} and found == "scanned" for a, found in answers),
        scanned_called_digital=sum(a == {"scanned"} and found == "digital" for a, found in answers),
        unanswered=sum(answer == UNANSWERED for _, answer in answers),
        files=len(files),
        corpus_s=sum(times_s),
        median_ms=statistics.median(times_s) * 1000 if times_s else 0.0,
        long_scan_s=long_scan_s,
    )


def _timed(rule: Rule, content: bytes) -> tuple[str, float]:
    """The answer and the seconds that it took; a file that a rule refuses is unanswered."""
    started = time.perf_counter()
    try:
        answer = rule(content)
    except Exception as refusal:
        print(f"unanswered: {type(refusal).__name__}", file=sys.stderr)
        answer = UNANSWERED
    return answer, time.perf_counter() - started
