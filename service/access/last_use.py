"""When each key was last used, written beside the requests and not within them."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import or_, update

from service.store.database import Database
from service.store.tables import ApiKeyRow

_log = logging.getLogger("docscreen.access-control")

#: Whether a key is still in use shows in minutes; each write takes the embedded database's lock.
INTERVAL = dt.timedelta(minutes=1)


class LastUse:
    """Notes the last use of keys, at most once in the interval for each, in a thread of its own."""

    def __init__(self, database: Database) -> None:
        """``database``: migrated. The thread starts with the first use."""
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="docscreen-last-use")
        self._lock = threading.Lock()
        self._waiting: set[str] = set()

    def note(self, key_id: str, last_used: dt.datetime | None, now: dt.datetime) -> None:
        """Have a use written, unless one is written or about to be; nobody waits for it."""
        if last_used is not None and now - last_used < INTERVAL:
            return
        with self._lock:
            if key_id in self._waiting:
                return
            self._waiting.add(key_id)
        self._thread.submit(self._write, key_id, now)

    def close(self) -> None:
        """Write what waits and end the thread."""
        self._thread.shutdown(wait=True)

    def _write(self, key_id: str, now: dt.datetime) -> None:
        """Write one use; other processes may have been quicker."""
        is_due = or_(ApiKeyRow.last_used.is_(None), ApiKeyRow.last_used <= now - INTERVAL)
        change = update(ApiKeyRow).where(ApiKeyRow.id == key_id, is_due).values(last_used=now)
        try:
            with self._database.writing() as session:
                session.execute(change)
        except Exception as failure:
            # Nobody waits for this thread to hear of it; the next request brings the use again.
            _log.warning("the last use of a key was not written: %s", type(failure).__name__)
        finally:
            with self._lock:
                self._waiting.discard(key_id)
