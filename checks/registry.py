"""The registry of checks: one function for each rule, found by its rule id.

    @check("photo.face-height", reasons=("within", "too-small", "too-large"))
    def face_height(photo: PhotoFacts, rule: FaceHeightRule) -> Judgement: ...

The second parameter's annotation is the frozen dataclass that the policy table is read into.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import MappingProxyType
from typing import Any, get_type_hints

from checks.finding import Judgement
from models.errors import RuleError

CheckFunction = Callable[[Any, Any], Judgement]

#: Packages whose modules register checks when they are imported.
CHECK_PACKAGES = ("checks.file", "checks.photo", "checks.form", "checks.identity")

_registered: dict[str, RegisteredCheck] = {}


@dataclass(frozen=True, slots=True)
class RegisteredCheck:
    """A check with its rule id, the facts and parameters it takes and the reasons it may give."""

    rule: str
    function: CheckFunction
    facts: type
    parameters: type
    reasons: tuple[str, ...]
    quotes: tuple[str, ...] = ()

    @property
    def documentation(self) -> str:
        """The check's docstring: what is measured, how, and from which source."""
        return inspect.getdoc(self.function) or ""


def check(
    rule: str, *, reasons: tuple[str, ...], quotes: tuple[str, ...] = ()
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as the check of a rule.

    ``reasons`` are all the reasons that its judgements may carry besides those that any rule may
    give (``COMMON_REASONS``); each has texts in both languages. ``quotes``: which of its values
    (names of details, or ``measured``) say what is written on an identity document: texts with
    such a value have a variant ``plain`` without it. Raises RuleError where the rule already has
    a check.
    """

    def register(function: CheckFunction) -> CheckFunction:
        if rule in _registered:
            raise RuleError(f"rule {rule} has two checks")
        hints = get_type_hints(function)
        facts, parameters = (hints[name] for name in inspect.signature(function).parameters)
        _registered[rule] = RegisteredCheck(rule, function, facts, parameters, reasons, quotes)
        return function

    return register


def registered_checks() -> Mapping[str, RegisteredCheck]:
    """All checks by rule id, in the order of their ids."""
    _import_checks()
    return MappingProxyType(dict(sorted(_registered.items())))


@cache
def _import_checks() -> None:
    """Import every check module once; looking for them takes longer than many a check."""
    for package_name in CHECK_PACKAGES:
        package = import_module(package_name)
        for module in walk_packages(package.__path__, f"{package_name}."):
            import_module(module.name)
