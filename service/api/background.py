"""What a serving process does beside requests: waiting screenings, webhooks, recovery, purges."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time

from service.api.state import ServiceState
from service.jobs.heartbeat import Heartbeat
from service.jobs.queue import DueWork, JobHandlers, job_queue
from service.jobs.runner import JobRunner
from service.log_lines import log_event
from service.screenings import RENEW_LEASES_EVERY_S
from service.settings import Settings
from service.store import lifecycle
from service.store.opening import Store
from service.webhooks.desk import target_policy, webhook_desk

_log = logging.getLogger("docscreen.jobs")

#: The log of deliveries is kept so long: a portal finds out within days that messages are missing.
DELIVERIES_KEPT = dt.timedelta(days=30)
#: Seconds more for threads whose work was taken away from them.
_LAST_WAIT_S = 1.0


class Background:
    """The jobs of one process and the webhooks that they tell."""

    def __init__(self, settings: Settings, store: Store, state: ServiceState) -> None:
        """Made in the event loop that serves requests. Raises SettingsError and StoreError."""
        self._state, self._store = state, store
        self._loop = asyncio.get_running_loop()
        folder = settings.data_dir.absolute()
        queue_url = settings.queue_url.get_secret_value()
        queue = job_queue(folder, store.database.url, queue_url)
        policy = target_policy(settings.webhook_allow_http, settings.webhook_allowed_networks)
        telemetry = state.telemetry
        self.webhooks = webhook_desk(
            store.database, store.keyring, policy, queue, state.clock, telemetry
        )
        handlers = JobHandlers(
            screen=telemetry.watched("screening", self._screen),
            deliver=telemetry.watched("delivery", self.webhooks.sender.deliver),
            recover=telemetry.watched("recovery", self._due),
            purge=telemetry.watched("purge", self._purge),
        )
        self._is_finished = False
        self._runner = JobRunner(queue, handlers, settings.workers)
        self._heartbeat = Heartbeat(state.screenings.renew_leases, RENEW_LEASES_EVERY_S)
        self.queue = queue
        state.wake = queue.screen
        state.screenings.tell = self.webhooks.send_messages_of

    def start(self) -> None:
        """Begin to work the queues off."""
        self._heartbeat.start()
        self._runner.start()

    def stop(self, timeout_s: float) -> None:
        """Finish what is in hand, or give it back where that takes too long."""
        if self._is_finished:
            return
        started_s = time.perf_counter()
        is_finished = self._is_finished = self._runner.stop(timeout_s)
        ms = round((time.perf_counter() - started_s) * 1000)
        log_event(_log, logging.INFO, "jobs-stopped", all_finished=is_finished, ms=ms)
        if not is_finished:
            self.webhooks.sender.release_all()

    def stop_again(self) -> None:
        """Wait for threads that waited for workers which have been ended meanwhile."""
        self._runner.stop(_LAST_WAIT_S)
        self._heartbeat.stop()

    def _screen(self, screening_id: str) -> None:
        work = self._state.screenings.take_up(screening_id)
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _due(self, limit: int) -> DueWork:
        now = self._state.clock()
        screenings = self._store.screenings.due(now, limit)
        return DueWork(screenings, self.webhooks.deliveries.due(now, limit))

    def _purge(self) -> None:
        now = self._state.clock()
        purged = lifecycle.purge(self._store.screenings, now)
        deliveries = self.webhooks.deliveries.purge(now - DELIVERIES_KEPT)
        swept = {"swept": purged.swept.count, "quarantined": purged.swept.quarantined}
        counts = {"screenings": purged.screenings, "deliveries": deliveries, **swept}
        log_event(_log, logging.INFO, "purged", **counts)
