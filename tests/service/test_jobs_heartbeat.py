"""The heartbeat: goes on after a failure, and ends when it is stopped."""

from __future__ import annotations

import threading

from service.jobs.heartbeat import Heartbeat

PATIENCE_S = 10.0


def test_it_beats_again_after_a_failure_and_not_after_its_end() -> None:
    beats: list[int] = []
    third = threading.Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 3:
            third.set()
        raise OSError("the database does not answer")

    heartbeat = Heartbeat(beat, 0.01)
    heartbeat.start()
    assert third.wait(PATIENCE_S)
    heartbeat.stop()
    number = len(beats)
    threading.Event().wait(0.05)
    assert len(beats) == number


def test_one_that_never_started_can_be_stopped() -> None:
    Heartbeat(lambda: None, 1.0).stop()
