"""What a screening's sealed parts belong to, and whether its row still says what they say.

A row is not sealed: who writes to the database could move an upload, or a verdict, from one row to
another. What was accepted is therefore part of what the name and the report open for, and what a
report was searched by is compared with it when it is read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Literal

from service.log_lines import log_event
from service.store.sealing import DataKey, Keyring, SealBroken
from service.store.tables import ScreeningRow

_REPORT = "report"

_log = logging.getLogger("docscreen.screenings")

Part = Literal["name", "report"]


def sealed_part(keyring: Keyring, row: ScreeningRow, part: Part, plain: bytes) -> bytes:
    """Seal a part of a screening for what was accepted with it and for nothing else."""
    return keyring.seal(data_key_of(row), plain, _purpose(row, part))


def opened_part(keyring: Keyring, row: ScreeningRow, part: Part, sealed: bytes) -> bytes:
    """Open a part of a screening. Raises SealBroken for another row, and SealKeyMissing."""
    try:
        return keyring.unseal(data_key_of(row), sealed, _purpose(row, part))
    except SealBroken:
        log_event(_log, logging.ERROR, "row-changed-by-hand", screening=row.id, part=part)
        raise


def searched_by(report: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that are taken from its report."""
    return {
        "policy_version": report["policy"]["version"],
        "detected_kind": report["kind"]["detected"],
        "media_type": report["file"]["media_type"],
        "verdict": report["verdict"],
        "status": report["status"],
    }


def require_same(row: ScreeningRow, report: Mapping[str, Any]) -> None:
    """Raise SealBroken where a row says something else than its report."""
    differing = [name for name, said in searched_by(report).items() if getattr(row, name) != said]
    if not differing:
        return
    part = ",".join(differing)
    log_event(_log, logging.ERROR, "row-changed-by-hand", screening=row.id, part=part)
    raise SealBroken("a screening's row was changed: it says something else than its report")


def report_digest(keyring: Keyring, plain: bytes) -> str:
    """64 hexadecimal digits by which the audit knows a report. ``plain``: as it was sealed."""
    return keyring.keyed_digest(plain, _REPORT)


def data_key_of(row: ScreeningRow) -> DataKey:
    """The key that a screening's parts are sealed with."""
    return DataKey(row.key_id, row.data_key or b"")


def _purpose(row: ScreeningRow, part: Part) -> str:
    accepted = (row.upload_id, row.policy, row.wanted_version, row.declared_kind, row.owner)
    return f"{part}:{row.id}:{json.dumps(accepted)}"
