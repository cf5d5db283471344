"""What a serving process does beside requests: waiting screenings, webhooks, recovery, purges."""

from __future__ import annotations

import asyncio
import datetime as dt

from service.api.state import ServiceState
from service.jobs.queue import DueWork, JobHandlers, job_queue
from service.jobs.runner import JobRunner
from service.settings import Settings
from service.store import lifecycle
from service.store.opening import Store
from service.webhooks.desk import target_policy, webhook_desk

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
        queue = job_queue(folder, store.database.url, settings.queue_url)
        policy = target_policy(settings.webhook_allow_http, settings.webhook_allowed_networks)
        self.webhooks = webhook_desk(store.database, store.keyring, policy, queue, state.clock)
        handlers = JobHandlers(self._screen, self.webhooks.sender.deliver, self._due, self._purge)
        self._runner = JobRunner(queue, handlers, settings.workers)
        self.queue = queue
        state.wake = queue.screen
        state.screenings.tell = self.webhooks.send_messages_of

    def start(self) -> None:
        """Begin to work the queues off."""
        self._runner.start()

    def stop(self, timeout_s: float) -> None:
        """Finish what is in hand, or give it back where that takes too long."""
        if not self._runner.stop(timeout_s):
            self.webhooks.sender.release_all()

    def stop_again(self) -> None:
        """Wait for threads that waited for workers which have been ended meanwhile."""
        self._runner.stop(_LAST_WAIT_S)

    def _screen(self, screening_id: str) -> None:
        work = self._state.screenings.take_up(screening_id)
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _due(self, limit: int) -> DueWork:
        now = self._state.clock()
        screenings = self._store.screenings.due(now, limit)
        return DueWork(screenings, self.webhooks.deliveries.due(now, limit))

    def _purge(self) -> None:
        now = self._state.clock()
        lifecycle.purge(self._store.screenings, now)
        self.webhooks.deliveries.purge(now - DELIVERIES_KEPT)
