from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from checks.policies import load_policy, parse_policy, policy_ids
from models.errors import PolicyError

DOCUMENT: dict[str, Any] = {
    "policy": {"version": "1", "kind": "photo", "title": {"en": "T", "fr": "T"}},
    "frame": {"width_mm": 50, "height_mm": 70},
    "rules": {
        "photo.face-height": {
            "min_mm": 31,
            "max_mm": 36,
            "severity": "return",
            "source": {"document": "D", "section": "S"},
            "effective": {"from": dt.date(2016, 4, 1), "to": dt.date(2030, 1, 1)},
        }
    },
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


@pytest.mark.parametrize("policy_id", policy_ids())
def test_every_policy_loads_with_a_photo_frame(policy_id: str) -> None:
    policy = load_policy(policy_id)
    assert policy.rules
    assert policy.frame.height_mm > policy.frame.width_mm > 0
    assert len(policy.sha256) == 64


def test_the_programs_of_the_first_edition_are_there() -> None:
    programs = {"pr-card", "pr-landing", "citizenship", "visitor-visa", "pr-portal"}
    assert programs <= set(policy_ids())


def rule(document: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = document["rules"]["photo.face-height"]
    return table


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: rule(d).pop("min_mm"), id="missing number"),
        pytest.param(lambda d: rule(d).update(minimum=3), id="unknown number"),
        pytest.param(lambda d: rule(d).update(min_mm="31"), id="text for a number"),
        pytest.param(lambda d: rule(d).update(min_mm=True), id="truth for a number"),
        pytest.param(lambda d: rule(d).pop("source"), id="no source"),
        pytest.param(lambda d: rule(d).pop("severity"), id="no severity"),
        pytest.param(lambda d: rule(d).update(severity="fatal"), id="unknown severity"),
        pytest.param(lambda d: d["rules"].update({"photo.x": rule(d)}), id="rule without check"),
        pytest.param(lambda d: d.pop("frame"), id="no frame"),
        pytest.param(lambda d: d["frame"].update(scale_from="guess"), id="unknown scale"),
        pytest.param(lambda d: d["policy"].pop("title"), id="no title"),
    ],
)
def test_malformed_policy_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(PolicyError):
        parse_policy("test", changed(change))


def test_unknown_policy_names_the_known_ones() -> None:
    with pytest.raises(PolicyError, match="pr-card"):
        load_policy("../../etc/passwd")


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2016-03-31", False), ("2016-04-01", True), ("2030-01-01", True), ("2030-01-02", False)],
)
def test_rules_hold_on_their_days_only(day: str, in_force: bool) -> None:
    rules = parse_policy("test", DOCUMENT).rules_on(dt.date.fromisoformat(day))
    assert bool(rules) is in_force


def test_digest_changes_with_any_number() -> None:
    other = changed(lambda d: rule(d).update(max_mm=37))
    assert parse_policy("test", DOCUMENT).sha256 != parse_policy("test", other).sha256


def test_a_program_takes_a_rule_out_of_its_base() -> None:
    assert "photo.recapture" not in load_policy("pr-portal").rules


def test_a_manual_rule_needs_no_check() -> None:
    manual = changed(
        lambda d: d["rules"].update(
            {
                "photo.studio": {
                    "mode": "manual",
                    "severity": "return",
                    "source": {"document": "D", "section": "S"},
                }
            }
        )
    )
    assert parse_policy("test", manual).rules["photo.studio"].is_manual
