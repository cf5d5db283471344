"""Answers of newer and broken services: what is not known is kept or passed over, never guessed."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import subprocess
import sys
from typing import Any

import pytest

from service.client import AnswerUnreadable, Outcome, Report, State
from service.client.reading import read_json
from service.schema import example_report

#: What the client may load of other people's work: httpx2 with what it needs.
ALLOWED = {"httpx2", "httpcore2", "anyio", "h11", "idna", "truststore", "typing_extensions"}
#: And of docscreen itself: packages without content, the errors' root, how webhooks are signed.
OWN = {"service", "models", "models.errors", "service.webhooks", "service.webhooks.signing"}


def test_it_is_imported_alone() -> None:
    program = "import sys; before = set(sys.modules); import service.client;"
    program += "print(*sorted(set(sys.modules) - before))"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "service.client" in loaded
    own = {name for name in loaded if name.split(".")[0] in ("service", "checks", "models")}
    assert {name for name in own if not name.startswith("service.client")} == OWN
    others = {name.split(".")[0] for name in loaded - own} - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} - ALLOWED == set()


def changed(**members: Any) -> dict[str, Any]:
    """The schema's example of a report with other members."""
    return copy.deepcopy(example_report()) | members


def test_members_of_next_year_are_passed_over_and_kept_in_the_raw_report() -> None:
    report = read_json(Report, changed(mood="good"))
    assert report == read_json(Report, example_report())
    assert report.raw["mood"] == "good"
    assert report.created == dt.datetime(2026, 11, 22, 15, 4, 5, tzinfo=dt.UTC)


def test_words_of_next_year_are_kept() -> None:
    findings = copy.deepcopy(example_report()["findings"])
    findings[0]["outcome"] = "postponed"
    outcome = read_json(Report, changed(findings=findings)).findings[0].outcome
    assert str(outcome) == "postponed"
    assert not outcome.is_known
    assert outcome == Outcome("postponed")
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    assert Outcome.FAIL.is_known and Outcome("fail") is Outcome.FAIL
    assert [one.value for one in Outcome] == ["pass", "fail", "unsure", "not-assessed", "manual"]
    assert not State("resting").is_over


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"findings": None}, "findings"),
        ({"findings": [{}]}, "findings.0.rule"),
        ({"verdict": 3}, "verdict"),
        ({"created": "yesterday"}, "created"),
        ({"file": []}, "file"),
        ({"timings_ms": {"total": "long"}}, "timings_ms.total"),
        ({"timings_ms": {"total": True}}, "timings_ms.total"),
        ({"screening": None}, "screening"),
    ],
)
def test_what_is_no_report_says_where(members: dict[str, Any], where: str) -> None:
    with pytest.raises(AnswerUnreadable) as failure:
        read_json(Report, changed(**members))
    assert failure.value.where == where
    assert where in str(failure.value)


@pytest.mark.parametrize("answer", [None, [], "report", 3, {}])
def test_what_is_nothing_of_the_kind(answer: Any) -> None:
    with pytest.raises(AnswerUnreadable):
        read_json(Report, answer)


def test_whole_numbers_are_numbers_and_points_are_pairs() -> None:
    findings = copy.deepcopy(example_report()["findings"])
    findings[0]["measured"]["value"] = 27
    place = read_json(Report, changed(findings=findings)).findings[0]
    assert place.measured is not None
    assert place.measured.value == 27.0 and isinstance(place.measured.value, float)
    findings[0]["where"][0]["points"] = [[1, 2, 3]]
    with pytest.raises(AnswerUnreadable) as failure:
        read_json(Report, changed(findings=findings))
    assert failure.value.where == "findings.0.where.0.points.0"
