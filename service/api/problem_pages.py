"""The addresses that the types of problem documents point to."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from checks.finding import Text
from service.api.problems import Problem, problem_responses
from service.api.requests import KNOWN_QUERY
from service.problem_type import ProblemType
from service.problem_types import PROBLEM_TYPES

router = APIRouter(prefix="/problems", tags=["problems"], dependencies=[KNOWN_QUERY])


class ProblemPage(BaseModel):
    """A kind of error and what to do about it."""

    type: str
    status: int
    title: Text
    remedy: Text
    retry_after_s: int | None


def _page(kind: ProblemType) -> ProblemPage:
    return ProblemPage(
        type=kind.uri,
        status=kind.status,
        title=kind.title,
        remedy=kind.remedy,
        retry_after_s=kind.retry_after_s,
    )


@router.get("", summary="All kinds of errors")
async def list_problems() -> tuple[ProblemPage, ...]:
    """Every kind of error that the service answers with."""
    return tuple(_page(kind) for kind in PROBLEM_TYPES.values())


@router.get("/{type_id}", summary="One kind of error", responses=problem_responses("not-found"))
async def get_problem(type_id: str) -> ProblemPage:
    """What an error means and what to do about it."""
    if type_id not in PROBLEM_TYPES:
        raise Problem("not-found")
    return _page(PROBLEM_TYPES[type_id])
