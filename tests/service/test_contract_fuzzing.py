"""Schemathesis finds nothing: every operation answers as the OpenAPI document says, whatever comes.

``python -m tests.contract --examples 200`` sends many more requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from service.documentation import openapi_document
from tests.contract.running import CHECKS, Outcome, run
from tests.contract.server import served

#: Generated requests for each operation; examples, boundaries and chains come besides.
EXAMPLES = 8


@pytest.fixture(scope="module")
def outcome(
    tmp_path_factory: pytest.TempPathFactory, own_store: dict[str, Any]
) -> Iterator[Outcome]:
    """What Schemathesis found in the real application with a real store."""
    with served(tmp_path_factory.mktemp("contract"), **own_store) as service:
        yield run(service, EXAMPLES)


@pytest.mark.slow
def test_schemathesis_finds_nothing(outcome: Outcome) -> None:
    assert outcome.errors == []
    assert outcome.failures == [], "\n\n".join(outcome.failures)


def test_every_operation_check_and_phase_took_part(
    outcome: Outcome, documented_operations: frozenset[str]
) -> None:
    assert outcome.operations == documented_operations
    assert set(CHECKS) <= set(outcome.checks)
    assert set(outcome.requests) == {"examples", "coverage", "fuzzing", "stateful"}
    assert all(count > 20 for count in outcome.requests.values()), outcome.requests


@pytest.fixture(scope="module")
def documented_operations() -> frozenset[str]:
    """Every operation as Schemathesis calls it."""
    paths = openapi_document()["paths"]
    return frozenset(
        f"{method.upper()} {path}" for path, operations in paths.items() for method in operations
    )
