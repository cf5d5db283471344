"""A small run of the portal simulator on both stores: whatever is killed, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.portal.findings import findings_of
from tests.portal.simulation import Plan, simulated
from tests.service.postgres_server import is_available

SMALL = Plan(uploads=60, at_once=16, kills=2, seed=7, sample=10)
SHARED = Plan(
    uploads=60,
    at_once=16,
    kills=2,
    seed=8,
    services=2,
    workers=1,
    wants=frozenset({"postgresql", "s3"}),
    sample=10,
)


def require_all_to_hold(plan: Plan, folder: Path) -> None:
    """Do a run; everything that is looked at afterwards must be as it should be."""
    with simulated(plan, folder) as run:
        findings = findings_of(run)
    looked_at = [finding for finding in findings if finding.holds is not None]
    assert len(looked_at) > 20
    assert [finding for finding in looked_at if not finding.holds] == []


@pytest.mark.slow
def test_kills_lose_and_double_nothing_on_sqlite_and_a_folder(tmp_path: Path) -> None:
    require_all_to_hold(SMALL, tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(not is_available(), reason="PostgreSQL is not installed here")
def test_two_services_on_postgresql_and_s3_share_the_work(tmp_path: Path) -> None:
    require_all_to_hold(SHARED, tmp_path)
