"""``docscreen audit`` and ``docscreen store``: their commands and options."""

from __future__ import annotations

from typing import Annotated

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
    as_json: _JsonOption = False,
) -> None:
    """Walk the whole audit and find any change; exit status 1 where there is one.

    The code that it prints stands for everything up to now. Keep it elsewhere: given again with
    --known, it also finds that an older copy of the whole database was put back.
    """
    from service.cli.store import run_verify

    raise typer.Exit(run_verify(known, "json" if as_json else "table"))


@store_app.command()
def rotate() -> None:
    """Make a new encryption key and seal every other key with it; uploads are not written anew.

    Where the setting DOCSCREEN_ENCRYPTION_KEYS holds the keys, put the new one at its end first:
    this seals with the last one of the setting then.
    """
    from service.cli.store import run_rotate

    raise typer.Exit(run_rotate())


@store_app.command()
def purge() -> None:
    """Delete what is past its time now; a running service does so every hour."""
    from service.cli.store import run_purge

    raise typer.Exit(run_purge())
