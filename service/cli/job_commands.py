"""The commands below ``docscreen jobs`` and their options."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

jobs_app = typer.Typer(help="Look at work that waits, runs or has failed, and try it once more.")


class StateOption(StrEnum):
    """What may become of a screening or of a message to a webhook, short of a good end."""

    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"
    DEAD = "dead"


@jobs_app.command("list")
def list_jobs(
    state: Annotated[
        StateOption | None, typer.Option(help="Only these: dead are deliveries to webhooks.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many of each kind.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """List screenings and deliveries that wait, run or have failed, the oldest first."""
    from service.cli.jobs import run_jobs_list

    chosen = state.value if state else None
    raise typer.Exit(run_jobs_list(chosen, limit, "json" if as_json else "table"))


@jobs_app.command()
def retry(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids that the list shows.", show_default=False)
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Everything that has failed.")] = False,
) -> None:
    """Give failed screenings and dead deliveries all their attempts anew.

    Prints the ids; a running service takes them up within seconds. Exit status: 0 all are tried
    again, 1 some are not there or have not failed, 2 an option cannot be used.
    """
    from service.cli.jobs import run_jobs_retry

    raise typer.Exit(run_jobs_retry(tuple(ids or ()), "all" if is_all else "named"))
