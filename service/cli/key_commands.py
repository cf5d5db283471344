"""``docscreen keys``: its commands and their options. They import what they need when they run."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from service.access.scopes import Scope

keys_app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)

_JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def _form(as_json: bool) -> Literal["table", "json"]:
    return "json" if as_json else "table"


@keys_app.command()
def create(
    name: Annotated[
        str, typer.Argument(help="What the key is for, up to 100 characters.", show_default=False)
    ],
    scope: Annotated[
        list[Scope], typer.Option(help="What the key may do; may be repeated.", show_default=False)
    ],
    days: Annotated[
        int | None,
        typer.Option(min=1, max=36_500, help="Days until it expires; by default never."),
    ] = None,
    requests_per_minute: Annotated[
        int | None, typer.Option(min=1, help="Limit of its own instead of the setting's.")
    ] = None,
    concurrent_requests: Annotated[
        int | None, typer.Option(min=1, help="Limit of its own instead of the setting's.")
    ] = None,
    as_json: _JsonOption = False,
) -> None:
    """Make an API key and print it: it is shown only now, and cannot be looked up later.

    Scopes: submit sends uploads; read gets and compares screenings; officer screens again and sees
    texts and evidence; admin may do everything.
    """
    from service.cli.keys import NewKey, run_create

    order = NewKey(name, tuple(scope), days, requests_per_minute, concurrent_requests)
    raise typer.Exit(run_create(order, _form(as_json)))


@keys_app.command("list")
def list_keys(as_json: _JsonOption = False) -> None:
    """List all keys: never what they are, but what they may do and when they were used."""
    from service.cli.keys import run_list

    raise typer.Exit(run_list(_form(as_json)))


@keys_app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Its id in the list.")],
    as_json: _JsonOption = False,
) -> None:
    """Let nobody in with a key any more, at once and for good."""
    from service.cli.keys import run_revoke

    raise typer.Exit(run_revoke(key_id, _form(as_json)))
