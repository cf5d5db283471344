"""Simulate a portal's backend while the service is killed, and print what is left of it.

python -m tests.portal                                           SQLite and a folder
python -m tests.portal --postgresql --s3 --services 2            two services on one database
python -m tests.portal --uploads 60 --kills 2 --json             a small run
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.machine import machine_description
from tests.portal.findings import Finding, findings_of
from tests.portal.simulation import Plan, simulated


def main() -> int:
    """Run, print, and answer with 1 where something does not hold."""
    options = _options()
    wants = frozenset(name for name in ("postgresql", "s3") if getattr(options, name))
    plan = Plan(
        uploads=options.uploads,
        at_once=options.at_once,
        kills=options.kills,
        seed=options.seed,
        services=options.services,
        workers=options.workers,
        database_url=options.database_url,
        wants=wants,
    )
    machine = machine_description()
    with (
        tempfile.TemporaryDirectory(prefix="portal-") as folder,
        simulated(plan, options.folder or Path(folder)) as run,
    ):
        findings = findings_of(run)
    if options.json:
        listed = [dataclasses.asdict(finding) for finding in findings]
        print(json.dumps({"machine": machine, "findings": listed}, indent=2))
    else:
        _print(findings, machine)
    return int(any(finding.holds is False for finding in findings))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.portal", description=__doc__)
    parser.add_argument("--uploads", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=32)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--services", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="worker processes of each service")
    parser.add_argument("--database-url", default="")
    parser.add_argument("--postgresql", action="store_true", help="start a PostgreSQL for it")
    parser.add_argument("--s3", action="store_true", help="start a server that speaks S3 for it")
    parser.add_argument("--folder", type=Path, help="an empty folder in which everything is kept")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _print(findings: list[Finding], machine: dict[str, str]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("what", "found", "holds"):
        table.add_column(column)
    marks = {None: "", True: "yes", False: "NO"}
    for finding in findings:
        table.add_row(finding.what, finding.found, marks[finding.holds])
    console = Console(highlight=False, markup=False, emoji=False, width=140)
    console.print(table)
    console.print(", ".join(f"{name}: {value}" for name, value in machine.items()))


if __name__ == "__main__":
    raise SystemExit(main())
