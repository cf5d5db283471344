"""How many barcodes are decoded and how many fields are right, beside zxing-cpp alone.

    python -m tests.accuracy.barcodes [CORPUS/identity] [--worn EACH]

Prints, for each category of the corpus, and for the corpus's symbols worn in each way of
worn_barcodes.py: files, decoded rightly by docscreen and by zxing-cpp alone (its own rotations,
reductions and inversion): by the better of its two thresholds ("alone"), and by its defaults
("plain"); symbols that only zxing-cpp alone read ("lost"), symbols read where none is ("extra"),
areas that look like a symbol and stay unread, fields right, times.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from models.barcode.aamva import parse_licence
from models.barcode.reading import read_barcodes
from models.barcode.symbol import SYMBOLOGIES
from models.image import decode_image
from service.evaluation.identity_barcodes import Content, is_content
from service.evaluation.identity_licences import wrong_fields
from tests.accuracy.worn_barcodes import WEARS, worn

Rgb = npt.NDArray[np.uint8]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "identity"
_THRESHOLDS = (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram)
_FORMATS = zxingcpp.BarcodeFormats(list(SYMBOLOGIES.values()))
_PDF417 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.PDF417)


@dataclass(slots=True)
class Tally:
    """Counts of one category. ``extra``: barcodes read where none, or another, is expected."""

    files: int = 0
    decoded: int = 0
    decoded_alone: int = 0
    decoded_by_default: int = 0
    only_alone: int = 0
    extra: int = 0
    unread_areas: int = 0
    fields: int = 0
    fields_right: int = 0
    wrong: list[str] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)
    times_alone_ms: list[float] = field(default_factory=list)


def read_alone(grey: Rgb) -> tuple[list[Content], list[Content], float]:
    """What zxing-cpp reads alone: by either threshold, by its own defaults, and their time."""
    found: list[list[Content]] = []
    first_ms = 0.0
    for threshold in _THRESHOLDS:
        for formats in (_FORMATS, _PDF417):
            start_s = time.perf_counter()
            symbols = zxingcpp.read_barcodes(
                grey, formats=formats, binarizer=threshold, text_mode=zxingcpp.TextMode.Plain
            )
            first_ms = first_ms or (time.perf_counter() - start_s) * 1000
            found.append([Content(symbol.bytes, symbol.text) for symbol in symbols])
    return [one for call in found for one in call], found[0], first_ms


def count_picture(tally: Tally, name: str, rgb: Rgb, expected: str | bytes | None) -> None:
    """Add one picture, with the content of its barcode or None where it has none."""
    start_s = time.perf_counter()
    reading = read_barcodes(rgb)
    tally.times_ms.append((time.perf_counter() - start_s) * 1000)
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.uint8)
    alone, by_default, alone_ms = read_alone(grey)
    tally.times_alone_ms.append(alone_ms)
    tally.files += 1
    tally.unread_areas += reading.unread_areas
    ours = [Content(one.untrusted_bytes, one.untrusted_text) for one in reading.barcodes]
    if expected is None:
        tally.extra += len(ours)
        return
    right = sum(is_content(one, expected) for one in ours)
    alone_right = any(is_content(one, expected) for one in alone)
    tally.decoded += bool(right)
    tally.decoded_alone += alone_right
    tally.decoded_by_default += any(is_content(one, expected) for one in by_default)
    tally.only_alone += alone_right and not right
    tally.extra += len(ours) - right
    if not right:
        tally.wrong.append(name)


def count_text(tally: Tally, name: str, untrusted: bytes, expected: dict[str, object]) -> None:
    """Add one text of a licence with its expected fields."""
    start_s = time.perf_counter()
    licence = parse_licence(untrusted.decode("utf-8"))
    tally.times_ms.append((time.perf_counter() - start_s) * 1000)
    tally.files += 1
    tally.fields += len(expected)
    if licence is None:
        tally.wrong.append(name)
        return
    tally.decoded += 1
    wrong = wrong_fields(licence, expected)
    tally.fields_right += len(expected) - len(wrong)
    tally.wrong += [f"{name}: {field_name}" for field_name in wrong]


def measure(corpus: Path) -> dict[str, Tally]:
    """Every file of the identity corpus by category."""
    tallies: dict[str, Tally] = {}
    for label in labels(corpus):
        name, truth = str(label["file"]), label["truth"]
        tally = tallies.setdefault(name.split("/")[0], Tally())
        content = (corpus / name).read_bytes()
        if "aamva_expected" in truth:
            count_text(tally, name, content, truth["aamva_expected"])
            continue
        expected: str | bytes | None = truth.get("barcode")
        if "barcode_file" in truth:
            expected = (corpus / truth["barcode_file"]).read_bytes()
        count_picture(tally, name, decode_image(content).rgb, expected)
    return tallies


def measure_worn(corpus: Path, each: int) -> dict[str, Tally]:
    """The first rendered licences, worn in every way; the same ones each time."""
    tallies: dict[str, Tally] = {}
    rendered = [label for label in labels(corpus) if "barcode_file" in label["truth"]]
    for index, label in enumerate(rendered[:each]):
        symbol = decode_image((corpus / label["file"]).read_bytes()).rgb
        expected = (corpus / label["truth"]["barcode_file"]).read_bytes()
        for kind, wear in enumerate(WEARS):
            picture = worn(symbol, wear, np.random.default_rng([index, kind]))
            tally = tallies.setdefault(f"worn: {wear}", Tally())
            count_picture(tally, str(label["file"]), picture, expected)
    return tallies


def labels(corpus: Path) -> Iterator[dict[str, Any]]:
    """The corpus's labels, one a file."""
    with (corpus / "labels.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def printed(tallies: dict[str, Tally]) -> str:
    """One row a category."""
    rows = [
        f"{'category':24}{'files':>6}{'read':>6}{'alone':>6}{'plain':>6}{'lost':>5}{'extra':>6}{'areas':>6}"
        f"{'fields right':>14}{'ms median':>11}{'p95':>7}{'alone ms':>10}"
    ]
    for category, tally in tallies.items():
        median_ms, p95_ms = np.percentile(tally.times_ms, [50, 95])
        fields = f"{tally.fields_right}/{tally.fields}" if tally.fields else "-"
        alone_ms = f"{np.median(tally.times_alone_ms):.1f}" if tally.times_alone_ms else "-"
        rows.append(
            f"{category:24}{tally.files:6}{tally.decoded:6}{tally.decoded_alone:6}{tally.decoded_by_default:6}"
            f"{tally.only_alone:5}{tally.extra:6}{tally.unread_areas:6}{fields:>14}"
            f"{median_ms:11.1f}{p95_ms:7.1f}{alone_ms:>10}"
        )
    return "\n".join(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--worn", type=int, default=10, metavar="EACH")
    chosen = parser.parse_args()
    tallies = measure(chosen.corpus) | measure_worn(chosen.corpus, chosen.worn)
    print(printed(tallies))
    for category, tally in tallies.items():
        for name in tally.wrong if not category.startswith("worn") else ():
            print(f"{category}: {name}")


if __name__ == "__main__":
    main()
