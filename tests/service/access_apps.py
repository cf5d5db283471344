"""A small application behind access control, for its tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, File, UploadFile

from service.access.access import Access, access_of
from service.access.keys import KeyOrder
from service.access.scopes import Caller, Scope
from service.api.callers import GuardedRoute, caller_with
from service.api.problems import install_problem_handlers
from service.settings import Settings
from service.store.custody import keyring_for
from service.store.database import Database, database_url
from service.store.sealing import Keyring

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
OPERATOR = "command-line"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: dt.datetime = NOW

    def now(self) -> dt.datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += dt.timedelta(**span)


@cache
def empty_store() -> bytes:
    """The file of a store without anything in it: migrating anew for each test takes long."""
    with TemporaryDirectory() as folder:
        url = database_url("", Path(folder))
        database = Database(url)
        database.migrate()
        database.close()
        return Path(url.database or "").read_bytes()


@dataclass
class Guarded:
    """Access in a folder, with its clock."""

    folder: Path
    settings: Settings = field(default_factory=lambda: Settings(workers=1))
    clock: Clock = field(default_factory=Clock)
    database_address: str = ""
    database: Database = field(init=False)
    keyring: Keyring = field(init=False)
    access: Access = field(init=False)

    def __post_init__(self) -> None:
        url = database_url(self.database_address, self.folder)
        if not self.database_address:
            Path(url.database or "").write_bytes(empty_store())
        self.database = Database(url)
        self.database.migrate()
        self.keyring = keyring_for(self.database, "", self.folder)
        self.access = access_of(self.settings, self.database, self.keyring, self.clock.now)

    def key(self, *scopes: Scope, **more: Any) -> str:
        """A new key with scopes."""
        order = KeyOrder("portal", frozenset(scopes), **more)
        return self.access.keys.create(order, OPERATOR, self.clock.now()).secret

    def close(self) -> None:
        self.access.close()
        self.database.close()


def bearer(credential: str) -> dict[str, str]:
    """The header that presents a credential."""
    return {"Authorization": f"Bearer {credential}"}


def app_behind(access: Access) -> FastAPI:
    """An application with an operation for each scope, an upload, and an open operation."""
    app = FastAPI()
    app.state.access = access
    install_problem_handlers(app)
    router = APIRouter(route_class=GuardedRoute)

    def add(scope: Scope) -> None:
        needed = Depends(caller_with(scope))

        def who(caller: Caller = needed) -> str:
            return caller.id

        router.add_api_route(f"/{scope}", who)

    for scope in Scope:
        add(scope)

    @router.post("/uploads")
    async def upload(
        caller: Annotated[Caller, Depends(caller_with("submit"))],
        file: Annotated[UploadFile, File()],
    ) -> int:
        return len(await file.read())

    @router.get("/open")
    def open_to_all() -> str:
        return "open"

    app.include_router(router)

    # Without the guarded route: the dependency alone.
    @app.get("/plain")
    def plain(caller: Annotated[Caller, Depends(caller_with("read"))]) -> str:
        return caller.id

    return app
