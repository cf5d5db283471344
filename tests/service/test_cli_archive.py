"""`docscreen compare` and `docscreen rescreen`: archives of reports and of the store."""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from checks.policies import load_policy
from service import audit
from service.screener import Order, perform, prepare
from service.settings import Settings
from service.store.opening import Store, open_store
from service.store.tables import AuditRow, DeliveryRow, ScreeningRow
from service.store.work import DONE, RUNNING, Lease, Submission
from service.webhooks.desk import target_policy
from service.webhooks.messages import EVERYBODY
from service.webhooks.registry import WebhookStore
from tests.conftest import REPOSITORY
from tests.service.conftest import CommandLine

CONSOLE_SCRIPT = Path(sys.executable).with_name("docscreen")
SPECIMENS = REPOSITORY / "samples" / "specimens"
#: Accepted for a card, and of the wrong shape for a visa.
PORTRAIT = (SPECIMENS / "portrait.jpg").read_bytes()
PASSPORT = (SPECIMENS / "identity-passport.jpg").read_bytes()
EARLIER, TODAY = "2026-11-22", load_policy("pr-card").version
ARRIVED = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
PATIENCE_S = 60.0


def report_on(content: bytes, policy: str = "pr-card", name: str = "a.jpg") -> dict[str, Any]:
    return perform(Order(content, name, policy, created=ARRIVED))


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Any]]:
    """The portrait under two policies, and a passport."""
    prepare()
    return {
        "pr-card": report_on(PORTRAIT),
        "visitor-visa": report_on(PORTRAIT, "visitor-visa"),
        "passport": report_on(PASSPORT, "pr-portal", "b.jpg"),
    }


@pytest.fixture
def files(reports: dict[str, dict[str, Any]], tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / f"{name}.json" for name in reports}
    for name, path in paths.items():
        path.write_text(json.dumps(reports[name]), "utf-8")
    return paths


def test_two_reports_rule_by_rule(
    docscreen: CommandLine, files: dict[str, Path], reports: dict[str, dict[str, Any]]
) -> None:
    run = docscreen("compare", files["pr-card"], files["visitor-visa"])
    assert run.status == 1
    lines = run.out.splitlines()
    assert lines[0].split()[:2] == ["before", "ACCEPT"]
    assert lines[1].split()[:2] == ["after", "RETURN"]
    assert f"policy visitor-visa {TODAY}" in lines[1]
    changed = next(line for line in lines if line.startswith("photo.dimensions"))
    assert changed.split()[1:3] == ["worse", "\N{CHECK MARK}"]
    assert "wrong-shape" in changed
    assert "photo.face-count" not in run.out, "it is the same in both"
    assert "rules are the same in both." in run.out
    every = docscreen("compare", files["pr-card"], files["visitor-visa"], "-v").out
    assert "photo.face-count" in every


def test_a_comparison_in_french(docscreen: CommandLine, files: dict[str, Path]) -> None:
    text = docscreen("compare", files["pr-card"], files["visitor-visa"], "--lang", "fr").out
    assert "moins bien" in text
    assert "règles sont les mêmes dans les deux." in text
    assert "Le verdict" in text
    assert "rules" not in text


def test_a_report_compared_with_itself_is_the_same(
    docscreen: CommandLine, files: dict[str, Path]
) -> None:
    run = docscreen("compare", files["pr-card"], files["pr-card"])
    assert run.status == 0
    assert "The verdict is the same" in run.out
    told = json.loads(docscreen("compare", files["pr-card"], files["pr-card"], "--json").out)
    assert (told["is_same_file"], told["is_same_verdict"]) == (True, True)
    assert {one["change"] for one in told["changes"]} == {"same"}


def test_a_comparison_for_programs_tells_nothing_that_is_written_on_a_document(
    docscreen: CommandLine, files: dict[str, Path], reports: dict[str, dict[str, Any]]
) -> None:
    assert "P<UTO" in json.dumps(reports["passport"]), "the report itself has it"
    run = docscreen("compare", files["pr-card"], files["passport"], "--json")
    told = json.loads(run.out)
    assert told["is_same_file"] is False
    assert told["after"]["policy"] == reports["passport"]["policy"]
    assert {"added", "removed"} <= {one["change"] for one in told["changes"]}
    assert "P<UTO" not in run.out
    assert "different files" in docscreen("compare", files["pr-card"], files["passport"]).out


