"""What a schema cannot know: that an object, a cursor or a version is one that exists.

A request that is right by its schema is made right in fact before it is sent; wrong ones are sent
as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.hooks import unregister

from service.webhooks.targets import TargetPolicy, TargetRefused
from tests.contract.server import Served

KEY = "Idempotency-Key"
VERSIONS = ("version", "policy_version")
#: Ids that a schema describes by their form alone.
KNOWN = {"rule": "photo.face-height", "policy": "pr-card"}


@dataclass(frozen=True, slots=True)
class References:
    """An object that may be read by its address, and a cursor of a page that has a next one."""

    source: str
    cursor: str

    @contextmanager
    def put_into_requests(self) -> Iterator[None]:
        """Let every right request name these, until the block ends."""

        def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
            self._make_true(case)

        schemathesis.hook(before_call)
        try:
            yield
        finally:
            unregister(before_call)

    def _make_true(self, case: Case[Any]) -> None:
        if case.meta is None:
            return
        body, query = case.body, case.query
        if isinstance(body, dict) and not case.meta.is_negative_at(ParameterLocation.BODY):
            # Which versions there are depends on the policy and the kind: none stands for today's.
            kept = {name: value for name, value in body.items() if name not in VERSIONS}
            case.body = kept | ({"source": self.source} if "source" in kept else {})
            if case.operation.label == "POST /v1/webhooks":
                case.body = _receivable(kept)
        headers: dict[str, Any] = dict(case.headers or {})
        if KEY in headers and not case.meta.is_negative_at(ParameterLocation.HEADER):
            # A key belongs to one request: a repetition is one, anything else has its own.
            request = repr((case.operation.label, case.path_parameters, case.body))
            digest = hashlib.sha256(request.encode("utf-8", "replace")).hexdigest()
            case.headers[KEY] = f"{headers[KEY]}{digest}"[-200:]
        is_list = case.operation.label == "GET /v1/screenings"
        if is_list and not case.meta.is_negative_at(ParameterLocation.QUERY):
            query = case.query = (query or {}) | {
                name: known for name, known in KNOWN.items() if name in (query or {})
            }
        if "cursor" in (query or {}) and not case.meta.is_negative_at(ParameterLocation.QUERY):
            kept = {name: value for name, value in query.items() if name != "cursor"}
            case.query = kept | ({"cursor": self.cursor} if is_list else {})


def _receivable(webhook: dict[str, Any]) -> dict[str, Any]:
    """A webhook for everybody's screenings, whose address is in nobody's own network."""
    kept = {name: value for name, value in webhook.items() if name != "owner"}
    try:
        TargetPolicy().target(kept["url"])
    except TargetRefused:
        kept["url"] = "https://portal.example/hooks"
    return kept


def references(served: Served, source: str) -> References:
    """Make two screenings, so that there is a cursor."""
    with served.caller() as http:
        for _ in range(2):
            http.post("/v1/screenings", files={"file": ("a", b"x")}).raise_for_status()
        page = http.get("/v1/screenings", params={"limit": "1"}).json()
    return References(source, page["next"])
