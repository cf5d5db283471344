"""Versions of policies: frozen ones, what a named one selects, and what nobody can run any more."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checks import policies, policy_versions
from checks.policies import POLICY_FOLDER, all_policy_parts, load_policy, policy_ids, policy_parts
from checks.policy_archive import archived_document, archived_versions, freeze, frozen_text
from checks.policy_files import digest_of, merged_document, part_stems, program_of
from checks.policy_versions import (
    VersionUnknown,
    VersionUnusable,
    kinds_in_version,
    part_in_version,
    part_versions,
    policy_in_version,
    require_version,
    version_digest,
    versions_of,
)
from models.errors import PolicyError

STEMS = part_stems(POLICY_FOLDER)
ARCHIVED = [
    (policy_id, kind, version)
    for policy_id in policy_ids()
    for kind, versions in archived_versions(POLICY_FOLDER, policy_id).items()
    for version in versions
]
#: A program with a part for photos in two versions and one for forms that came with the second.
PHOTO = """
[policy]
version = "2030-01-01"
kind = "photo"
title = {{ en = "T", fr = "T" }}
[frame]
width_mm = 50
height_mm = 70
[retention]
keep_days = {days}
[rules."photo.face-height"]
min_mm = {low}
max_mm = 36.0
severity = "return"
source = {{ document = "D", section = "S" }}
effective = {{ from = 2016-04-01 }}
"""
FORM = """
[policy]
version = "2030-02-01"
kind = "form"
title = { en = "T", fr = "T" }
[retention]
keep_days = 30
[rules."form.signed"]
mode = "manual"
severity = "return"
source = { document = "D", section = "S" }
"""


@pytest.mark.parametrize("stem", STEMS)
def test_whoever_changes_a_policy_raises_its_version_and_freezes_it(stem: str) -> None:
    document = merged_document(POLICY_FOLDER, stem)
    kind, version = document["policy"]["kind"], document["policy"]["version"]
    path = POLICY_FOLDER / "archive" / program_of(stem) / f"{kind}@{version}.json"
    assert path.is_file(), "a new version: run `make freeze`"
    assert path.read_text("utf-8") == frozen_text(document), "raise the policy's version"
    frozen = archived_document(POLICY_FOLDER, program_of(stem), kind, version)
    assert frozen == document
    assert digest_of(frozen) == load_policy(program_of(stem), kind).sha256


@pytest.mark.parametrize(("policy_id", "kind", "version"), ARCHIVED)
def test_frozen_files_say_what_they_are_and_are_canonical(
    policy_id: str, kind: str, version: str
) -> None:
    document = archived_document(POLICY_FOLDER, policy_id, kind, version)
    head = document["policy"]
    assert (head["kind"], head["version"]) == (kind, version)
    assert dt.date.fromisoformat(version).isoformat() == version, "versions sort as days"
    path = POLICY_FOLDER / "archive" / policy_id / f"{kind}@{version}.json"
    assert path.read_text("utf-8") == frozen_text(document)


@pytest.mark.parametrize("part", all_policy_parts(), ids=lambda part: f"{part.id} {part.kind}")
def test_the_version_of_today_is_the_newest_and_the_same_part(part: policies.Policy) -> None:
    assert part_versions(part.id)[part.kind][-1] == part.version
    assert policy_in_version(part.id, part.kind, part.version) is part
    assert policy_in_version(part.id, part.kind, None) is part


def test_the_photo_rules_of_22_november_can_still_be_applied() -> None:
    earlier = policy_in_version("pr-card", "photo", "2026-11-22")
    assert (earlier.version, earlier.kind) == ("2026-11-22", "photo")
    # As reports of that version state it: the digest is that of the files in the history.
    assert earlier.sha256.startswith("ba76dc93")
    assert earlier.sha256 != load_policy("pr-card", "photo").sha256
    assert earlier.rules.keys() == load_policy("pr-card", "photo").rules.keys()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the program ``try`` in two versions, in the place of the real policies."""
    caches = (policy_parts, part_versions, part_in_version, version_digest)
    for module in (policies, policy_versions):
        monkeypatch.setattr(module, "POLICY_FOLDER", tmp_path)
    for one in caches:
        one.cache_clear()
    (tmp_path / "try.toml").write_text(PHOTO.format(days=10, low=31.0))
    freeze(tmp_path)
    newer = PHOTO.format(days=20, low=30.5).replace("2030-01-01", "2030-02-01")
    (tmp_path / "try.toml").write_text(newer)
    (tmp_path / "try.form.toml").write_text(FORM)
    freeze(tmp_path)
    yield tmp_path
    monkeypatch.undo()
    for one in caches:
        one.cache_clear()


def lowest_mm(version: str | None) -> float:
    parameters: Any = (
        policy_in_version("try", "photo", version).rules["photo.face-height"].parameters
    )
    low: float = parameters.min_mm
    return low


@pytest.mark.usefixtures("program")
def test_a_version_brings_back_its_numbers_dates_and_retention() -> None:
    assert (lowest_mm("2030-01-01"), lowest_mm("2030-02-01"), lowest_mm(None)) == (31.0, 30.5, 30.5)
    earlier, today = (policy_in_version("try", None, v) for v in ("2030-01-01", None))
    assert (earlier.retention.keep_days, today.retention.keep_days) == (10, 20)
    assert earlier.rules["photo.face-height"].effective.first == dt.date(2016, 4, 1)
    assert earlier.sha256 == version_digest("try", "photo", "2030-01-01") != today.sha256