def test_control_characters_in_a_report_do_not_steer_the_terminal(
    docscreen: CommandLine, files: dict[str, Path], reports: dict[str, dict[str, Any]]
) -> None:
    hostile = copy.deepcopy(reports["pr-card"])
    hostile["file"]["name"] = "\x1b[31mred.jpg"
    hostile["policy"]["version"] = "\x1b]0;title\x07"
    hostile["findings"][0] |= {"reason": "\x1b[2J", "rule": "\x1b[H"}
    files["pr-card"].write_text(json.dumps(hostile), "utf-8")
    assert "\x1b" not in docscreen("compare", files["pr-card"], files["visitor-visa"], "-v").out


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("not json", "not one JSON document"),
        ('{"schema": "docscreen/report/1"}\n{"schema": "docscreen/report/1"}', "not one JSON"),
        ("[]", "not a report of docscreen/report/1"),
        ('{"schema": "docscreen/report/9"}', "not a report of docscreen/report/1"),
        ('{"schema": "docscreen/report/1", "verdict": "good"}', "not a report of"),
        ('{"report": null}', "not a report of"),
        ("7", "not a report of"),
    ],
)
def test_what_is_no_report_is_one_line_and_status_2(
    docscreen: CommandLine, files: dict[str, Path], content: str, complaint: str
) -> None:
    files["passport"].write_text(content)
    run = docscreen("compare", files["pr-card"], files["passport"])
    assert (run.status, run.out) == (2, "")
    assert complaint in run.err
    assert len(run.err.splitlines()) == 1


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("DOCSCREEN_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def archive(folder: Path) -> Iterator[Store]:
    store = open_store(Settings(data_dir=folder, workers=1))
    yield store
    store.close()


def put(archive: Store, content: bytes, report: dict[str, Any], **changes: Any) -> str:
    """The id of a screening that came two days ago and has this report."""
    facts: dict[str, Any] = {
        "untrusted_bytes": content,
        "untrusted_name": report["file"]["name"],
        "policy": report["policy"]["id"],
        "declared_kind": "auto",
        "owner": "key:1",
        "created": ARRIVED,
        "keep_until": ARRIVED + dt.timedelta(days=90),
    }
    lease = Lease("w", ARRIVED + dt.timedelta(minutes=1))
    row = archive.screenings.accept(Submission(**(facts | changes)), lease).row
    assert archive.screenings.complete(row.id, "w", report | {"screening": row.id}, ARRIVED)
    return row.id


def successors(archive: Store) -> list[ScreeningRow]:
    query = select(ScreeningRow).where(ScreeningRow.supersedes.is_not(None))
    with archive.database.reading() as session:
        return list(session.scalars(query.order_by(ScreeningRow.created)))


def test_stored_screenings_are_compared_by_their_ids(
    docscreen: CommandLine, archive: Store, files: dict[str, Path],
    reports: dict[str, dict[str, Any]]
) -> None:  # fmt: skip
    ids = [put(archive, PORTRAIT, reports[name]) for name in ("pr-card", "visitor-visa")]
    told = json.loads(docscreen("compare", *ids, "--json").out)
    assert [told[side]["screening"] for side in ("before", "after")] == ids
    of_file = docscreen("compare", ids[0], files["visitor-visa"], "--json")
    assert json.loads(of_file.out)["changes"] == told["changes"]


def test_ids_without_a_report_are_named(docscreen: CommandLine, archive: Store) -> None:
    unknown = "9f2f9a3e-5d8d-4c9b-8a52-0a4b9d7f7d10"
    assert "there is no such screening" in docscreen("compare", unknown, unknown).err
    waiting = archive.screenings.accept(
        Submission(PORTRAIT, "a.jpg", "pr-card", "auto", "key:1", ARRIVED, ARRIVED), None
    ).row
    run = docscreen("compare", waiting.id, waiting.id)
    assert (run.status, "is waiting and has no report" in run.err) == (2, True)
    assert "neither a file nor the id" in docscreen("compare", "nothing", waiting.id).err


def test_a_dry_run_shows_what_would_change_and_keeps_nothing(
    docscreen: CommandLine, archive: Store, reports: dict[str, dict[str, Any]]
) -> None:
    first = put(archive, PORTRAIT, reports["pr-card"])
    with archive.database.reading() as session:
        before = audit.verify(session, archive.keyring)
    run = docscreen("rescreen", "--policy", "visitor-visa", "--dry-run", "--json")
    told = json.loads(run.out)
    assert told["verdicts"] == [{"before": "accept", "after": "return", "count": 1}]
    assert told["run"] is None
    worse = next(one for one in told["rules"] if one["rule"] == "photo.dimensions")
    assert (worse["change"], worse["before"], worse["after"]) == ("worse", "pass", "fail")
    assert run.status == 1
    assert told["changed"] == [
        {"screening": first, "superseded_by": None, "before": "accept", "after": "return"}
    ]
    assert successors(archive) == []
    with archive.database.reading() as session:
        assert audit.verify(session, archive.keyring) == before
    assert "Nothing was kept." in docscreen("rescreen", "-p", "visitor-visa", "--dry-run").out


def test_an_archive_is_screened_again_under_an_earlier_version(
    docscreen: CommandLine, archive: Store, reports: dict[str, dict[str, Any]]
) -> None:
    first = put(archive, PORTRAIT, reports["pr-card"], reference="batch-1")
    put(archive, PORTRAIT, reports["visitor-visa"], reference="other")
    passport = put(archive, PASSPORT, reports["passport"], reference="batch-2")
    asked = ("rescreen", "-p", "pr-card", "--version", EARLIER, "--reference-prefix", "batch-")
    told = json.loads(docscreen(*asked, "--json").out)
    assert (told["screened"], told["left"]) == (1, {"no-version": 1})
    assert told["policy"] == "pr-card" and told["version"] == EARLIER
    (row,) = successors(archive)
    assert (row.supersedes, row.wanted_version, row.policy_version) == (first, EARLIER, EARLIER)
    report = archive.screenings.report_of(row)
    assert report is not None
    assert report["policy"]["version"] == EARLIER
    assert row.owner == f"command-line:{told['run']}"
    with archive.database.reading() as session:
        acted = set(session.scalars(select(AuditRow.action).where(AuditRow.target == told["run"])))
        assert acted == {"rescreening.begun", "rescreening.ended"}
        assert audit.verify(session, archive.keyring).fault is None
    french = docscreen(*asked, "--lang", "fr").out
    assert "1 fichier a été revérifié." in french
    assert "laissés tels quels" in french
    # What stands now is the newest; the passport was left as it is.
    assert successors(archive)[-1].supersedes == row.id
    assert passport not in {one.supersedes for one in successors(archive)}


def test_conditions_choose_what_is_screened_again(
    docscreen: CommandLine, archive: Store, reports: dict[str, dict[str, Any]]
) -> None:
    put(archive, PORTRAIT, reports["pr-card"] | {"verdict": "accept"})
    put(archive, PORTRAIT, reports["visitor-visa"] | {"verdict": "return"})
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).date().isoformat()

    def count(*options: str) -> int:
        run = docscreen("rescreen", "--dry-run", "--json", *options)
        number: int = json.loads(run.out)["screened"]
        return number

    assert count("--verdict", "accept") == 1
    assert count("--verdict", "review") == 0
    assert count("--screened-under", "visitor-visa") == 1
    assert count("--rule", "photo.no-such-rule") == 0
    assert count("--since", tomorrow) == 0
    assert count("--until", ARRIVED.strftime("%Y-%m-%dT%H:%M:%S")) == 0
    assert count("--until", tomorrow) == 2


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--policy", "none"], "there is no policy 'none'"),
        (["--policy", "pr-card", "--version", "1999-01-01"], EARLIER),
        (["--version", EARLIER], "--version needs --policy"),
        (["--screened-under", "none"], "there is no policy 'none'"),
    ],
)
def test_wrong_options_are_one_line_and_status_2(
    docscreen: CommandLine, folder: Path, options: list[str], complaint: str
) -> None:
    run = docscreen("rescreen", *options)
    assert (run.status, run.out) == (2, "")
    assert complaint in run.err
    assert not folder.exists(), "nothing was opened"


