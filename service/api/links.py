"""Where an answer leads: the links of the OpenAPI document, from one operation to the next."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]

_OF_SCREENING = (
    "get_screening",
    "delete_screening",
    "hold_screening",
    "release_screening",
    "rerun_screening",
    "get_evidence",
)
_OF_WEBHOOK = (
    "get_webhook",
    "delete_webhook",
    "enable_webhook",
    "rotate_webhook_secret",
    "ping_webhook",
    "list_deliveries",
    "replay_dead_deliveries",
)


def _screening_links(pointer: str) -> Node:
    links: Node = {
        target: {"operationId": target, "parameters": {"screening_id": pointer}}
        for target in _OF_SCREENING
    }
    both = {"screening_id": pointer, "other_id": pointer}
    links["compare_screenings"] = {"operationId": "compare_screenings", "parameters": both}
    return links


def _webhook_links(pointer: str) -> Node:
    return {
        target: {"operationId": target, "parameters": {"webhook_id": pointer}}
        for target in _OF_WEBHOOK
    }


def _rerun_links() -> Node:
    links = _screening_links("$response.body#/screening")
    links["compare_screenings"]["parameters"]["screening_id"] = "$request.path.screening_id"
    return links


_REPLAY: Node = {
    "operationId": "replay_delivery",
    "parameters": {
        "webhook_id": "$request.path.webhook_id",
        "delivery_id": "$response.body#/id",
    },
}

#: By operation and status: what may follow.
_LINKS: dict[tuple[str, str], Node] = {
    ("submit_screening", "201"): _screening_links("$response.body#/screening"),
    ("submit_screening", "202"): _screening_links("$response.body#/id"),
    ("rerun_screening", "201"): _rerun_links(),
    ("rerun_screening", "202"): _screening_links("$response.body#/id"),
    ("create_webhook", "201"): _webhook_links("$response.body#/id"),
    ("ping_webhook", "202"): {"replay_delivery": _REPLAY},
}


def add_links(document: Node) -> Node:
    """Add the links to a document in its place."""
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                links = _LINKS.get((operation["operationId"], status))
                if links is not None:
                    answer["links"] = links
    return document
