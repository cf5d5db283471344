from __future__ import annotations

import copy
import datetime as dt
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.policies import (
    Policy,
    all_policy_parts,
    load_policy,
    parse_policy,
    policy_ids,
    policy_parts,
    retention_of,
)
from checks.policy_files import merged_document
from models.errors import PolicyError
from tests.conftest import REPOSITORY

DOCUMENT: dict[str, Any] = {
    "policy": {"version": "1", "kind": "photo", "title": {"en": "T", "fr": "T"}},
    "frame": {"width_mm": 50, "height_mm": 70},
    "retention": {"keep_days": 30},
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


@pytest.mark.parametrize("part", all_policy_parts(), ids=lambda part: f"{part.id} {part.kind}")
def test_every_policy_loads_with_a_frame_where_it_is_for_photos(part: Policy) -> None:
    assert part.rules
    assert len(part.sha256) == 64
    if part.kind == "photo":
        assert part.photo_frame.height_mm > part.photo_frame.width_mm > 0
    else:
        with pytest.raises(PolicyError):
            _ = part.photo_frame


@pytest.mark.parametrize("policy_id", policy_ids())
def test_parts_of_a_policy_are_found_by_kind(policy_id: str) -> None:
    for kind, part in policy_parts(policy_id).items():
        assert part.kind == kind
        assert load_policy(policy_id, kind) is part
    assert load_policy(policy_id, "unknown") is load_policy(policy_id)


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
        pytest.param(lambda d: d.pop("retention"), id="no retention"),
        pytest.param(lambda d: d["retention"].update(keep_days=0), id="nothing kept"),
        pytest.param(lambda d: d["frame"].update(surround="table"), id="unknown surround"),
        pytest.param(lambda d: d["policy"].pop("title"), id="no title"),
    ],
)
def test_malformed_policy_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(PolicyError):
        parse_policy("test", changed(change))


CENTRED: dict[str, Any] = {
    "sideways_share": {"pass_up_to": 0.05, "fail_from": 0.08},
    "height_share": {"pass_up_to": 0.13, "fail_from": 0.20},
    "margin_share": {"fail_below": -0.03, "pass_from": 0.02},
}
DIMENSIONS: dict[str, Any] = {
    "aspect_ratio": {"min": 0.69, "max": 0.74},
    "min_width_px": 715,
    "min_height_px": 1000,
    "max_width_px": 2000,
    "max_height_px": 2800,
}
COMMON: dict[str, Any] = {
    "severity": "return",
    "source": {"document": "D", "section": "S"},
}


def with_rule(rule_id: str, numbers: dict[str, Any], **own: Any) -> dict[str, Any]:
    return changed(lambda d: d["rules"].update({rule_id: COMMON | numbers | own}))


def with_face_height(**own: Any) -> dict[str, Any]:
    return changed(lambda d: rule(d).update(own))


def with_part(part: str, **own: Any) -> dict[str, Any]:
    return changed(lambda d: d[part].update(own))


DAY = dt.date(2020, 1, 1)
TIME = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FACE = r"photo\.face-height"