def test_webhooks_are_told_only_on_demand(
    docscreen: CommandLine, archive: Store, reports: dict[str, dict[str, Any]]
) -> None:
    policy = target_policy(is_http_allowed=False, allowed_networks="")
    hooks = WebhookStore(archive.database, archive.keyring, policy)
    hooks.create("https://portal.example/hooks", EVERYBODY, "test", ARRIVED)
    put(archive, PORTRAIT, reports["pr-card"])

    def messages() -> int:
        with archive.database.reading() as session:
            return len(session.scalars(select(DeliveryRow)).all())

    docscreen("rescreen")
    assert messages() == 0
    docscreen("rescreen", "--notify")
    assert messages() == 1


def test_a_run_that_was_killed_goes_on_and_screens_each_once(
    archive: Store, folder: Path, reports: dict[str, dict[str, Any]]
) -> None:
    ids = {put(archive, PORTRAIT, reports["pr-card"]) for _ in range(12)}
    command: list[str | Path] = [
        CONSOLE_SCRIPT,
        "rescreen",
        "-p",
        "citizenship",
        "--workers",
        "1",
        "--json",
    ]
    environment = {**os.environ, "DOCSCREEN_DATA_DIR": str(folder)}
    first = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while sum(row.state == DONE for row in successors(archive)) < 3:
            assert time.monotonic() < deadline
            assert first.poll() is None, "it ended before it could be killed"
            time.sleep(0.02)
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    done = sum(row.state == DONE for row in successors(archive))
    assert 3 <= done < 12
    with archive.database.writing() as session:  # as when a minute has gone by
        held = update(ScreeningRow).where(ScreeningRow.state == RUNNING)
        session.execute(held.values(lease_until=ARRIVED))
    second = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    told = json.loads(second.stdout)
    assert told["screened"] == 12, "what was done before is told too"
    assert f"{done} were done before" in second.stderr
    after = successors(archive)
    assert {row.supersedes for row in after} == ids
    assert [row.state for row in after] == [DONE] * 12
    assert {row.owner for row in after} == {f"command-line:{told['run']}"}
    with archive.database.reading() as session:
        assert audit.verify(session, archive.keyring).fault is None
