"""What a service stands on: a data folder, or PostgreSQL and a server that speaks S3."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.service.postgres_server import postgres_server
from tests.service.s3_server import s3_server


@contextmanager
def environment_of(
    folder: Path, database_url: str, wants: frozenset[str]
) -> Iterator[dict[str, str]]:
    """Variables for services that share everything. ``wants``: postgresql and s3, or neither."""
    with ExitStack() as stack:
        more: dict[str, str] = {}
        if "postgresql" in wants:
            place = folder / "postgresql"
            place.mkdir()
            database_url = stack.enter_context(postgres_server(place)).new_database()
        if database_url:
            more["DOCSCREEN_DATABASE_URL"] = database_url
        if "s3" in wants:
            server = stack.enter_context(s3_server())
            more |= server.variables
            more["DOCSCREEN_OBJECT_STORE_URL"] = server.new_bucket()
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        more["DOCSCREEN_ENCRYPTION_KEYS"] = f"1:{key}"
        yield {**os.environ, **more}
