"""Write the specimens with their labels: ``python -m samples.generate [--out DIR] [NAME ...]``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from samples.catalogue import ON_DEMAND, specimens
from samples.specimen import Specimen

SPECIMENS_FOLDER = Path(__file__).with_name("specimens")
LABELS_NAME = "labels.jsonl"


def write_specimens(chosen: Iterable[Specimen], folder: Path) -> list[Path]:
    """Write the files of some specimens into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for specimen in chosen:
        path = folder / specimen.file
        path.write_bytes(specimen.make())
        paths.append(path)
        print(path.name, path.stat().st_size, sep="\t", flush=True)
    return paths


def write_labels(labelled: Iterable[Specimen], folder: Path) -> None:
    """Write the labels of specimens that lie in a folder."""
    lines = [json.dumps(specimen.label(), ensure_ascii=False) for specimen in labelled]
    (folder / LABELS_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all specimens, or those named, and say where they are."""
    parser = argparse.ArgumentParser(
        prog="python -m samples.generate",
        description="Compute synthetic ID photos and faulty uploads, with their labels.",
    )
    parser.add_argument("names", nargs="*", help="file names; all by default")
    parser.add_argument("--out", type=Path, default=SPECIMENS_FOLDER, help="folder to write to")
    parser.add_argument(
        "--kept", action="store_true", help="leave out those that are not committed"
    )
    parser.add_argument(
        "--identity", type=int, metavar="COUNT", help="draw so many identity documents instead"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the first of them")
    options = parser.parse_args(arguments)
    if options.identity is not None:
        return _write_identity(options.out, options.identity, options.seed)
    everything = [entry for entry in specimens() if not (options.kept and entry.file in ON_DEMAND)]
    chosen = [entry for entry in everything if not options.names or entry.file in options.names]
    unknown = sorted(set(options.names) - {entry.file for entry in everything})
    if unknown:
        parser.error(f"no specimen is called {', '.join(unknown)}")
    write_specimens(chosen, options.out)
    write_labels((e for e in everything if (options.out / e.file).is_file()), options.out)
    return 0


def _write_identity(folder: Path, count: int, seed: int) -> int:
    """Identity documents are drawn by number, and kept apart from the specimens of a clone."""
    from samples.identity import write_identity_specimens
    from samples.identity_sheet import FontAbsentError

    if folder == SPECIMENS_FOLDER or count < 1:
        print("identity documents need --out and a count of at least 1", file=sys.stderr)
        return 2
    try:
        paths = write_identity_specimens(folder, count, seed)
    except FontAbsentError as error:
        print(error, file=sys.stderr)
        return 1
    for path in paths:
        print(path.name, path.stat().st_size, sep="\t", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