@pytest.mark.parametrize(
    ("document", "place"),
    [
        # days in force
        (with_face_height(effective={"form": DAY}), rf"{FACE}\.effective: unknown key form"),
        (with_face_height(effective={"from": TIME}), rf"{FACE}\.effective\.from: date"),
        (with_face_height(effective={"to": "2020-01-01"}), rf"{FACE}\.effective\.to: date"),
        (with_face_height(effective={"from": DAY, "to": dt.date(2019, 12, 31)}), "after to"),
        (with_face_height(effective=DAY), rf"{FACE}\.effective: a table"),
        # who decides
        (with_face_height(mode="automatic"), rf"{FACE}\.mode"),
        (with_face_height(mode=True), rf"{FACE}\.mode"),
        (with_face_height(expected_manual="false"), rf"{FACE}\.expected_manual"),
        (with_face_height(expected_manual=1), rf"{FACE}\.expected_manual"),
        # numbers
        (with_face_height(min_mm=math.nan), rf"{FACE}\.min_mm: a finite number"),
        (with_face_height(max_mm=math.inf), rf"{FACE}\.max_mm: a finite number"),
        (with_face_height(min_mm=-math.inf), rf"{FACE}\.min_mm: a finite number"),
        (with_face_height(max_mm=10**400), rf"{FACE}\.max_mm: a finite number"),
        (with_face_height(min_mm=36.5), f"{FACE}: min_mm is above max_mm"),
        (
            with_rule("photo.dimensions", DIMENSIONS, aspect_ratio={"min": 0.75, "max": 0.74}),
            r"photo\.dimensions\.aspect_ratio: min is above max",
        ),
        (
            with_rule("photo.centred", CENTRED, height_share={"pass_up_to": 2, "fail_from": 1}),
            r"photo\.centred\.height_share: pass_up_to is above fail_from",
        ),
        (
            with_rule("photo.centred", CENTRED, margin_share={"fail_below": 2, "pass_from": 1}),
            r"photo\.centred\.margin_share: fail_below is above pass_from",
        ),
        (
            with_rule(
                "photo.centred", CENTRED, margin_share={"fail_below": math.nan, "pass_from": 1}
            ),
            r"photo\.centred\.margin_share\.fail_below: a finite number",
        ),
        # texts
        (with_face_height(texts="none"), rf"{FACE}\.texts: a table"),
        (with_face_height(texts={"de": {}}), rf"{FACE}\.texts: unknown key de"),
        (with_face_height(texts={"en": "M"}), rf"{FACE}\.texts\.en: a table"),
        (with_face_height(texts={"en": {"within": "M"}}), rf"{FACE}\.texts\.en\.within: a table"),
        (with_face_height(texts={"fr": {"within": {"remedy": "R"}}}), "key message is missing"),
        (with_face_height(texts={"fr": {"within": {"message": 1}}}), r"within\.message: str"),
        (
            with_face_height(texts={"en": {"within": {"message": "M", "remedy": ["R"]}}}),
            r"within\.remedy: str",
        ),
        (
            with_face_height(texts={"en": {"within": {"message": "M", "cure": "R"}}}),
            "within: unknown key cure",
        ),
        # the photo's frame
        (with_part("frame", width_mm=0), "test: frame: width_mm and height_mm"),
        (with_part("frame", height_mm=-70), "test: frame: width_mm and height_mm"),
        (with_part("frame", height_mm=math.inf), r"test: frame\.height_mm: a finite number"),
        # what the policy says about itself
        (with_part("policy", kind="photograph"), r"test: policy\.kind: one of photo, identity"),
        (with_part("policy", version=1), r"test: policy\.version: str"),
        (with_part("policy", version=DAY), r"test: policy\.version: str"),
        (with_part("policy", title="T"), r"test: policy\.title: a table"),
        (with_part("policy", title={"en": "T"}), r"test: policy\.title: key fr is missing"),
        (with_part("policy", tilte={}), "test: policy: unknown key tilte"),
        # tables
        (DOCUMENT | {"rule": {}}, "test: unknown key rule"),
        (DOCUMENT | {"policy": "photo"}, "test: policy: a table"),
        (DOCUMENT | {"frame": 50}, "test: frame: a table"),
        (DOCUMENT | {"rules": "none"}, "test: rules: a table"),
        (DOCUMENT | {"rules": {}}, "without rules"),
        ({key: DOCUMENT[key] for key in ("policy", "frame")}, "test: rules: a table"),
        (DOCUMENT | {"rules": {"photo.face-height": "none"}}, f"{FACE}: a table"),
        (with_face_height(source="D"), rf"{FACE}\.source: a table"),
    ],
)
def test_contradictory_policy_is_refused_at_its_place(document: dict[str, Any], place: str) -> None:
    with pytest.raises(PolicyError, match=place):
        parse_policy("test", document)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(with_face_height(min_mm=36), id="one height only"),
        pytest.param(with_face_height(effective={"from": DAY, "to": DAY}), id="one day only"),
        pytest.param(with_face_height(effective={}), id="always in force"),
        pytest.param(with_face_height(expected_manual=True), id="expected"),
        pytest.param(with_face_height(texts={"en": {"within": {"message": "M"}}}), id="own text"),
        pytest.param(with_rule("photo.centred", CENTRED), id="scores"),
        pytest.param(with_rule("photo.dimensions", DIMENSIONS), id="range"),
        pytest.param(with_part("policy", kind="identity"), id="other kind"),
    ],
)
def test_sound_policy_is_taken(document: dict[str, Any]) -> None:
    assert parse_policy("test", document).rules.keys() == document["rules"].keys()


def files(folder: Path, **contents: str) -> Path:
    for name, content in contents.items():
        (folder / f"{name}.toml").write_text(content, "utf-8")
    return folder


BASE = "[policy]\nversion = '1'\n[rules.a]\nx = 1\ny = 2\n[rules.b]\nx = 3\n"


def test_a_policy_wins_over_its_base_key_by_key(tmp_path: Path) -> None:
    child = "[policy]\nextends = 'base'\n[rules]\nb = 'none'\na.y = 5\n"
    assert merged_document(files(tmp_path, base=BASE, child=child), "child") == {
        "policy": {"version": "1"},
        "rules": {"a": {"x": 1, "y": 5}},
    }


@pytest.mark.parametrize(
    ("child", "base", "refusal"),
    [
        ("[policy]\nextends = 'child'", BASE, "child -> child"),
        ("[policy]\nextends = 'base'", "[policy]\nextends = 'child'", "child -> base -> child"),
        ("[policy]\nextends = 'bases'", BASE, "child: policy.extends is one of base, child"),
        ("[policy]\nextends = '../base'", BASE, "child: policy.extends is one of"),
        ("[policy]\nextends = ['base']", BASE, "child: policy.extends is one of"),
        ("policy = 'base'", BASE, "child: policy: a table"),
        ("rules = {}", BASE, "child: policy: a table"),
        ("rules = 'none'\n[policy]\nextends = 'base'", BASE, "child: rules: a table"),
        ("[policy]\nextends = 'base'", "[policy]\n[[rules]]\na = 1", "base: rules: a table"),
        ("[policy", BASE, "child.toml cannot be read"),
    ],
)
def test_policy_file_that_cannot_be_merged_is_refused(
    tmp_path: Path, child: str, base: str, refusal: str
) -> None:
    with pytest.raises(PolicyError, match=refusal):
        merged_document(files(tmp_path, base=base, child=child), "child")


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


def test_the_visa_cites_documents_of_its_own_program() -> None:
    documents = {rule.source.document for rule in load_policy("visitor-visa").rules.values()}
    assert not {name for name in documents if "5445" in name}


def test_only_scanned_photos_may_lie_on_a_sheet() -> None:
    framed = [part for part in all_policy_parts() if part.frame is not None]
    surrounded = {part.id for part in framed if part.photo_frame.surround == "sheet"}
    assert surrounded == {"pr-portal"}


@pytest.mark.parametrize("policy_id", policy_ids())
def test_retention_is_known_without_loading_what_measures(policy_id: str) -> None:
    program = (
        "import sys; from checks.policies import retention_of;"
        f"print(retention_of({policy_id!r}).keep_days, 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(load_policy(policy_id).retention.keep_days), "False"]


def test_no_retention_without_a_policy() -> None:
    with pytest.raises(PolicyError, match="there is no policy"):
        retention_of("nonsense")
