"""Policy, code and texts agree: what one of them names, the others know."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.catalogue import COMMON_REASONS, LANGUAGES, rule_texts
from checks.policies import all_policy_parts
from checks.registry import registered_checks
from service.problem_type import ProblemType
from service.problem_types import PROBLEM_TYPES
from service.words import has_french

ROOT = Path(__file__).resolve().parent.parent
CHECKS = dict(registered_checks())
POLICIES = {f"{part.id} {part.kind}": part for part in all_policy_parts()}
POLICY_RULES = sorted({rule for policy in POLICIES.values() for rule in policy.rules})
LABELS = ROOT / "samples" / "specimens" / "labels.jsonl"
#: Where French sets a space and where it sets none (Canadian usage).
SPACE_BEFORE = re.compile(r"[\s\u00a0\u202f][;!?]")
NO_SPACE_BEFORE_COLON = re.compile(r"(?<![\s\u00a0\u202f])(?<!https)(?<!http):(?!\d)")
#: Words that French texts share with English ones as they stand.
SAME_IN_BOTH = frozenset({"Compression", "Expression"})


@pytest.mark.parametrize("policy_id", POLICIES)
def test_every_policy_rule_has_a_check_or_is_left_to_an_officer(policy_id: str) -> None:
    orphans = {
        rule.id
        for rule in POLICIES[policy_id].rules.values()
        if not rule.is_manual and rule.id not in CHECKS
    }
    assert orphans == set()


def test_every_check_is_used_by_a_policy() -> None:
    assert set(CHECKS) - set(POLICY_RULES) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_title_and_a_requirement(language: str) -> None:
    texts = rule_texts(language)
    for rule in POLICY_RULES:
        assert texts[rule].title.strip(), rule
        assert texts[rule].requirement.strip(), rule


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_texts_are_written_for_rules_that_do_not_exist(language: str) -> None:
    assert set(rule_texts(language)) - {"common"} - set(POLICY_RULES) - set(CHECKS) == set()


@pytest.mark.parametrize("rule", CHECKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_texts_and_every_text_a_reason(rule: str, language: str) -> None:
    written = set(rule_texts(language)[rule].reasons)
    declared = set(CHECKS[rule].reasons)
    assert declared - written - set(COMMON_REASONS) == set()
    assert written - declared - set(COMMON_REASONS) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_that_any_rule_may_give_have_common_texts(language: str) -> None:
    assert set(rule_texts(language)["common"].reasons) == set(COMMON_REASONS)


@pytest.mark.parametrize("rule", CHECKS)
def test_every_reason_of_a_check_is_a_literal_of_its_package(rule: str) -> None:
    module = Path(CHECKS[rule].function.__code__.co_filename)
    quoted = string_literals(module)
    prefixed = {reason for reason in CHECKS[rule].reasons if reason not in quoted}
    assert {reason for reason in prefixed if not any(reason.endswith(q) for q in quoted)} == set()


def string_literals(module: Path) -> set[str]:
    nodes = ast.walk(ast.parse(module.read_text("utf-8")))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def sentences() -> Iterator[tuple[str, str, str]]:
    """Place, English and French of every text that people read."""
    english, french = rule_texts("en"), rule_texts("fr")
    for rule, texts in english.items():
        yield f"{rule} title", texts.title, french[rule].title
        yield f"{rule} requirement", texts.requirement, french[rule].requirement
        for reason, entry in texts.reasons.items():
            other = french[rule].reasons[reason]
            assert set(entry) == set(other), (rule, reason)
            for part in entry:
                yield f"{rule} {reason} {part}", entry[part], other[part]


SENTENCES = {place: (english, french) for place, english, french in sentences()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("place", SENTENCES)
def test_both_languages_quote_the_same_values(place: str) -> None:
    """A word that differs from language to language is quoted as ``word_en`` and ``word_fr``."""
    english, french = SENTENCES[place]
    assert {name.removesuffix("_en") for name in placeholders(english)} == {
        name.removesuffix("_fr") for name in placeholders(french)
    }


@pytest.mark.parametrize("place", SENTENCES)
def test_french_is_there_and_is_french(place: str) -> None:
    english, french = SENTENCES[place]
    assert french.strip()
    assert french != english or french in SAME_IN_BOTH


@pytest.mark.parametrize("place", SENTENCES)
def test_french_is_set_as_in_canada(place: str) -> None:
    _, french = SENTENCES[place]
    assert not SPACE_BEFORE.search(french), french
    assert not NO_SPACE_BEFORE_COLON.search(re.sub(r"\{[^}]*\}", "", french)), french
    assert '"' not in french, "French quotes are « and »"


@pytest.mark.parametrize("place", SENTENCES)
def test_french_breaks_no_line_before_a_colon_or_a_per_cent_sign(place: str) -> None:
    _, french = SENTENCES[place]
    assert not re.search(r" [:%»]|« ", french)


@pytest.mark.parametrize("problem", PROBLEM_TYPES.values(), ids=PROBLEM_TYPES)
def test_problems_are_set_in_french_as_the_findings_are(problem: ProblemType) -> None:
    for english, french in ((t.en, t.fr) for t in (problem.title, problem.remedy)):
        assert french != english
        assert not SPACE_BEFORE.search(french)
        assert not re.search(r" [:%»]|« ", french)


def stated_units(module: Path) -> set[str]:
    """Units that a check module gives to what it states."""
    calls = (n for n in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(n, ast.Call))
    named = {"Unit": 0, "Measured": 1, "Required": 0}
    units = {
        call.args[named[call.func.id]]
        for call in calls
        if isinstance(call.func, ast.Name) and len(call.args) > named.get(call.func.id, 99)
    }
    constants = (unit.value for unit in units if isinstance(unit, ast.Constant))
    return {unit for unit in constants if isinstance(unit, str)}


@pytest.mark.parametrize("family", ["file", "form", "identity", "photo"])
def test_every_unit_has_a_french_name(family: str) -> None:
    modules = sorted((ROOT / "checks" / family).glob("*.py"))
    units = set().union(*(stated_units(module) for module in modules))
    assert len(units) > 1
    assert {unit for unit in units if not has_french(unit)} == set()


@pytest.mark.parametrize("place", SENTENCES)
def test_sentences_are_finished(place: str) -> None:
    for text in SENTENCES[place]:
        assert text == text.strip()
        assert "  " not in text
        if not place.endswith("title"):
            assert text.endswith((".", "!", "?")), text


@pytest.mark.parametrize("rule", CHECKS)
def test_every_fault_comes_with_what_to_do(rule: str) -> None:
    """A reason without a remedy is one that passes: it must not occur beside FAIL or UNSURE."""
    for language in LANGUAGES:
        reasons = rule_texts(language)[rule].reasons
        assert any("remedy" in entry for entry in reasons.values()), rule
        assert any("remedy" not in entry for entry in reasons.values()), rule


#: Numbers that a check may compare with: signs, counts and halves, no measure of a photo.
PLAIN_NUMBERS = frozenset({0, 1, 2, 0.5})


def compared_numbers(module: Path) -> set[float]:
    """Numbers other than the plain ones that a module compares something with."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Compare):
            for part in (node.left, *node.comparators):
                for leaf in ast.walk(part):
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, int | float):
                        found.add(float(leaf.value))
    return found - {float(number) for number in PLAIN_NUMBERS}


