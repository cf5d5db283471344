"""The reports on the committed specimens, each screened once for all tests."""

from __future__ import annotations

import datetime as dt
from functools import cache

from checks.file_facts import Upload
from checks.policy_choice import policy_for
from checks.report import Engine, Report
from checks.screening import Occasion, screen
from samples.catalogue import ON_DEMAND, specimens
from samples.generate import SPECIMENS_FOLDER

OCCASION = Occasion("s-1", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), Engine("1", {}))
#: The specimens that come with a clone, by file name.
KEPT = {specimen.file: specimen for specimen in specimens() if specimen.file not in ON_DEMAND}


@cache
def specimen_report(name: str) -> Report:
    """The report on one specimen, declared and under the policy as its label says."""
    specimen, content = KEPT[name], (SPECIMENS_FOLDER / name).read_bytes()
    policy = policy_for(content, specimen.declared_kind, specimen.policy)
    upload = Upload(content, name, specimen.declared_kind)
    with screen(upload, policy, OCCASION) as screening:
        return screening.report
