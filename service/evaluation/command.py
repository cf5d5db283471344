"""``docscreen evaluate``: measure the product as shipped, on a corpus or on degraded photos."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from rich.console import Console

from models.errors import DocscreenError
from service.evaluation.corpus import CorpusResult, evaluate_corpus
from service.evaluation.corpus_tables import corpus_json, print_tables
from service.evaluation.form_pages import write_form_page
from service.evaluation.identity_pages import write_identity_page
from service.evaluation.labels import SplitChoice
from service.evaluation.output import print_json
from service.evaluation.pages import write_corpus_page, write_stress_page
from service.evaluation.plots import draw_stress_plots
from service.evaluation.processes import default_worker_count
from service.evaluation.stress import StressResult, evaluate_stress
from service.evaluation.stress_tables import print_stress_tables, stress_json

Suite = Literal["corpus", "stress"]
Form = Literal["table", "json"]

#: Columns of tables that are written to a file or another program.
FILE_COLUMNS = 200

EXIT_MEASURED = 0
EXIT_USAGE = 2
EXIT_CRASHED_FILES = 3


def run_evaluate(
    corpus: Path | None,
    *,
    suite: Suite = "corpus",
    policy: str = "pr-card",
    split: SplitChoice = "all",
    workers: int | None = None,
    form: Form = "table",
    plots: Path | None = None,
    photos: int = 12,
    degradations: tuple[str, ...] = (),
) -> int:
    """Measure and print; the exit status: 0 measured, 2 usage or file error, 3 crashes.

    ``corpus``: folder with ``labels.jsonl``; for the stress suite also any folder of photos, or
    None for the specimens. ``workers``: processes, one for each core by default. ``plots``: folder
    for the generated page and curves. ``photos``: base photos of the stress suite.
    ``degradations``: names to run, all where empty. Results go to standard output, progress and
    errors to standard error.
    """
    progress = Console(stderr=True)
    count = workers or default_worker_count()
    try:
        if suite == "stress":
            stress = evaluate_stress(corpus, policy, split, photos, degradations, count, progress)
            return _publish_stress(stress, form, plots)
        if corpus is None:
            progress.print("docscreen: an evaluation needs --corpus DIR (or --stress)")
            return EXIT_USAGE
        return _publish_corpus(evaluate_corpus(corpus, policy, split, count, progress), form, plots)
    except DocscreenError as error:
        print(f"docscreen: {error}", file=sys.stderr)
        return EXIT_USAGE


def _publish_corpus(result: CorpusResult, form: Form, folder: Path | None) -> int:
    if folder is not None:
        _write_pages(result, folder)
    if form == "json":
        print_json(corpus_json(result), _output())
    else:
        print_tables(result, _output())
    if result.files == 0:
        print("docscreen: no file of the corpus could be read", file=sys.stderr)
        return EXIT_USAGE
    return EXIT_CRASHED_FILES if result.crashed_files else EXIT_MEASURED


def _write_pages(result: CorpusResult, folder: Path) -> None:
    """Write the page of each kind of file that the corpus has."""
    if "photo" in result.facts:
        write_corpus_page(result, folder)
    if "form" in result.facts:
        write_form_page(result, folder)
    if "identity" in result.facts:
        write_identity_page(result, folder)


def _publish_stress(result: StressResult, form: Form, folder: Path | None) -> int:
    if folder is not None:
        write_stress_page(result, draw_stress_plots(result, folder), folder)
    if form == "json":
        print_json(stress_json(result), _output())
    else:
        print_stress_tables(result, _output())
    return EXIT_CRASHED_FILES if result.crashed else EXIT_MEASURED


def _output() -> Console:
    """Standard output; wide where it is a file, so that no table is cut."""
    is_free_width = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=FILE_COLUMNS if is_free_width else None)
