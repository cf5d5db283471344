"""The reports on the committed specimens, each screened once for all tests."""

from __future__ import annotations

import datetime as dt
from functools import cache

from checks.file_facts import Upload
from checks.policies import load_policy
from checks.report import Engine, Report
from checks.screening import Occasion, screen
from samples.catalogue import ON_DEMAND, specimens
from samples.generate import SPECIMENS_FOLDER

OCCASION = Occasion("s-1", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), Engine("1", {}))
#: The specimens that come with a clone, by file name.
KEPT = {specimen.file: specimen for specimen in specimens() if specimen.file not in ON_DEMAND}


@cache
def specimen_report(name: str) -> Report:
    """The report on one specimen under the PR card's policy."""
    upload = Upload((SPECIMENS_FOLDER / name).read_bytes(), name, "photo")
    return screen(upload, load_policy("pr-card"), OCCASION).report
