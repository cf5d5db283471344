"""``docscreen rules`` and ``docscreen policies``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import TypeAdapter
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checks.policies import policy_ids
from service.cli.entry import ExitStatus
from service.errors import UsageError
from service.quiet import native_notices_dropped
from service.rulebook import (
    PartVersion,
    PolicyEntry,
    RuleEntry,
    RuleSetting,
    all_policies,
    all_rules,
    find_rule,
)
from service.words import Language, in_language, word

Form = Literal["table", "json"]

#: Methods are the docstrings of the checks, which are written in one language.
_METHOD_IN_ENGLISH = "Méthode (en anglais) :"

_SEVERITY_STYLES = {"return": "red", "block": "red", "delay": "yellow", "advice": "cyan"}


def run_rules(policy_id: str | None, form: Form, language: Language) -> ExitStatus:
    """Print all rules, or those of one policy."""
    _require_policy(policy_id)
    with native_notices_dropped():
        entries = all_rules()
    if policy_id is not None:
        entries = tuple(e for e in entries if any(s.policy == policy_id for s in e.settings))
    if form == "json":
        _print_json(TypeAdapter(tuple[RuleEntry, ...]), entries)
        return ExitStatus.ACCEPTED
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    rule, requirement, limits = (
        word(key, language) for key in ("rule", "requirement-and-source", "limits")
    )
    table.add_column(rule, header_style="bold", no_wrap=True)
    table.add_column(requirement, header_style="bold")
    table.add_column(limits, header_style="bold", min_width=28, max_width=32, overflow="fold")
    for entry in entries:
        setting = next(s for s in entry.settings if policy_id in (None, s.policy))
        table.add_row(*_row(entry, setting, language))
    _console().print(table)
    return ExitStatus.ACCEPTED


def run_rule(rule_id: str, policy_id: str | None, form: Form, language: Language) -> ExitStatus:
    """Print one rule in full, with the limits of all policies or of one."""
    _require_policy(policy_id)
    with native_notices_dropped():
        entry = find_rule(rule_id)
    if entry is None:
        raise UsageError(f"there is no rule {rule_id!r}; `docscreen rules` lists them")
    if policy_id is not None:
        entry = _of_policy(entry, policy_id)
    if form == "json":
        _print_json(TypeAdapter(RuleEntry), entry)
        return ExitStatus.ACCEPTED
    console = _console()
    console.print(
        Text(entry.id, "bold").append(f"  {in_language(entry.title, language)}", "not bold")
    )
    console.print(Text(in_language(entry.requirement, language)))
    console.print()
    if language == "fr":
        console.print(Padding(Text(_METHOD_IN_ENGLISH, "dim italic"), (0, 0, 0, 2)))
    console.print(Padding(Text(entry.method, "dim"), (0, 0, 1, 2)))
    for setting in entry.settings:
        line = Text(f"{setting.policy:14} ", "bold")
        line.append(f"{_severity(setting, language):8}", _SEVERITY_STYLES[setting.severity.value])
        line.append(f" {limits_phrase(setting.parameters)}", "default")
        line.append(f"  {setting.source.document}, {setting.source.section}", "dim italic")
        console.print(line)
    for reason, texts in entry.reasons.items():
        console.print()
        console.print(Text(reason, "bold"))
        for text in (texts.message, texts.remedy):
            if in_language(text, language):
                console.print(Padding(Text(in_language(text, language)), (0, 0, 0, 2)))
    return ExitStatus.ACCEPTED


def _require_policy(policy_id: str | None) -> None:
    if policy_id is not None and policy_id not in policy_ids():
        known = ", ".join(policy_ids())
        raise UsageError(f"there is no policy {policy_id!r}; choose one of {known}")


def _of_policy(entry: RuleEntry, policy_id: str) -> RuleEntry:
    """The rule with one policy's limits alone."""
    settings = tuple(setting for setting in entry.settings if setting.policy == policy_id)
    if not settings:
        raise UsageError(f"policy {policy_id!r} has no rule {entry.id!r}")
    return replace(entry, settings=settings)


def run_policies(form: Form, language: Language) -> ExitStatus:
    """Print all policies."""
    with native_notices_dropped():
        entries = all_policies()
    if form == "json":
        _print_json(TypeAdapter(tuple[PolicyEntry, ...]), entries)
        return ExitStatus.ACCEPTED
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("policy", "kind", "version", "frame", "rules", "title"):
        table.add_column(word(heading, language), header_style="bold")
    for entry in entries:
        for part in entry.parts:
            frame = part.frame and f"{part.frame.width_mm:g} x {part.frame.height_mm:g} mm"
            title = Text(in_language(part.title, language))
            count, versions = str(len(part.rules)), _versions(part.versions)
            table.add_row(entry.id, part.kind, versions, frame or "", count, title)
    _console().print(table)
    return ExitStatus.ACCEPTED


def _versions(versions: tuple[PartVersion, ...]) -> Text:
    """Today's version, and below it the earlier ones from the newest on; unusable ones struck."""
    today, *earlier = reversed(versions)
    text = Text(today.version)
    for one in earlier:
        text.append(f"\n{one.version}", "dim" if one.is_usable else "dim strike")
    return text


def limits_phrase(parameters: Any) -> str:
    """A rule's numbers in one line: ``min_mm 31, max_mm 36``; nested tables with dots."""
    return ", ".join(f"{name} {value}" for name, value in _flat("", parameters))


def _flat(prefix: str, table: Any) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(f"{prefix}{name}.", value)
        elif isinstance(value, float):
            pairs.append((f"{prefix}{name}", f"{value:g}"))
        else:
            pairs.append((f"{prefix}{name}", _shown(value)))
    return pairs


def _shown(value: Any) -> str:
    """A parameter in words: members of lists between slashes, of tables between spaces."""
    if isinstance(value, dict):
        return " ".join(map(_shown, value.values()))
    if isinstance(value, (list, tuple)):
        return "/".join(map(_shown, value))
    return str(value)


def _row(entry: RuleEntry, setting: RuleSetting, language: Language) -> tuple[Text, ...]:
    style = _SEVERITY_STYLES[setting.severity.value]
    name = Text(entry.id, "bold").append(f"\n{_severity(setting, language)}", style)
    limits = (
        word("an-officer-decides", language)
        if setting.manual
        else limits_phrase(setting.parameters)
    )
    source = f"{setting.source.document}, {setting.source.section}"
    requirement = Text(in_language(entry.title, language)).append(
        f"\n{in_language(entry.requirement, language)}", "dim"
    )
    requirement.append(f"\n{source}", "dim italic")
    return name, requirement, Text(limits.replace(", ", "\n"))


def _severity(setting: RuleSetting, language: Language) -> str:
    return word(f"severity-{setting.severity.value}", language)


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def _print_json(adapter: TypeAdapter[Any], value: Any) -> None:
    print(adapter.dump_json(value, indent=2, ensure_ascii=False).decode())