@pytest.mark.usefixtures("program")
def test_a_version_selects_of_each_part_the_newest_that_is_not_later() -> None:
    assert versions_of("try") == ("2030-01-01", "2030-02-01")
    assert kinds_in_version("try", "2030-01-01") == {"photo": "2030-01-01"}
    assert kinds_in_version("try", "2030-02-01") == {"photo": "2030-02-01", "form": "2030-02-01"}
    assert policy_in_version("try", "form", "2030-02-01").kind == "form"
    # There were no rules for forms yet: as ever, the first part then says that it takes none.
    assert policy_in_version("try", "form", "2030-01-01").kind == "photo"


def test_a_part_that_did_not_change_stays_as_it_was(program: Path) -> None:
    form = FORM.replace("2030-02-01", "2030-03-01")
    (program / "try.form.toml").write_text(form)
    for one in (policy_parts, part_versions, part_in_version, version_digest):
        one.cache_clear()
    assert kinds_in_version("try", "2030-03-01") == {"photo": "2030-02-01", "form": "2030-03-01"}
    assert versions_of("try")[-1] == "2030-03-01", "a version in work counts before it is frozen"


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    "version", ["2029-01-01", "2030-01-02", "", "../../try", "2030-02-01\n", "photo@2030-01-01"]
)
def test_a_version_that_never_was_is_refused_with_those_that_were(version: str) -> None:
    with pytest.raises(VersionUnknown) as refusal:
        policy_in_version("try", None, version)
    assert refusal.value.known == ("2030-01-01", "2030-02-01")


@pytest.mark.usefixtures("program")
def test_a_kind_that_had_no_rules_yet_is_refused_where_it_is_known() -> None:
    with pytest.raises(VersionUnknown) as refusal:
        require_version("try", "form", "2030-01-01")
    assert refusal.value.known == ("2030-02-01",)
    for kind, version in (
        ("form", "2030-02-01"),
        ("form", None),
        ("photo", "2030-01-01"),
        ("auto", "2030-01-01"),
        (None, "2030-01-01"),
        ("document", "2030-01-01"),
    ):
        require_version("try", kind, version)


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["rules"].update({"photo.former": {"severity": "return"}}), "photo.former"),
        (lambda d: d["rules"]["photo.face-height"].pop("min_mm"), "min_mm is missing"),
        (lambda d: d["rules"]["photo.face-height"].update(old_mm=3), "old_mm"),
        (lambda d: d.pop("retention"), "retention"),
    ],
)
def test_what_todays_checks_cannot_read_is_said_to_be_past(
    program: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    rewrite(program / "archive" / "try" / "photo@2030-01-01.json", change)
    with pytest.raises(VersionUnusable, match="does not check any more") as refusal:
        require_version("try", "photo", "2030-01-01")
    assert said in str(refusal.value)
    with pytest.raises(VersionUnusable):
        require_version("try", None, "2030-01-01")
    require_version("try", "form", "2030-02-01")
    assert len(version_digest("try", "photo", "2030-01-01")) == 64


def test_a_damaged_archive_is_an_error_of_ours(program: Path) -> None:
    (program / "archive" / "try" / "photo@2030-01-01.json").write_text("{")
    with pytest.raises(PolicyError, match="cannot be read"):
        policy_in_version("try", None, "2030-01-01")


def test_nothing_is_frozen_twice_or_over(program: Path) -> None:
    assert freeze(program) == ()
    changed = (program / "try.toml").read_text().replace("30.5", "30.4")
    (program / "try.toml").write_text(changed)
    with pytest.raises(PolicyError, match="raise it"):
        freeze(program)
    (program / "try.toml").write_text(changed.replace("2030-02-01", "2030-02-02"))
    assert [path.name for path in freeze(program)] == ["photo@2030-02-02.json"]


@pytest.mark.parametrize("version", ["2030-01-15", "../x", "2031 01", "", "9" * 40])
def test_a_version_comes_after_the_frozen_ones_and_is_a_plain_name(
    program: Path, version: str
) -> None:
    text = (program / "try.toml").read_text().replace("2030-02-01", version)
    (program / "try.toml").write_text(text)
    with pytest.raises(PolicyError, match="does not come after"):
        freeze(program)


def test_frozen_text_keeps_every_value() -> None:
    document = {
        "policy": {"version": "1"},
        "rules": {
            "b": {"x": 1.0, "y": 1, "day": dt.date(2020, 2, 29)},
            "a": {"é": ["\u00a0", True]},
        },
    }
    text = frozen_text(document)
    assert text == frozen_text(copy.deepcopy(document))
    assert text.splitlines()[2:5] == [
        '"rules": {',
        '"a": {"é": ["\u00a0", true]},',
        '"b": {"day": {"$date": "2020-02-29"}, "x": 1.0, "y": 1}',
    ]
    with pytest.raises(PolicyError, match="datetime"):
        frozen_text({"rules": {"a": {"x": dt.datetime(2020, 2, 29, tzinfo=dt.UTC)}}})
