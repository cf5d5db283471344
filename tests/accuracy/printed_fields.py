"""How many printed fields of identity documents are read rightly, and how long the reading takes.

    python -m tests.accuracy.printed_fields [--seeds FIRST LAST] [--corpus CORPUS/identity]

Over generated specimens, each kind and look in turn: per field right, right in another spelling of
the letters (accents), open (the right one of several readings that the print allows), wrong,
absent with its caption read ("no value"), absent without, read where none is labelled ("invented");
boxes beside the middle of the labelled place; the same by look. Fields without a caption are left
out: they are not searched. With ``--corpus``: a listing of what is read in each file; these have
no labels of printed data.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from models.image import decode_image
from models.text.geometry import TextBox
from models.text.reading import PrintedText, read_printed_text
from models.viz.fields import PrintedField, PrintedFields, printed_fields
from models.viz.plain import plain
from models.viz.title import title_evidence
from samples.identity import identity_specimen
from samples.identity_design import TODAY

Rgb = npt.NDArray[np.uint8]
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "identity"
OUTCOMES = ("right", "spelling", "open", "wrong", "no value", "absent")
#: The generator's names of fields that the product calls otherwise.
NAMES = {
    "birth": "birth_date", "issued": "issue_date", "expires": "expiry_date",
    "class": "vehicle_class", "type": "document_code", "issued_at": "authority",
}  # fmt: skip
#: Fields whose value is the print itself, not what a machine makes of it.
AS_PRINTED = frozenset({"nationality", "authority"})


def outcome_of(name: str, label: Mapping[str, Any], fields: PrintedFields) -> str:
    """What came of one labelled field."""
    expected = label["printed"] if name in AS_PRINTED else label["value"]
    found = fields.best(name)
    if found is None:
        return "no value" if name in fields.without_value else "absent"
    if expected in found.values or _is_begun(name, expected, found):
        return "right" if len(found.values) == 1 else "open"
    return "spelling" if any(plain(value) == plain(expected) for value in found.values) else "wrong"


def _is_begun(name: str, expected: str, found: PrintedField) -> bool:
    """An address is labelled by its first line alone."""
    return name == "address" and plain(found.raw).startswith(plain(expected))


def is_placed(box: TextBox, quad: Sequence[Sequence[float]]) -> bool:
    """Whether the middle of the labelled place lies in the box."""
    x, y = np.mean(quad, axis=0)
    return cv2.pointPolygonTest(box.corners, (float(x), float(y)), measureDist=False) >= 0


def labelled(truth: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The labelled fields that have a caption and a value, by the product's names."""
    on_licence = "discriminator" in truth["fields"]
    return {
        NAMES.get(name, name): label
        for name, label in truth["fields"].items()
        if label["value"] and (label["caption"] or (on_licence and name == "given_names"))
    }


def read(rgb: Rgb) -> tuple[PrintedText, PrintedFields, float]:
    """The text and fields of a picture, and the processor time in seconds."""
    start_s = time.process_time()
    text = read_printed_text(rgb)
    fields = printed_fields(text.lines, TODAY)
    return text, fields, time.process_time() - start_s


def count(first: int, last: int) -> None:
    """Read the specimens of the seeds and print the counts."""
    by_field: dict[str, Counter[str]] = defaultdict(Counter)
    by_look: dict[str, Counter[str]] = defaultdict(Counter)
    misplaced: Counter[str] = Counter()
    times_s, mistakes = [], []
    for seed in range(first, last + 1):
        rgb, label = identity_specimen(seed)
        truth = label["truth"]
        _, fields, spent_s = read(rgb)
        times_s.append(spent_s)
        known = labelled(truth)
        look = "scan" if "scan" in truth["labels"] else "photo"
        for name, one in known.items():
            outcome = outcome_of(name, one, fields)
            by_field[name][outcome] += 1
            by_look[f"{truth['document']}, {look}"][outcome] += 1
            found = fields.best(name)
            if outcome == "wrong" and found is not None:
                mistakes.append(f"{seed} {name}: {one['printed']!r} read as {found.raw!r}")
            if found is not None and name != "address":
                misplaced[name] += not is_placed(found.box, one["box"])
        for name in set(fields.by_name) - set(known) - {"name"}:
            by_field[name]["invented"] += name not in {NAMES.get(n, n) for n in truth["fields"]}
    _print_table("field", by_field, misplaced)
    _print_table("look", by_look, Counter())
    print("\n".join(mistakes))
    median_s, late_s = np.percentile(times_s, (50, 95))
    print(f"processor time a picture: median {median_s:.2f} s, 95th percentile {late_s:.2f} s")


def _print_table(title: str, rows: Mapping[str, Counter[str]], misplaced: Counter[str]) -> None:
    columns = (*OUTCOMES, "invented")
    print(f"{title:28}" + "".join(f"{name:>10}" for name in (*columns, "misplaced")))
    total: Counter[str] = Counter()
    for name, counts in sorted(rows.items()):
        total += counts
        line = "".join(f"{counts[column]:10}" for column in columns)
        print(f"{name:28}{line}{misplaced[name]:10}")
    line = "".join(f"{total[column]:10}" for column in columns)
    print(f"{'all':28}{line}{misplaced.total():10}\n")


def list_corpus(corpus: Path) -> None:
    """Print what is read in each file of the corpus that shows a document."""
    for row in (corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(row)
        if not label["truth"]["category"].startswith(("mrz", "id_front", "no_mrz")):
            continue
        text, fields, spent_s = read(decode_image((corpus / label["file"]).read_bytes()).rgb)
        titles = ", ".join(
            f"{kind} {sure:.2f}" for kind, sure in title_evidence(text.lines).items()
        )
        print(f"{label['file']}  {len(text.lines)} lines, {spent_s:.2f} s; titles: {titles or '-'}")
        for field in fields.fields:
            shown = " or ".join(field.values)
            print(f"    {field.name:16} {shown:40} {field.confidence:.2f}  [{field.caption}]")
        print(f"    without value: {', '.join(fields.without_value) or '-'}")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs=2, type=int, default=(1000, 1099))
    parser.add_argument("--corpus", nargs="?", type=Path, const=CORPUS)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    if chosen.corpus is not None:
        list_corpus(chosen.corpus)
    else:
        count(*chosen.seeds)


if __name__ == "__main__":
    main()
