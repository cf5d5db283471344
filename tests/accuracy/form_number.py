"""How often the form number is read on printed-and-scanned and on photographed pages.

    python -m tests.accuracy.form_number ../shared/corpus/form --variants 200 --first-seed 1000

Each variant is one page, printed and brought back in its own way. Pages without a number are
brought back too: none may be invented there. Wrong and missing ones are listed with their seed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from checks.facts import Stopwatch
from checks.form_facts import FormFacts
from models.pdf.form_identity import FormIdentity
from models.pdf.opening import open_pdf
from samples.print_and_scan import photo_look, photographed_pdf, scan_look, scanned_pdf
from tests.accuracy.numbered_pages import Sheet, numbered_sheets, unnumbered_sheets

Result = Literal["right", "wrong", "none"]
#: Of all variants so many are photographs, and so many lie sideways or upside down.
PHOTO_SHARE, TURNED_SHARE = 0.25, 0.2
#: Both facts are bound to a day; no form number depends on it.
_TODAY = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Variant:
    """One page as it came back. ``quarter_turns``: counter-clockwise. ``dpi``: of the picture."""

    seed: int
    sheet: Sheet
    look: Literal["scan", "photo"]
    dpi: int
    codec: str
    quarter_turns: int
    content: bytes


def make_variant(sheets: Sequence[Sheet], seed: int) -> Variant:
    """A page drawn from a seed, brought back in a way drawn from it."""
    rng = np.random.default_rng([6, seed])
    sheet = sheets[int(rng.integers(len(sheets)))]
    turns = int(rng.integers(1, 4)) if rng.random() < TURNED_SHARE else 0
    page = np.ascontiguousarray(np.rot90(sheet.rgb, turns))
    if rng.random() < PHOTO_SHARE:
        photo = photo_look(seed)
        content = photographed_pdf([page], photo, seed)
        return Variant(seed, sheet, "photo", photo.dpi, "jpeg", turns, content)
    scan = scan_look(seed)
    content = scanned_pdf([page], scan, seed)
    return Variant(seed, sheet, "scan", scan.dpi, scan.codec, turns, content)


@dataclass(frozen=True, slots=True)
class Effort:
    """What telling took: seconds, and those of one processor, Tesseract's included.

    The first counts whatever else the machine does, the second not.
    """

    seconds: float
    processor_seconds: float


def read_variant(variant: Variant) -> tuple[FormIdentity | None, Effort]:
    """What the product takes the page for, and what telling it took."""
    with open_pdf(variant.content) as document:
        facts = FormFacts(document, _TODAY, Stopwatch())
        if not facts.is_paper:
            return facts.identity, Effort(0.0, 0.0)
        started, busy = time.perf_counter(), sum(os.times()[:4])
        told = facts.identity
        return told, Effort(time.perf_counter() - started, sum(os.times()[:4]) - busy)


@dataclass
class Tally:
    """Results counted by every property of a variant, and the time that reading took."""

    results: defaultdict[str, Counter[Result]] = field(
        default_factory=lambda: defaultdict(Counter[Result])
    )
    efforts: list[Effort] = field(default_factory=list)
    editions: Counter[str] = field(default_factory=Counter)
    cases: list[str] = field(default_factory=list)

    def note(self, variant: Variant, found: FormIdentity | None, effort: Effort) -> None:
        """Count one variant."""
        sheet = variant.sheet
        result = _result(found.number if found else "", sheet.number)
        self.efforts.append(effort)
        for group in _groups(variant):
            self.results[group][result] += 1
        if result == "right" and found is not None:
            for fact, told, printed in (
                ("edition", found.edition, sheet.edition),
                ("language", found.language, sheet.language),
            ):
                self.editions[f"{fact} {_result(told, printed)}"] += 1
        if result != "right":
            told = f"{found.number} {found.edition}" if found else "nothing"
            turn = f"turned {variant.quarter_turns * 90}"
            kind = f"{variant.look} {variant.dpi} dpi {variant.codec} {turn}"
            self.cases.append(
                f"{variant.seed}: {kind}: {sheet.name}: {told}, {effort.seconds:.1f} s"
            )

    def report(self, title: str) -> None:
        """Print the counts, the times and every variant that was not read right."""
        print(f"{title}:")
        for what, seconds in (
            ("all told", [effort.seconds for effort in self.efforts]),
            ("of a processor", [effort.processor_seconds for effort in self.efforts]),
        ):
            median_s, high_s, most_s = np.percentile(seconds, (50, 95, 100))
            print(f"  {what}: median {median_s:.2f} s, 95 % {high_s:.2f} s, max {most_s:.2f} s")
        for group in sorted(self.results):
            counted = self.results[group]
            share = counted["right"] / counted.total()
            counts = " ".join(f"{kind} {counted[kind]:3}" for kind in ("right", "wrong", "none"))
            print(f"  {group:16} {counts}  {share:6.1%}")
        if self.editions:
            print(f"  of those right: {dict(sorted(self.editions.items()))}")
        print("\n".join(f"  {case}" for case in self.cases))


def _result(told: str | None, printed: str | None) -> Result:
    if told == printed:
        return "right"
    return "wrong" if told else "none"


def _groups(variant: Variant) -> tuple[str, ...]:
    floor = max(step for step in (100, 150, 200, 250, 300) if step <= variant.dpi)
    return (
        "all",
        variant.look,
        f"{variant.look} {floor} dpi",
        f"{variant.look} {variant.codec}",
        f"turned {variant.quarter_turns * 90}",
    )


def measure(sheets: Sequence[Sheet], seeds: range) -> Tally:
    """Read one variant a seed."""
    tally = Tally()
    for seed in seeds:
        variant = make_variant(sheets, seed)
        tally.note(variant, *read_variant(variant))
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--variants", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    arguments = parser.parse_args()
    first, count = arguments.first_seed, arguments.variants
    measure(numbered_sheets(arguments.corpus), range(first, first + count)).report("numbered")
    without = range(first, first + count // 2)
    measure(unnumbered_sheets(arguments.corpus), without).report("without a number")


if __name__ == "__main__":
    main()
