"""``docscreen evaluate``: measure the product as shipped, on a corpus or on degraded photos."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from rich.console import Console

from models.errors import DocscreenError
from service.evaluation.corpus import evaluate_corpus
from service.evaluation.corpus_tables import corpus_json, print_tables
from service.evaluation.labels import SplitChoice
from service.evaluation.output import print_json
from service.evaluation.plots import draw_stress_plots
from service.evaluation.processes import default_worker_count
from service.evaluation.stress import evaluate_stress
from service.evaluation.stress_tables import print_stress_tables, stress_json

Suite = Literal["corpus", "stress"]
Form = Literal["table", "json"]

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
    for the stress curves. ``photos``: base photos of the stress suite. ``degradations``: names to
    run, all where empty. Results go to standard output, progress and errors to standard error.
    """
    progress = Console(stderr=True)
    count = workers or default_worker_count()
    try:
        if suite == "stress":
            stress = evaluate_stress(corpus, policy, split, photos, degradations, count, progress)
            if plots is not None:
                draw_stress_plots(stress, plots)
            if form == "json":
                print_json(stress_json(stress), Console())
            else:
                print_stress_tables(stress, Console())
            return EXIT_CRASHED_FILES if stress.crashed else EXIT_MEASURED
        if corpus is None:
            progress.print("docscreen: an evaluation needs --corpus DIR (or --stress)")
            return EXIT_USAGE
        result = evaluate_corpus(corpus, policy, split, count, progress)
        if form == "json":
            print_json(corpus_json(result), Console())
        else:
            print_tables(result, Console())
        return EXIT_CRASHED_FILES if result.crashed_files else EXIT_MEASURED
    except DocscreenError as error:
        print(f"docscreen: {error}", file=sys.stderr)
        return EXIT_USAGE
