"""Generated pages are current; the schema is valid, documented and met by its example."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from checks.registry import registered_checks
from service.documentation import DOCS, pages, write_pages
from service.problem_types import PROBLEM_TYPES
from service.quiet import native_notices_dropped
from service.schema import example_report, report_schema
from service.settings import Settings
from tests.specimens import specimen_report


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    """All generated pages."""
    return pages()


def test_pages_are_current(generated: dict[str, str]) -> None:
    stale = [
        name
        for name, content in generated.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != content
    ]
    assert stale == [], "run `make docs`"


def test_no_page_of_a_rule_that_is_no_more(generated: dict[str, str]) -> None:
    assert {f"rules/{path.name}" for path in DOCS.glob("rules/*.md")} <= set(generated)


def test_writing_removes_stale_pages(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "photo.former.md").write_text("gone")
    write_pages(tmp_path)
    assert not (tmp_path / "rules" / "photo.former.md").exists()
    assert (tmp_path / "rules" / "photo.face-height.md").is_file()


@pytest.mark.parametrize("rule", registered_checks())
def test_the_page_of_a_rule_says_how_it_is_checked(generated: dict[str, str], rule: str) -> None:
    page = generated.get(f"rules/{rule}.md", "")
    assert registered_checks()[rule].documentation.splitlines()[0] in page
    assert "**Exigé.**" in page


def test_every_setting_and_problem_is_documented(generated: dict[str, str]) -> None:
    for name in Settings.model_fields:
        assert f"`DOCSCREEN_{name.upper()}`" in generated["settings.md"]
    for kind in PROBLEM_TYPES.values():
        assert f"`{kind.uri}`" in generated["problems.md"]


def test_the_schema_is_valid_and_its_example_meets_it() -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(example_report(), schema)
    assert schema["examples"] == [example_report()]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), "perhaps"),
        (("schema",), "docscreen/report/2"),
        (("findings", 0, "outcome"), "failed"),
        (("findings", 0, "confidence"), 1.5),
        (("file", "sha256"), "short"),
        (("file", "bytes"), None),
    ],
)
def test_the_schema_refuses_what_is_no_report(path: tuple[str | int, ...], value: object) -> None:
    report = json.loads(json.dumps(example_report()))
    node = report
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, report_schema())


@pytest.mark.parametrize("name", ["form-filled.pdf", "form-with-launch.pdf", "form-scanned.pdf"])
def test_reports_on_forms_meet_the_schema(name: str) -> None:
    report = specimen_report(name).as_json()
    assert "pdf" in report["facts"]
    jsonschema.validate(report, report_schema())
    for fact, value in (("origin", "copied"), ("xfa", None), ("active_content", {"virus": 1})):
        wrong = {**report, "facts": {"pdf": {**report["facts"]["pdf"], fact: value}}}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, report_schema())


def test_every_fact_of_a_pdf_is_described_and_published() -> None:
    described = report_schema()["properties"]["facts"]["properties"]["pdf"]
    published = specimen_report("form-filled.pdf").facts["pdf"]
    assert set(described["properties"]) == set(published) == set(described["required"])
    for fact, note in described["properties"].items():
        assert note["description"].endswith("."), fact


def test_every_field_of_the_schema_is_described() -> None:
    schema = report_schema()
    for name, part in {"Report": schema, **schema["$defs"]}.items():
        assert part["description"], name
        for field, described in part.get("properties", {}).items():
            assert described["description"], (name, field)


def test_native_notices_are_dropped_and_errors_kept(capfd: pytest.CaptureFixture[str]) -> None:
    with native_notices_dropped():
        os.write(2, b"W0000 00:00:1700000000.000000 12 graph.cc:1] a notice\n")
        os.write(2, b"E0000 00:00:1700000000.000000 12 graph.cc:1] a real error\n")
        os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n")
    assert capfd.readouterr().err == "E0000 00:00:1700000000.000000 12 graph.cc:1] a real error\n"


def test_lines_are_kept_when_the_work_fails(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), native_notices_dropped():
        os.write(2, b"F0000 fatal\n")
        raise RuntimeError
    assert capfd.readouterr().err == "F0000 fatal\n"
