"""Jobs and webhooks together: from a result to its receiver, through a real queue."""

from __future__ import annotations

import datetime as dt
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from service.jobs.queue import DueWork, JobHandlers, JobQueue, job_queue
from service.jobs.runner import JobRunner
from service.store.screenings import ScreeningStore
from service.store.work import Lease, Submission
from service.webhooks import schedule
from service.webhooks.desk import WebhookDesk, target_policy, webhook_desk
from service.webhooks.messages import write_messages
from service.webhooks.sender import WebhookSender
from service.webhooks.sending import Transport
from tests.service.stores import report_on, store_in
from tests.service.webhook_receivers import Receiver, receiver

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a service that take part, with its threads not yet started."""

    store: ScreeningStore
    queue: JobQueue
    desk: WebhookDesk
    runner: JobRunner

    def completed(self) -> str:
        now = dt.datetime.now(dt.UTC)
        submission = Submission(b"content", "photo.jpg", "pr-card", "photo", "key:1", now, now)
        screening_id = self.store.accept(submission, None).row.id
        assert self.store.claim(screening_id, Lease("worker", now + dt.timedelta(hours=1)), now)
        assert self.store.complete(screening_id, "worker", report_on(screening_id), now)
        return screening_id


@pytest.fixture
def service(tmp_path: Path, database: str) -> Iterator[Service]:
    plain = store_in(tmp_path, database)
    store = ScreeningStore(plain.database, plain.uploads, plain.keyring, write_messages)
    queue = job_queue(tmp_path, store.database.url, "")
    policy = target_policy(True, "127.0.0.0/8")
    desk = webhook_desk(store.database, store.keyring, policy, queue)
    transport = Transport(policy, lambda host, _port: (host,), ssl.create_default_context())
    sender = WebhookSender(desk.webhooks, desk.deliveries, transport)
    desk = replace(desk, sender=sender)
    handlers = JobHandlers(
        screen=lambda _id: None,
        deliver=sender.deliver,
        recover=lambda limit: DueWork((), desk.deliveries.due(dt.datetime.now(dt.UTC), limit)),
        purge=lambda: None,
    )
    runner = JobRunner(queue, handlers, screening_threads=1)
    yield Service(store, queue, desk, runner)
    assert runner.stop(PATIENCE_S)
    queue.close()
    store.database.close()


def wait_for(server: Receiver, number: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while len(server.received) < number:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_result_is_told_at_once(service: Service) -> None:
    service.runner.start()
    with receiver() as server:
        service.desk.webhooks.create(server.url(), "*", "key:admin", dt.datetime.now(dt.UTC))
        screening_id = service.completed()
        start_s = time.monotonic()
        service.desk.send_messages_of(screening_id)
        wait_for(server, 1)
        assert time.monotonic() - start_s < 3


def test_a_message_that_nobody_was_woken_up_for_is_found_and_tried_until_it_arrives(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "PAUSES_S", (0.2,) * len(schedule.PAUSES_S))
    with receiver() as server:
        server.status = 500
        service.desk.webhooks.create(server.url(), "*", "key:admin", dt.datetime.now(dt.UTC))
        screening_id = service.completed()
        (delivery_id,) = service.desk.deliveries.waiting_for(screening_id)
        service.runner.start()
        wait_for(server, 2)
        server.status = 200
        tried = len(server.received)
        wait_for(server, tried + 1)
        deadline = time.monotonic() + PATIENCE_S
        while service.desk.deliveries.waiting_for(screening_id):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        ids = {message.headers["webhook-id"] for message in server.received}
    row = service.desk.deliveries.get(delivery_id)
    assert row is not None
    assert (row.state, ids) == ("delivered", {row.message_id})
