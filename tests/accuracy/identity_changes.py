"""Single changes of what a document states, each plausible as a slip or a forgery."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from samples.identity_design import TODAY, Order
from samples.identity_mrz import transliterated
from samples.identity_people import NAMES, Holder, PartialDate, Sex

#: An order with one thing changed; the generator chooses where there is a choice.
Change = Callable[[Order, np.random.Generator], Order]
NamePart = Literal["surname", "given_names"]

#: The oldest person of record reached 122 years.
_TOO_OLD_YEARS = (125, 145)
#: Letters that no print makes look like one another.
_OTHER_LETTERS = {"A": "O", "E": "A", "I": "E", "O": "A", "U": "A", "N": "K", "M": "K", "S": "T"}


def same(order: Order, _: np.random.Generator) -> Order:
    """Nothing is changed."""
    return order


def expiring(first_day: int, last_day: int) -> Change:
    """Valid until a day between two, counted from today; issued before it, after the birth."""

    def change(order: Order, rng: np.random.Generator) -> Order:
        expires = TODAY + dt.timedelta(days=int(rng.integers(first_day, last_day + 1)))
        if expires == order.expires:
            expires += dt.timedelta(days=1)
        issued = min(order.issued, expires - dt.timedelta(days=1400))
        return replace(order, expires=expires, issued=issued)

    return change


def born(order: Order, rng: np.random.Generator) -> Order:
    """A wholly known birth; where it was known already, another by one day, month or year."""
    birth = order.holder.birth
    if birth.month is None or birth.day is None:
        known = PartialDate(birth.year, 1 + order.seed % 12, 1 + order.seed % 28)
        return _with(order, birth=known)
    part = int(rng.integers(3))
    day, month, year = birth.day, birth.month, birth.year
    changed = (
        PartialDate(year, month, day % 28 + 1),
        PartialDate(year, month % 12 + 1, day),
        PartialDate(year - 1, month, day),
    )[part]
    return _with(order, birth=changed)


def number_changed(order: Order, rng: np.random.Generator) -> Order:
    """One digit of the number is another."""
    places = [at for at, sign in enumerate(order.number) if sign.isdigit()]
    at = places[int(rng.integers(len(places)))]
    other = str((int(order.number[at]) + int(rng.integers(2, 9))) % 10)
    return replace(order, number=order.number[:at] + other + order.number[at + 1 :])


def other_sex(order: Order, _: np.random.Generator) -> Order:
    """The other sex; X becomes F."""
    others: dict[Sex, Sex] = {"F": "M", "M": "F", "X": "F"}
    return _with(order, sex=others[order.holder.sex])


def letter_changed(part: NamePart) -> Change:
    """One of the first letters of a name is another, and looks like another."""

    def change(order: Order, rng: np.random.Generator) -> Order:
        name = getattr(order.holder, part)
        places = [at for at, sign in enumerate(name[:8]) if sign.upper() in _OTHER_LETTERS]
        at = places[int(rng.integers(len(places)))]
        other = _OTHER_LETTERS[name[at].upper()]
        other = other if name[at].isupper() else other.lower()
        return _with(order, **{part: name[:at] + other + name[at + 1 :]})

    return change


def other_name(part: NamePart) -> Change:
    """A surname or given name of somebody else."""
    at = ("surname", "given_names").index(part)

    def change(order: Order, rng: np.random.Generator) -> Order:
        own = getattr(order.holder, part).upper()
        others = [pair[at] for pair in NAMES["plain"] if pair[at].upper()[0] != own[0]]
        others = [other for other in others if len(other) > 3]
        return _with(order, **{part: others[int(rng.integers(len(others)))]})

    return change


def unaccented(order: Order, _: np.random.Generator) -> Order:
    """The print has the zone's letters: MUELLER for Müller."""
    spelling = order.faults.spelling
    surname, given = (
        transliterated(name, spelling).replace("<", " ").title()
        for name in (order.holder.surname, order.holder.given_names)
    )
    return _with(order, surname=surname, given_names=given)


def swapped_names(order: Order, _: np.random.Generator) -> Order:
    """Given names stand in the surname's place."""
    holder = order.holder
    return _with(order, surname=holder.given_names, given_names=holder.surname)


def joined_by_marriage(order: Order, rng: np.random.Generator) -> Order:
    """A second surname behind the first."""
    own = order.holder.surname
    others = [surname for surname, _ in NAMES["plain"] if surname not in own and len(surname) < 8]
    return _with(order, surname=f"{own}-{others[int(rng.integers(len(others)))]}")


def born_after_issue(order: Order, rng: np.random.Generator) -> Order:
    """The holder of a document that is some years old was born last year."""
    days = int(rng.integers(40, 300))
    birth = TODAY - dt.timedelta(days=days)
    issued = birth - dt.timedelta(days=int(rng.integers(200, 900)))
    return _with(_in_full_years(replace(order, issued=issued)), birth=PartialDate.of(birth))


def issued_after_expiry(order: Order, rng: np.random.Generator) -> Order:
    """Issued some months after the last day of validity, both in the past."""
    expires = TODAY - dt.timedelta(days=int(rng.integers(500, 1200)))
    return replace(
        order, expires=expires, issued=expires + dt.timedelta(days=int(rng.integers(30, 400)))
    )


def centuries_old(order: Order, rng: np.random.Generator) -> Order:
    """Older than people become."""
    year = TODAY.year - int(rng.integers(*_TOO_OLD_YEARS))
    birth = PartialDate(year, 1 + order.seed % 12, 1 + order.seed % 28)
    return _with(_in_full_years(order), birth=birth)


def _in_full_years(order: Order) -> Order:
    """The print states four digits of years: two do not tell a child from somebody of 100."""
    return replace(order, date_style="dots") if order.date_style == "short year" else order


def _with(order: Order, **changes: Any) -> Order:
    holder: Holder = replace(order.holder, **changes)
    return replace(order, holder=holder)
