"""Hold the service to its contract with many generated requests and print what was found.

python -m tests.contract --examples 200
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.contract.running import Outcome, run
from tests.contract.server import served


def main() -> int:
    """The number of findings, at most 1, is what the process leaves with."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract", description=__doc__)
    parser.add_argument("--examples", type=int, default=200, help="requests for each operation")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.CRITICAL)  # what is found is told below
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as service:
        outcome = run(service, asked.examples)
    _print(outcome, time.monotonic() - started)
    return 1 if outcome.failures or outcome.errors else 0


def _print(outcome: Outcome, elapsed_s: float) -> None:
    for found in (*outcome.errors, *outcome.failures):
        print(f"{found}\n")
    print(f"operations {len(outcome.operations)}")
    for phase, count in outcome.requests.items():
        print(f"requests, {phase}: {count}")
    for check, count in sorted(outcome.checks.items()):
        print(f"checks, {check}: {count}")
    print(f"{len(outcome.failures)} failures, {len(outcome.errors)} errors in {elapsed_s:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
