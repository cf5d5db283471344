"""Whether the service lives and whether it can screen."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from service.api.draining import STOPPING
from service.api.problems import Problem, problem_responses
from service.api.requests import KNOWN_QUERY
from service.api.state import ServiceState, state_of

router = APIRouter(prefix="/health", tags=["health"], dependencies=[KNOWN_QUERY])


class Health(BaseModel):
    """The state of the service."""

    status: Literal["alive", "ready"] = Field(description="What holds now.")


@router.get("/live", summary="Does the process answer?")
async def get_liveness() -> Health:
    """Answers as long as the process does; a load balancer restarts it otherwise."""
    return Health(status="alive")


@router.get(
    "/ready",
    summary="Can the service screen?",
    responses=problem_responses("not-ready"),
)
async def get_readiness(
    request: Request, state: Annotated[ServiceState, Depends(state_of)]
) -> Health:
    """Answers 200 once all weights are verified and all models warm, until the service stops."""
    if request.app.state.draining.has_begun:
        raise Problem("not-ready", STOPPING, headers={"Retry-After": "1"})
    if not state.is_ready:
        raise Problem("not-ready", state.failure_text, headers={"Retry-After": "1"})
    return Health(status="ready")
