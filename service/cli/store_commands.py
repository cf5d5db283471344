"""``docscreen audit`` and ``docscreen store``: their commands and options."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

audit_app = typer.Typer(help="The record of who did what.", no_args_is_help=True)
store_app = typer.Typer(help="What the service keeps.", no_args_is_help=True)

_JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@audit_app.command()
def verify(
    known: Annotated[
        str | None,
        typer.Option(help="A code that an earlier run printed: the chain must contain it."),
    ] = None,
    reports: Annotated[
        bool,
        typer.Option("--reports", help="Compare every screening and report with it; takes longer."),
    ] = False,
    as_json: _JsonOption = False,
) -> None:
    """Walk the whole audit and find any change; exit status 1 where there is one.

    The code that it prints stands for everything up to now. Keep it elsewhere: given again with
    --known, it also finds that an older copy of the whole database was put back.

    Exit status 3 says that the audit could not be walked: the oldest encryption key, which its
    codes are made with, is lost or is another one.
    """
    from service.cli.store import run_verify

    form: Literal["table", "json"] = "json" if as_json else "table"
    raise typer.Exit(run_verify(known, "reports" if reports else "chain", form))


@audit_app.command("list")
def list_entries(
    screening: Annotated[
        str | None, typer.Option(help="The id of what it was done to, such as a screening.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option(help="Who did it, such as key:ID, docscreen or command-line.")
    ] = None,
    action: Annotated[
        str | None, typer.Option(help="What was done, such as screening.deleted.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="A date or time, in UTC unless it has a zone: from then on.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="A date or time: before then.")] = None,
    as_json: _JsonOption = False,
) -> None:
    """Print who did what and when, oldest first, as far as every option given is met.

    A line has the entry's number, its time (UTC), the actor, the action, what it was done to and
    details. With --json each line is an object. `docscreen audit verify` tells whether the audit
    was changed.
    """
    from service.cli.audit_list import AuditConditions, moment, run_audit_list

    asked = AuditConditions(
        screening,
        actor,
        action,
        moment(since, "--since") if since is not None else None,
        moment(until, "--until") if until is not None else None,
    )
    raise typer.Exit(run_audit_list(asked, "json" if as_json else "table"))


@store_app.command()
def rotate() -> None:
    """Make a new encryption key and seal every other key with it; uploads are not written anew.

    A service that runs on the same keys.json takes the new key over by itself. Where the setting
    DOCSCREEN_ENCRYPTION_KEYS holds the keys, put the new one at its end on every host and restart
    them all first: this seals with the last one of the setting then, and makes none.

    The first key stays where it is, for good: what the audit, API keys and known uploads are found
    and verified by is made with it.
    """
    from service.cli.store import run_rotate

    raise typer.Exit(run_rotate())


@store_app.command()
def purge() -> None:
    """Delete what is past its time now; a running service does so every hour."""
    from service.cli.store import run_purge

    raise typer.Exit(run_purge())
