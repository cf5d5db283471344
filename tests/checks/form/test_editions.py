"""Editions that a policy lists, however the list and the form write them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from checks.file_facts import Upload
from checks.finding import Outcome
from checks.form.editions import form_edition, read_edition
from checks.policies import POLICY_FOLDER, Policy, parse_policy
from checks.policy_files import merged_document
from checks.screening import screen
from models.errors import PolicyError
from samples.forms import static_form
from samples.forms_design import EDITION
from samples.forms_variants import renumbered
from tests.checks.form.small_forms import form_facts, small_form
from tests.specimens import OCCASION

FORM = "IMM 1344"


def listing(*accepted: tuple[str, list[str]]) -> Policy:
    """The portal's policy as an operator completes it with a list of editions."""
    document: dict[str, Any] = copy.deepcopy(merged_document(POLICY_FOLDER, "pr-portal.form"))
    rule = document["rules"]["form.edition"]
    rule["accepted"] = [{"form": form, "editions": editions} for form, editions in accepted]
    del rule["expected_manual"]
    return parse_policy("pr-portal", document)


WRITTEN = [
    ("06-2018", (2018, 6)),
    ("(06-2018) E", (2018, 6)),
    ("(06-2018) F", (2018, 6)),
    (".ENU-02-2018", (2018, 2)),
    ("2018-06", (2018, 6)),
    ("2018/06", (2018, 6)),
    ("06.2018", (2018, 6)),
    ("06\u20132018", (2018, 6)),
    ("IMM 5257 (06-2018) E", (2018, 6)),
    # and what is no edition
    ("13-2018", None),
    ("00-2018", None),
    ("2018", None),
    ("June 2018", None),
    ("106-2018", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "edition"), WRITTEN)
def test_ways_to_write_an_edition(text: str, edition: tuple[int, int] | None) -> None:
    assert read_edition(text) == edition


JUDGED = [
    # of the form, accepted
    ("06-2018", ["06-2018"], "pass", "current"),
    ("06-2018", ["2018-06"], "pass", "current"),
    ("06-2018", ["(06-2018) E", "(10-2020) E"], "pass", "current"),
    ("02-2018", [".ENU-02-2018"], "pass", "current"),
    ("05-2018", ["06-2018", "10-2020"], "fail", "outdated"),
    ("12-2017", ["06-2018"], "fail", "outdated"),
    ("07-2019", ["06-2018", "10-2020"], "unsure", "not-listed"),
    ("01-2021", ["10-2020", "06-2018"], "unsure", "not-listed"),
]


@pytest.mark.parametrize(("edition", "accepted", "outcome", "reason"), JUDGED)
def test_an_edition_against_the_list(
    edition: str, accepted: list[str], outcome: str, reason: str
) -> None:
    content = renumbered(static_form("en", {"Page1/UCI": "1234-5679"}), FORM, edition)
    upload = Upload(content, "form.pdf", "form")
    with screen(upload, listing((FORM, accepted)), OCCASION) as screening:
        (found,) = [f for f in screening.report.findings if f.rule == "form.edition"]
    assert (found.outcome.value, found.reason) == (outcome, reason)
    assert found.measured is not None and found.measured.value == edition
    assert edition in found.message.en and edition in found.message.fr


def test_an_edition_that_cannot_be_read() -> None:
    content = renumbered(static_form("en", {"Page1/UCI": "1234-5679"}), FORM, "xx-xxxx")
    rule = listing((FORM, ["06-2018"])).rules["form.edition"].parameters
    facts = form_facts(content)
    found = form_edition(facts, rule)
    assert (found.outcome, found.reason) == (Outcome.UNSURE, "unknown")
    unlisted = form_edition(facts, listing().rules["form.edition"].parameters)
    assert (unlisted.outcome, unlisted.reason) == (Outcome.MANUAL, "no-list")
    assert unlisted.details["edition"] == "?"


def test_a_form_that_the_list_leaves_out_is_for_an_officer() -> None:
    rule = listing(("IMM 5444", ["06-2018"])).rules["form.edition"].parameters
    found = form_edition(form_facts(small_form("IMM 5257", [])), rule)
    assert (found.outcome, found.reason) == (Outcome.MANUAL, "no-list")


def test_a_schedule_has_a_list_of_its_own() -> None:
    rule = listing(("IMM 0008", ["10-2018"]), ("IMM 0008DEP", ["10-2011"])).rules["form.edition"]
    dependants = form_edition(form_facts(small_form("IMM 0008DEP", [])), rule.parameters)
    itself = form_edition(form_facts(small_form("IMM 0008", [])), rule.parameters)
    assert (dependants.reason, itself.reason) == ("not-listed", "current")


REFUSED = [
    [(FORM, [])],
    [(FORM, ["June 2018"])],
    [(FORM, ["06-2018"]), (FORM, ["07-2018"])],
]


@pytest.mark.parametrize("accepted", REFUSED)
def test_lists_that_say_nothing_are_refused(accepted: list[tuple[str, list[str]]]) -> None:
    with pytest.raises(PolicyError, match=r"form\.edition"):
        listing(*accepted)


def test_the_edition_of_the_specimens_is_their_own() -> None:
    assert read_edition(EDITION) == (2020, 1)
