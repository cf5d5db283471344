"""Reports on identity documents as everybody may read them: nothing that is written there."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import string
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PIL import Image

from checks.catalogue import LANGUAGES, TEXTS_FOLDER, plain_message, quotes_a_document, rule_texts
from checks.file_facts import Upload
from checks.policies import load_policy
from checks.registry import registered_checks
from checks.screening import screen
from samples.identity import Kind, Taken, identity_specimen
from service.redaction import without_texts
from tests.specimens import KEPT, OCCASION, specimen_report

IDENTITY_SPECIMENS = sorted(name for name in KEPT if name.startswith("identity-"))
#: Seeds that no committed specimen has.
DRAWN: tuple[tuple[Kind, int], ...] = (
    ("passport", 7101),
    ("visa-a-page", 7102),
    ("id-card", 7104),
    ("driver-licence", 7103),
)
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
QUOTING = [rule for rule, check in registered_checks().items() if check.quotes]
#: Shorter pieces, such as a sex or a state's code, stand in any text.
LEAST_SIGNS = 4

Report = dict[str, Any]


def png_of(rgb: Any) -> bytes:
    """A picture as an upload."""
    content = io.BytesIO()
    Image.fromarray(rgb).save(content, "PNG")
    return content.getvalue()


def leaves(node: Any) -> Iterator[Any]:
    """Every text and number below a node, names of members left out."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from leaves(part)
    else:
        yield node


@cache
def usual_words() -> frozenset[str]:
    """The words of docscreen's own texts: a holder may be called like one of them."""
    texts = (path.read_text("utf-8") for path in TEXTS_FOLDER.rglob("*.toml"))
    return frozenset(word.upper() for text in texts for word in re.findall(r"\w+", text))


def withheld(report: Report, plain: Report) -> list[str]:
    """The texts of ``facts.identity`` that only the whole report has."""
    kept = {str(leaf) for leaf in leaves(plain["facts"]["identity"])}
    found = (leaf for leaf in leaves(report["facts"]["identity"]) if isinstance(leaf, str))
    return sorted({leaf for leaf in found if leaf not in kept})


def dates_in(texts: list[str]) -> list[dt.date]:
    """The whole dates among them."""
    stated = (text for text in texts if re.fullmatch(r"\d{4}-\d\d-\d\d", text))
    return [dt.date.fromisoformat(text) for text in stated if is_date(text)]


def is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:  # a specimen states a day that never was
        return False
    return True