#: Numbers in code that decide no outcome, with the reason.
NAMING_NUMBERS = {
    # Sectors of the hue circle give a tint its name (orange, greenish ...) in the texts.
    "skin.py": {40.0, 110.0, 200.0, 340.0},
    # Accuracy of the quality that is read off the quantisation table: it selects the text only.
    "compression.py": {5.0},
}


@pytest.mark.parametrize("family", ["file", "form", "identity", "photo"])
def test_no_check_carries_a_threshold(family: str) -> None:
    modules = sorted((ROOT / "checks" / family).glob("*.py"))
    numbers = {
        module.name: compared_numbers(module) - NAMING_NUMBERS.get(module.name, set())
        for module in modules
    }
    assert {name: found for name, found in numbers.items() if found} == {}


#: Rules for which no specimen fails, with the test that makes them fail instead.
FAILED_ELSEWHERE = {
    "file.kind": "asks an officer, by design never fails: form-declared-identity.pdf is unsure",
    "form.edition": "tests/checks/form/test_editions.py: no policy of ours lists editions",
    "form.letter": "reminds of what no form shows, never fails: form-open-permit.pdf is manual",
    "form.signature-intact": "tests/checks/form/test_signing.py: signing draws random numbers",
    "identity.barcode": "asks an officer, never fails: identity-licence-front.jpg is unsure",
    "identity.elements": "asks an officer, never fails: identity-letter.jpg is unsure",
    "identity.mrz-present": "asks an officer, never fails: identity-passport-cut-off.jpg is unsure",
    "identity.portrait": "asks an officer, never fails: identity-two-cards.jpg is unsure",
    "photo.head-covering": "asks an officer, by design never fails: woollen-hat.jpg is unsure",
    "photo.recapture": "asks an officer, by design never fails: halftone.jpg is unsure",
    "photo.unaltered": "asks an officer, by design never fails: cut-out.jpg is unsure",
}
#: Rules for which no specimen passes: specimens carry no date, which would age.
PASSED_ELSEWHERE = {
    "form.edition": "tests/checks/form/test_editions.py: no policy of ours lists editions",
    "photo.recent": "tests/checks/photo/test_recency.py",
}


def expected_outcomes(rule: str) -> set[str]:
    labels = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    return {label["truth"]["expect"].get(rule, "") for label in labels} - {""}


@pytest.mark.parametrize("rule", CHECKS)
def test_every_rule_has_a_passing_and_a_failing_sample(rule: str) -> None:
    outcomes = expected_outcomes(rule)
    assert ("pass" in outcomes) != (rule in PASSED_ELSEWHERE), outcomes
    assert ("fail" in outcomes) != (rule in FAILED_ELSEWHERE), outcomes
    has_test = FAILED_ELSEWHERE.get(rule, "").startswith("tests/")
    assert has_test or outcomes & {"fail", "unsure", "manual"}


@pytest.mark.parametrize("rule", CHECKS)
def test_every_rule_has_its_page(rule: str) -> None:
    assert (ROOT / "docs" / "rules" / f"{rule}.md").is_file(), "run `make docs`"


@pytest.mark.parametrize("rule", CHECKS)
def test_every_check_says_in_its_docstring_what_it_measures(rule: str) -> None:
    first, _, rest = CHECKS[rule].documentation.partition("\n")
    assert first.endswith("."), first
    assert rest.strip() or len(first) > 40, "say how it is measured, and from which source"
