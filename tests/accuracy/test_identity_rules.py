"""The pieces of the measurement of rules on identity documents: changes, cases, counting."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from samples.identity_design import TODAY, Order, ordered
from samples.identity_people import PartialDate, invented_holder
from tests.accuracy.identity_cases import Case, case_of, sides_of
from tests.accuracy.identity_changes import (
    Change,
    born,
    born_after_issue,
    centuries_old,
    expiring,
    issued_after_expiry,
    joined_by_marriage,
    letter_changed,
    number_changed,
    other_name,
    other_sex,
    swapped_names,
    unaccented,
)
from tests.accuracy.identity_plants import PLANTS, RULES
from tests.accuracy.identity_rules import (
    Answer,
    Screened,
    answers,
    concerned,
    judged,
    notable,
    page_lines,
)

PLAIN = Case(1, "valid", "passport", "drawing")


def order_of(seed: int) -> Order:
    holder = invented_holder(seed, "plain", age_years=40)
    return ordered(seed, replace(holder, birth=PartialDate(1985, 6, 12)))


def changed(change: Change, seed: int) -> Order:
    return change(order_of(seed), np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(8))
def test_a_change_changes_what_it_says_and_nothing_else(seed: int) -> None:
    before, holder = order_of(seed), order_of(seed).holder
    of_number = changed(number_changed, seed)
    assert sum(a != b for a, b in zip(of_number.number, before.number, strict=True)) == 1
    assert replace(of_number, number=before.number) == before
    for change, name in (
        (other_sex, "sex"), (born, "birth"),
        (letter_changed("surname"), "surname"), (letter_changed("given_names"), "given_names"),
        (other_name("surname"), "surname"), (other_name("given_names"), "given_names"),
    ):  # fmt: skip
        other = changed(change, seed).holder
        assert getattr(other, name) != getattr(holder, name)
        assert replace(other, **{name: getattr(holder, name)}) == holder


@pytest.mark.parametrize("seed", range(8))
def test_planted_dates_are_as_said(seed: int) -> None:
    yesterday = changed(expiring(-1, -1), seed)
    assert yesterday.expires == TODAY - dt.timedelta(days=1)
    assert yesterday.issued < yesterday.expires
    late = changed(born_after_issue, seed)
    assert late.issued.isoformat() < late.holder.birth.iso < TODAY.isoformat()
    reversed_ = changed(issued_after_expiry, seed)
    assert reversed_.expires < reversed_.issued < TODAY
    assert TODAY.year - changed(centuries_old, seed).holder.birth.year > 122


def test_one_person_stays_one_person() -> None:
    holder = order_of(3).holder
    swapped = changed(swapped_names, 3).holder
    assert (swapped.surname, swapped.given_names) == (holder.given_names, holder.surname)
    assert changed(joined_by_marriage, 3).holder.surname.startswith(f"{holder.surname}-")
    accented = replace(order_of(3), holder=replace(holder, surname="Müller-Weiß"))
    assert unaccented(accented, np.random.default_rng(0)).holder.surname in (
        "Mueller Weiss", "Muller Weiss",
    )  # fmt: skip


def test_every_fact_comes_in_turn_and_names_known_rules() -> None:
    cases = [case_of(seed) for seed in range(len(PLANTS))]
    assert {case.plant for case in cases} == set(PLANTS)
    assert all(set(plant.expected) <= set(RULES) for plant in PLANTS.values())
    assert all(case.kind in PLANTS[case.plant].kinds for case in cases)


def test_the_zone_and_the_symbol_state_what_was_planted() -> None:
    page = sides_of(Case(7, "other number", "passport", "drawing"))[0]
    assert page.mrz is not None
    printed = next(mark.value for mark in page.of_kind("field") if mark.name == "number")
    assert not page.mrz.lines[1].startswith(printed)
    assert page.mrz.lines[1][: len(printed)].isalnum()
    front, back = sides_of(Case(7, "other sex", "driver-licence", "drawing"))
    sex = next(mark.value for mark in front.of_kind("field") if mark.name == "sex")
    assert f"DBC{ {'M': '1', 'F': '2', 'X': '9'}[sex] }" not in back.barcode
    wrong = sides_of(Case(7, "wrong check digit", "td2-card", "drawing"))[0]
    assert wrong.mrz is not None
    assert len(wrong.mrz.wrong) == 1


@pytest.mark.parametrize(
    ("outcome", "rightly", "answer"),
    [
        ("pass", ("pass",), "right"),
        ("fail", ("fail",), "right"),
        ("unsure", ("unsure", "fail"), "right"),
        ("unsure", ("fail",), "open"),
        ("unsure", ("pass",), "open"),
        ("not-assessed", ("pass",), "not assessed"),
        ("pass", ("fail",), "missed"),
        ("pass", ("unsure", "fail"), "missed"),
        ("fail", ("pass",), "false alarm"),
        ("fail", ("pass", "unsure"), "false alarm"),
    ],
)
def test_what_an_outcome_is_worth(outcome: str, rightly: tuple[str, ...], answer: Answer) -> None:
    assert judged(outcome, rightly) == answer


def screened(case: Case, document: str = "passport", **outcomes: str) -> Screened:
    found = dict.fromkeys(RULES, "pass") | {
        f"identity.{name.replace('_', '-')}": outcome for name, outcome in outcomes.items()
    }
    return Screened(case, document, found, dict.fromkeys(RULES, "stated"))


def test_answers_are_counted_and_listed() -> None:
    good, alarm = screened(PLAIN), screened(replace(PLAIN, seed=2), name_agrees="fail")
    missed = screened(Case(3, "other number", "visa-a", "scan"), "visa", document_type="fail")
    counts = answers([good, alarm, missed])
    assert (counts["false alarm"], counts["missed"]) == (1, 1)
    assert counts.total() == 3 * len(RULES)
    listed = list(notable([good, alarm, missed]))
    assert [line.split()[0] for line in listed] == ["2", "3"]
    page = "\n".join(page_lines([good, alarm, missed]))
    assert "| other number | identity.fields-agree | 0 | 0 | 0 | 1 | 0 |" in page
    assert "| passport | 100.0% (2/2; 34.2%-100.0%) | passport 2 |" in page


def test_a_rule_speaks_only_for_documents_that_it_is_for() -> None:
    licence = screened(Case(4, "too old", "driver-licence", "drawing"), "driver-licence")
    passport = screened(Case(5, "too old", "passport", "drawing"))
    both = [licence, passport]
    assert concerned(both, "too old", "identity.mrz-plausible") == [passport]
    assert concerned(both, "too old", "identity.barcode") == [licence]
    assert "identity.fields-agree" not in passport.case.expected
