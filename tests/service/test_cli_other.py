"""The other commands: rules, policies, doctor, version, settings that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checks.policies import policy_ids, policy_parts
from service.cli.doctor import run_doctor
from service.cli.samples import run_samples
from service.doctor import examine
from service.examination import Examination
from tests.service.conftest import CommandLine

RULES = sorted({rule for part in policy_parts("pr-card").values() for rule in part.rules})


def test_rules_as_a_table_and_as_json(docscreen: CommandLine) -> None:
    table = docscreen("rules", "--policy", "pr-card").out
    assert "photo.face-height" in table
    assert "min_mm 31" in table
    listed = json.loads(docscreen("rules", "--policy", "pr-card", "--json").out)
    assert [rule["id"] for rule in listed] == RULES


def test_rule_ids_stay_whole_on_a_narrow_terminal(docscreen: CommandLine) -> None:
    run = docscreen("rules", "--policy", "pr-card", COLUMNS="80")
    for rule_id in RULES:
        assert rule_id in run.out
    assert "{" not in run.out


def test_one_rule_in_full_and_in_french(docscreen: CommandLine) -> None:
    text = docscreen("rules", "photo.face-height", "--lang", "fr").out
    assert "Hauteur du visage" in text
    assert "too-small" in text
    assert "Faites reprendre la photo" in text


def test_one_rule_of_one_policy(docscreen: CommandLine) -> None:
    text = docscreen("rules", "photo.glare", "--policy", "pr-landing").out
    assert "pr-landing" in text and "pr-card" not in text
    rule = json.loads(docscreen("rules", "photo.glare", "-p", "pr-landing", "--json").out)
    assert [setting["policy"] for setting in rule["settings"]] == ["pr-landing"]
    assert [setting["kind"] for setting in rule["settings"]] == ["photo"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["rules", "photo.nothing"],
        ["rules", "--policy", "none"],
        ["rules", "photo.glare", "--policy", "none"],
    ],
)
def test_what_does_not_exist_is_a_usage_error(docscreen: CommandLine, arguments: list[str]) -> None:
    run = docscreen(*arguments)
    assert run.status == 2
    assert len(run.err.splitlines()) == 1


def test_policies(docscreen: CommandLine) -> None:
    listed = json.loads(docscreen("policies", "--json").out)
    assert [policy["id"] for policy in listed] == list(policy_ids())
    assert "50 x 70 mm" in docscreen("policies").out


def test_version(docscreen: CommandLine) -> None:
    assert docscreen("version").out.startswith("docscreen 0.")
    assert docscreen("--version").out == docscreen("version").out


def test_help_names_every_command(docscreen: CommandLine) -> None:
    text = docscreen("--help").out
    for command in ("check", "serve", "evaluate", "rules", "policies", "doctor", "version"):
        assert command in text


def test_a_wrong_setting_is_named(docscreen: CommandLine) -> None:
    run = docscreen("doctor", DOCSCREEN_PORT="eighty")
    assert run.status == 2
    assert run.err.startswith("docscreen: DOCSCREEN_PORT: ")
    assert run.out == ""


def test_the_installation_is_healthy() -> None:
    examinations = {examination.part: examination for examination in examine()}
    assert "ms" in examinations["speed"].found
    assert {e.part for e in examinations.values() if e.state == "problem"} == set()
    assert {"python", "libraries", "opencv", "weights", "tesseract", "data"} < set(examinations)


def test_doctor_finds_missing_weights(docscreen: CommandLine, tmp_path: Path) -> None:
    run = docscreen("doctor", "--json", DOCSCREEN_WEIGHTS_DIR=str(tmp_path))
    assert run.status == 1
    examinations = {part["part"]: part for part in json.loads(run.out)}
    assert examinations["weights"]["state"] == "problem"
    assert "make setup" in examinations["weights"]["remedy"]
    assert "speed" not in examinations


def test_doctor_finds_a_folder_that_cannot_be_written(docscreen: CommandLine) -> None:
    run = docscreen("doctor", DOCSCREEN_DATA_DIR="/proc/docscreen")
    assert run.status == 1
    assert "DOCSCREEN_DATA_DIR" in run.out


def test_a_warning_is_no_problem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    warning = Examination("tesseract", "warning", "missing", "install it")
    monkeypatch.setattr("service.cli.doctor.examine", lambda: iter([warning]))
    assert run_doctor("table") == 0
    assert "install it" in capsys.readouterr().out


def test_specimens_are_listed_with_what_is_expected_of_them(docscreen: CommandLine) -> None:
    listed = json.loads(docscreen("samples", "--json").out)
    assert "portrait.jpg" in {label["file"] for label in listed}
    table = docscreen("samples", "portrait.jpg").out
    assert "none" in table
    assert len(table.splitlines()) == 2


def test_an_unknown_specimen_is_a_usage_error(docscreen: CommandLine) -> None:
    assert docscreen("samples", "nothing.jpg").status == 2


def test_a_specimen_is_generated_anew(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_samples(("empty.jpg",), tmp_path) == 0
    assert (tmp_path / "empty.jpg").read_bytes() == b""
    assert "empty.jpg" in capfd.readouterr().out


def test_specimens_need_a_clone(
    docscreen: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("service.cli.samples.SPECIMENS", tmp_path / "samples" / "specimens")
    run = docscreen("samples")
    assert run.status == 2
    assert "clone" in run.err


def test_policies_list_their_versions(docscreen: CommandLine) -> None:
    listed = {policy["id"]: policy for policy in json.loads(docscreen("policies", "--json").out)}
    (photo,) = [part for part in listed["pr-card"]["parts"] if part["kind"] == "photo"]
    assert photo["versions"][0]["version"] == "2026-11-22"
    assert photo["versions"][-1]["version"] == photo["version"]
    lines = docscreen("policies").out.splitlines()
    place = next(
        n for n, line in enumerate(lines) if line.startswith("pr-card") and "photo" in line
    )
    assert photo["version"] in lines[place]
    assert "2026-11-22" in lines[place + 1], "earlier ones below"
