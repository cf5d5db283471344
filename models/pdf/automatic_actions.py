"""The actions of a PDF that nobody has to start."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

#: Actions that follow one another by themselves.
MAX_CHAIN = 100


def automatic_actions(untrusted_pike: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The actions that start when the document or a page is opened, and those that follow."""
    starts = [untrusted_pike.Root.get("/OpenAction")]
    for holder in (untrusted_pike.Root, *(page.obj for page in untrusted_pike.pages)):
        additional = holder.get("/AA")
        if isinstance(additional, pikepdf.Dictionary):
            starts.extend(start for _, start in additional.items())
    for start in starts:
        yield from _chain(start)


def _chain(start: object) -> Iterator[pikepdf.Object]:
    """An action with those that follow it; a loop of them ends at a limit."""
    waiting = [start]
    for _ in range(MAX_CHAIN):
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, pikepdf.Array):
            waiting.extend(action[at] for at in range(min(len(action), MAX_CHAIN)))
        elif isinstance(action, pikepdf.Dictionary):
            yield action
            waiting.append(action.get("/Next"))
