"""Runs Schemathesis over every operation, with all of its checks and phases.

Examples and boundary values of every parameter, generated requests (right and wrong ones), and
chains of operations along the document's links. What a schema cannot know is put in for it: a
cursor, an object and a policy's version have to exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.engine import Status, events, from_schema

from tests.contract.references import references
from tests.contract.server import Served

SEED = 20261124
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",
)


#: What may answer a right request. To the tool's own list comes 410: RFC 9110 gives it for what
#: was deleted, as it gives 404 for what never was.
ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "410", "429", "5xx")


@dataclass
class Outcome:
    """What a run found, and how much of what it did."""

    failures: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)


def run(served: Served, examples: int) -> Outcome:
    """Run all phases with so many generated requests for each operation."""
    schema = schemathesis.openapi.from_url(
        f"{served.address}/openapi.json", config=_config(served, examples)
    )
    outcome = Outcome()
    with references(served, served.source).put_into_requests():
        for event in from_schema(schema).execute():
            _take(outcome, event)
    return outcome


def _take(outcome: Outcome, event: events.EngineEvent) -> None:
    if isinstance(event, (events.NonFatalError, events.FatalError)):
        outcome.errors.append(_told(event))
    if isinstance(event, events.EngineFinished):
        outcome.errors += (
            [] if event.stop_reason.value == "completed" else [event.stop_reason.value]
        )
    if not isinstance(event, events.ScenarioFinished):
        return
    recorder = event.recorder
    outcome.requests[event.phase.value] += len(recorder.interactions)
    outcome.operations |= {node.value.operation.label for node in recorder.cases.values()}
    outcome.checks.update(check.name for checks in recorder.checks.values() for check in checks)
    outcome.failures += _failures(event)


def _failures(event: events.ScenarioFinished) -> Iterator[str]:
    for case_id, checks in event.recorder.checks.items():
        label = event.recorder.cases[case_id].value.operation.label
        for check in checks:
            if check.status == Status.FAILURE and check.failure_info is not None:
                info = check.failure_info
                answer = _answer(event.recorder.interactions.get(case_id))
                yield "\n".join(
                    (
                        f"{event.phase.value}: {label}: {check.name}: {info.failure}",
                        f"answered {answer}",
                        info.code_sample,
                    )
                )


def _answer(interaction: Any) -> str:
    response = getattr(interaction, "response", None)
    return "nothing" if response is None else f"{response.status_code} {response.content[:300]!r}"


def _told(event: Any) -> str:
    value = getattr(event, "value", None) or getattr(event, "exception", None)
    return f"{getattr(event, 'label', '')}: {value}"


def _config(served: Served, examples: int) -> schemathesis.Config:
    return schemathesis.Config.from_dict(
        {
            "seed": SEED,
            "base-url": served.address,
            "headers": {"Authorization": f"Bearer {served.key}"},
            "continue-on-failure": True,
            "checks": {name: {"enabled": True} for name in CHECKS}
            | {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
            "generation": {"deterministic": True, "max-examples": examples, "no-shrink": True},
            "phases": {
                "coverage": {"generate-duplicate-query-parameters": True},
                "stateful": {"max-steps": 8},
            },
        }
    )
