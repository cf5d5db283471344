"""Both clients before the real application, used in the same way by tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, cast

import httpx2
from anyio.from_thread import BlockingPortal
from fastapi.testclient import TestClient

from service.client import AsyncClient, Client

#: The address of Starlette's test client.
ADDRESS = "http://testserver"


def key_of(http: TestClient) -> str:
    """The key that the application made on its first start."""
    return http.headers["Authorization"].removeprefix("Bearer ")


class Awaited:
    """An asynchronous client whose methods are awaited for the caller, in the app's event loop."""

    def __init__(self, asynchronous: object, portal: BlockingPortal) -> None:
        self._asynchronous, self._portal = asynchronous, portal

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._asynchronous, name)
        return partial(self._done, found) if callable(found) else Awaited(found, self._portal)

    def _done(self, method: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        async def await_it() -> Any:
            result = method(*arguments, **options)
            if isinstance(result, AsyncIterator):
                return [item async for item in result]
            return await result

        result = self._portal.call(await_it)
        return iter(result) if isinstance(result, list) else result


@contextmanager
def client_of(http: TestClient, way: str, key: str | None = None, **more: Any) -> Iterator[Client]:
    """A client of the application under test. ``way``: "sync", or "async", which looks the same."""
    key = key_of(http) if key is None else key
    if way == "sync":
        with Client(ADDRESS, key, transport=http._transport, **more) as client:
            yield client
        return
    assert http.portal is not None
    transport = httpx2.ASGITransport(app=http.app, raise_app_exceptions=False)
    with ExitStack() as stack:
        awaited = AsyncClient(ADDRESS, key, transport=transport, **more)
        stack.callback(http.portal.call, awaited.aclose)
        yield cast(Client, Awaited(awaited, http.portal))
