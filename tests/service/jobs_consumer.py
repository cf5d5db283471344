"""A process that works queues off, for tests that kill it.

Arguments: the data folder, the database's address or "", the seconds of one screening, the seconds
of a lease. It prints a line when it is ready and one for each screening that it takes up.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
import time
import uuid
from pathlib import Path

from service.jobs.queue import DueWork, JobHandlers, job_queue
from service.jobs.runner import JobRunner
from service.store.work import Lease
from tests.service.stores import report_on, store_in


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def say(line: str) -> None:
    """Print a line at once and whole: threads of ours print at the same time."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def main(folder: Path, database: str, screening_s: float, lease_s: float) -> None:
    store, holder = store_in(folder, database), f"process:{uuid.uuid4()}"
    queue = job_queue(folder, store.database.url, "")

    def screen(screening_id: str) -> None:
        lease = Lease(holder, now() + dt.timedelta(seconds=lease_s))
        if store.claim(screening_id, lease, now()) is None:
            return
        say(screening_id)
        time.sleep(screening_s)
        store.complete(screening_id, holder, report_on(screening_id), now())

    handlers = JobHandlers(
        screen=screen,
        deliver=lambda _id: None,
        recover=lambda limit: DueWork(store.due(now(), limit), ()),
        purge=lambda: None,
    )
    JobRunner(queue, handlers, screening_threads=2).start()
    say("ready")
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