def written(day: dt.date) -> Iterator[str]:
    """A day in every form in which a text might quote it."""
    yield from (day.strftime(form) for form in ("%Y-%m-%d", "%y%m%d", "%Y%m%d", "%d%m%Y"))
    yield from (day.strftime(form) for form in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y"))
    for months in MONTHS.values():
        month = months.split()[day.month - 1]
        yield from (f"{day.day} {month}", f"{month} {day.day}", f"{month} {day.year}")


def pieces(texts: list[str]) -> set[str]:
    """Names, numbers and lines, whole and word by word."""
    words = (word for text in texts for word in (text, *re.findall(r"\w+", text.replace("_", " "))))
    unusual = {word.upper() for word in words if len(word) >= LEAST_SIGNS}
    return {word.strip(string.punctuation) for word in unusual} - usual_words() - {""}


def told(report: Report, plain: Report) -> list[str]:
    """What the plain report tells of the withheld texts, by kinds; the test names no value."""
    texts = withheld(report, plain)
    said = [leaf for leaf in leaves(plain) if isinstance(leaf, str)]
    days = dates_in(texts)
    found = [
        f"finding text quotes a date: {leaf}"
        for leaf in said
        for day in days
        if any(form in leaf for form in written(day))
    ]
    words = {word for leaf in said for word in re.findall(r"\w+", leaf.upper())}
    wholes = {leaf.upper() for leaf in said}
    found += [f"a piece is told: {piece}" for piece in pieces(texts) & (words | wholes)]
    screened = dt.date.fromisoformat(report["created"][:10])
    apart = {abs((day - screened).days) for day in days}
    for finding in plain["findings"]:
        numbers = {
            abs(leaf) for leaf in leaves(finding["measured"]) if isinstance(leaf, int | float)
        }
        numbers |= {int(one) for one in re.findall(r"\d+", json.dumps(finding["message"]))}
        found += [f"{finding['rule']} tells days" for _ in numbers & apart]
    return found


def check_plain(report: Report) -> None:
    plain = without_texts(report)
    texts = withheld(report, plain)
    if report["facts"]["identity"]["document"] == "passport" and dates_in(texts):
        assert told(report, {**plain, "findings": report["findings"]}), "the test finds nothing"
    assert told(report, plain) == []
    parts = ("rule", "outcome", "severity", "reason", "required", "confidence", "remedy", "where")
    for before, after in zip(report["findings"], plain["findings"], strict=True):
        assert {part: before[part] for part in parts} == {part: after[part] for part in parts}
        assert all(after["message"][language] for language in LANGUAGES)
        if before["rule"] not in QUOTING:
            assert before == after


@pytest.mark.parametrize("name", IDENTITY_SPECIMENS)
def test_a_specimen_tells_nothing_that_is_written_on_it(name: str) -> None:
    check_plain(specimen_report(name).as_json())


@pytest.mark.parametrize(("kind", "seed"), DRAWN)
def test_a_drawn_document_tells_nothing_that_is_written_on_it(kind: Kind, seed: int) -> None:
    rgb, _ = identity_specimen(seed, kind, Taken("drawing"))
    upload = Upload(png_of(rgb), "a.png", "identity")
    with screen(upload, load_policy("pr-portal", "identity"), OCCASION) as screening:
        check_plain(screening.report.as_json())


def test_an_expired_document_is_called_expired() -> None:
    plain = without_texts(specimen_report("identity-passport-expired.jpg").as_json())
    finding = next(one for one in plain["findings"] if one["rule"] == "identity.expiry")
    assert finding["outcome"] == "fail" and finding["measured"] is None
    assert finding["message"] == {
        "en": "The document has expired.",
        "fr": "Le document est expiré.",
    }
    assert finding["remedy"]["en"].startswith("Renew")


def test_rules_that_quote_are_those_of_expiry() -> None:
    assert QUOTING == ["identity.expiry", "identity.expiry-soon"]


@pytest.mark.parametrize("rule", QUOTING)
def test_every_text_that_quotes_a_document_has_one_that_does_not(rule: str) -> None:
    check = registered_checks()[rule]
    measured = {"value", "low", "high"} if "measured" in check.quotes else set()
    hidden = measured | set(check.quotes)
    for language in LANGUAGES:
        for reason, entry in rule_texts(language)[rule].reasons.items():
            quoted = {name for _, name, _, _ in string.Formatter().parse(entry["message"]) if name}
            remedy = {name for _, name, _, _ in string.Formatter().parse(entry.get("remedy", ""))}
            assert not remedy & hidden, (reason, language)
            if quoted & hidden:
                limits = {"min": 1.0, "max": 1.0}
                text = getattr(plain_message(rule, reason, limits), language)
                assert text != rule_texts(language)[rule].requirement, (reason, language)
                assert "{" not in text


def test_a_reason_that_is_not_known_any_more_is_told_by_the_requirement() -> None:
    text = plain_message("identity.expiry", "of-an-earlier-version", {})
    assert text.en == rule_texts("en")["identity.expiry"].requirement


@pytest.mark.parametrize("rule", [rule for rule in registered_checks() if rule.startswith("ident")])
def test_no_other_text_on_documents_quotes_a_date(rule: str) -> None:
    if rule in QUOTING:
        return
    for entry in rule_texts("en")[rule].reasons.values():
        assert "{date}" not in entry["message"] + entry.get("remedy", "")


@pytest.mark.parametrize("rule", registered_checks())
def test_texts_tell_which_rules_quote_a_document(rule: str) -> None:
    assert quotes_a_document(rule) is bool(registered_checks()[rule].quotes)
