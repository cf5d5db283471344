"""The requests that are open to all: rules, policies, problems, health."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import httpx2

from service.client.calls import Call, Repetition, answer_as, json_of
from service.client.publications import Health, Policy, ProblemType, Rule
from service.client.reading import read_json

T = TypeVar("T")
Items = tuple[Any, ...]


def rules() -> Call[tuple[Rule, ...]]:
    """Every rule."""
    return Call("GET /v1/rules", _all_as(Rule))


def rule(rule_id: str) -> Call[Rule]:
    """One rule."""
    return Call("GET /v1/rules/{rule_id}", answer_as(Rule), ids={"rule_id": rule_id})


def policies() -> Call[tuple[Policy, ...]]:
    """Every policy."""
    return Call("GET /v1/policies", _all_as(Policy))


def policy(policy_id: str) -> Call[Policy]:
    """One policy."""
    return Call("GET /v1/policies/{policy_id}", answer_as(Policy), ids={"policy_id": policy_id})


def problems() -> Call[tuple[ProblemType, ...]]:
    """Every kind of problem."""
    return Call("GET /problems", _all_as(ProblemType))


def problem(type_id: str) -> Call[ProblemType]:
    """One kind of problem."""
    return Call("GET /problems/{type_id}", answer_as(ProblemType), ids={"type_id": type_id})


def live() -> Call[Health]:
    """Whether the process answers."""
    return Call("GET /health/live", answer_as(Health), repetition=Repetition.NEVER)


def ready() -> Call[Health]:
    """Whether the service can screen."""
    return Call("GET /health/ready", answer_as(Health), repetition=Repetition.NEVER)


def _all_as(kind: type[T]) -> Callable[[httpx2.Response], tuple[T, ...]]:
    """How a list of one kind is read."""

    def read(response: httpx2.Response) -> tuple[T, ...]:
        return tuple(read_json(kind, one) for one in read_json(Items, json_of(response)))

    return read
