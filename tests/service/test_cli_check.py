"""`docscreen check`: exit status, forms of output, files and folders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

from service.interrupted import interrupted_report
from service.schema import report_schema
from tests.service.conftest import CommandLine

CONSOLE_SCRIPT = Path(sys.executable).with_name("docscreen")


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory, portrait_jpeg: bytes) -> Path:
    """The portrait as a file."""
    path = tmp_path_factory.mktemp("photos") / "portrait.jpg"
    path.write_bytes(portrait_jpeg)
    return path


def test_the_console_script_prints_a_report_and_nothing_else(photo: Path) -> None:
    run = subprocess.run(
        [CONSOLE_SCRIPT, "check", photo],
        capture_output=True,
        env={**os.environ, "LANG": "C.UTF-8"},
        timeout=60,
        check=False,
    )
    assert run.returncode == 1
    assert b"photo.face-height" in run.stdout
    assert b"\x1b[" not in run.stdout, "colours where nobody sees them"
    assert run.stderr == b"", "libraries wrote to standard error"


def test_a_report_names_rule_limits_remedy_and_source(docscreen: CommandLine, photo: Path) -> None:
    run = docscreen("check", photo, "-v")
    assert run.status == 1
    assert run.out.startswith(("RETURN", "REVIEW"))
    assert "photo.face-height" in run.out
    assert "required 31 to 36\u00a0mm" in run.out
    assert "IMM 5445" in run.out
    assert "\N{RIGHTWARDS ARROW}" in run.out
    assert run.err == ""


def test_a_report_in_french_by_option_and_by_locale(docscreen: CommandLine, photo: Path) -> None:
    by_option = docscreen("check", photo, "-v", "--lang", "fr").out
    by_locale = docscreen("check", photo, "-v", LANG="fr_CA.UTF-8").out
    for text in (by_option, by_locale):
        assert text.startswith(("RETOURNER", "EXAMINER"))
        assert "de 31 à 36\u00a0mm" in text


def test_colours_on_demand_and_never_against_no_color(docscreen: CommandLine, photo: Path) -> None:
    assert "\x1b[" in docscreen("check", photo, FORCE_COLOR="1").out
    assert "\x1b[3" not in docscreen("check", photo, FORCE_COLOR="1", NO_COLOR="1").out


def test_json_is_one_report_a_line_also_from_a_folder(
    docscreen: CommandLine, photo: Path, portrait_jpeg: bytes, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.JPG").write_bytes(portrait_jpeg)
    (tmp_path / "a.png").write_bytes(b"not a png")
    (tmp_path / ".hidden.jpg").write_bytes(portrait_jpeg)
    (tmp_path / "notes.txt").write_text("left out")
    run = docscreen("check", tmp_path, photo, "--json", "--workers", "2")
    reports = [json.loads(line) for line in run.out.splitlines()]
    assert run.status == 1
    names = [Path(report["file"]["name"]).name for report in reports]
    assert names == ["a.png", "b.JPG", "portrait.jpg"]
    for report in reports:
        jsonschema.validate(report, report_schema())


def test_standard_input(docscreen: CommandLine, portrait_jpeg: bytes) -> None:
    report = json.loads(docscreen("check", "-", "--json", stdin=portrait_jpeg).out)
    assert report["file"]["name"] == "stdin"
    assert report["facts"]["photo"]["faces"] == 1


@pytest.mark.parametrize(
    ("argument", "complaint"),
    [
        ("nothing.jpg", "docscreen: nothing.jpg: no such file or folder\n"),
        ("\x1b[31mred", "docscreen: \ufffd[31mred: no such file or folder\n"),
        (".", "docscreen: .: the folder holds no picture and no PDF\n"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_status_2(
    docscreen: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    argument: str,
    complaint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    run = docscreen("check", argument)
    assert (run.status, run.out, run.err) == (2, "", complaint)


def test_an_unknown_policy_lists_the_known(docscreen: CommandLine, photo: Path) -> None:
    run = docscreen("check", photo, "--policy", "nothing")
    assert run.status == 2
    assert "pr-card" in run.err
    assert len(run.err.splitlines()) == 1


def test_an_unknown_option_is_a_usage_error(docscreen: CommandLine, photo: Path) -> None:
    assert docscreen("check", photo, "--nothing").status == 2


def test_a_file_above_the_limit_is_refused_and_others_are_screened(
    docscreen: CommandLine, photo: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\0" * 300_000)
    run = docscreen("check", large, photo, "--json", DOCSCREEN_MAX_UPLOAD_BYTES="200000")
    assert run.status == 2
    assert "large.jpg: larger than 0.191 MiB" in run.err
    assert len(run.out.splitlines()) == 1


def test_evidence_is_a_picture_for_each_photo(
    docscreen: CommandLine, photo: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "folder"
    run = docscreen("check", photo, "--evidence", folder)
    assert run.status == 1
    with Image.open(folder / "portrait.evidence.png") as picture:
        assert picture.width > 1000


def test_many_files_take_one_line_each(docscreen: CommandLine, photo: Path, tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.jpg").write_bytes(b"no picture")
    lines = docscreen("check", tmp_path, photo).out.splitlines()
    assert len(lines) == 8
    assert lines[-1].startswith("7 files: ")
    assert lines[-1].endswith(" to return")
    assert "File type" in lines[0]
    french = docscreen("check", tmp_path, photo, "--lang", "fr").out.splitlines()
    assert french[-1].startswith("7 fichiers\u00a0: ")
    assert french[-1].endswith(" à retourner")
    assert "Type de fichier" in french[0]


def test_missing_weights_are_an_internal_error_with_a_remedy(photo: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [CONSOLE_SCRIPT, "check", photo],
        capture_output=True,
        env={**os.environ, "DOCSCREEN_WEIGHTS_DIR": str(tmp_path)},
        timeout=60,
        check=False,
    )
    assert run.returncode == 3
    assert b"make setup" in run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_names_that_are_not_utf_8_are_screened_each(
    docscreen: CommandLine, tmp_path: Path, workers: str
) -> None:
    for name in (b"caf\xe9.jpg", b"caf\xe8.jpg"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"no picture")
    run = docscreen("check", tmp_path, "--json", "--workers", workers)
    assert (run.status, run.err) == (1, "")
    names = [json.loads(line)["file"]["name"] for line in run.out.splitlines()]
    assert names == [f"{tmp_path}/caf?.jpg"] * 2


def test_what_is_no_regular_file_is_refused_at_once(docscreen: CommandLine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    for argument in (tmp_path / "pipe.jpg", Path("/dev/zero")):
        run = docscreen("check", argument)
        assert (run.status, run.out) == (2, "")
        assert run.err == f"docscreen: {argument}: neither a regular file nor a folder\n"


def test_a_name_that_is_too_long_is_a_usage_error(docscreen: CommandLine) -> None:
    assert docscreen("check", "a" * 5000).status == 2


def test_a_partial_report_is_an_internal_failure(
    docscreen: CommandLine, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.cli.check.perform", interrupted_report)
    run = docscreen("check", photo, "--json")
    assert run.status == 3
    assert json.loads(run.out)["status"] == "partial"
    assert run.err.endswith("portrait.jpg: a check failed, the report is partial\n")


def test_a_terminal_without_unicode_gets_a_report_all_the_same(photo: Path) -> None:
    for options in (["-v", "--lang", "fr"], ["--json"]):
        run = subprocess.run(
            [CONSOLE_SCRIPT, "check", photo, *options],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
            timeout=60,
            check=False,
        )
        assert run.returncode == 1, run.stderr
        assert run.stdout.decode("ascii")


def test_french_reports_name_units_in_french(docscreen: CommandLine, photo: Path) -> None:
    text = docscreen("check", photo, "-v", "--lang", "fr").out
    english = ("probability", "optical density", "degrees", "share", "stops", "JPEG quality", "MB")
    assert [unit for unit in english if f"\u00a0{unit}" in text] == []
    assert "media type" not in text
    assert "\u00a0Mo" in text


def test_a_folder_is_screened_under_an_earlier_version(
    docscreen: CommandLine, portrait_jpeg: bytes, tmp_path: Path
) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    for place in ("a.jpg", "deep/b.jpg", "deep/deeper/c.jpg"):
        (tmp_path / place).write_bytes(portrait_jpeg)
    run = docscreen("check", tmp_path, "--jsonl", "--policy-version", "2026-11-22")
    reports = [json.loads(line) for line in run.out.splitlines()]
    assert [Path(report["file"]["name"]).name for report in reports] == ["a.jpg", "b.jpg", "c.jpg"]
    assert {report["policy"]["version"] for report in reports} == {"2026-11-22"}


def test_a_version_that_is_not_here_is_named_with_those_that_are(
    docscreen: CommandLine, photo: Path
) -> None:
    for options in (["--policy-version", "1999-01-01"], ["--policy-version", "2026-11-22"]):
        kind = ["--kind", "form"] if "2026-11-22" in options else []
        run = docscreen("check", photo, *options, *kind)
        assert (run.status, run.out) == (2, "")
        assert "has no version" in run.err
        assert "2026-11-24" in run.err
