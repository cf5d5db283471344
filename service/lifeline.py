"""A process that ends with its parent, however busy it is and however the parent ended."""

from __future__ import annotations

import fcntl
import multiprocessing
import os


def end_with_parent() -> None:
    """Have the kernel end this process, which multiprocessing started, when its parent is gone.

    The parent's end closes a pipe, and the kernel then sends SIGIO, which ends a process that does
    not handle it. A decoder that never comes back to Python does not hold that up, and the thread
    that started this process may end, unlike with PR_SET_PDEATHSIG.
    Source: fcntl(2), O_ASYNC and F_SETOWN; signal(7).
    """
    parent = multiprocessing.parent_process()
    assert parent is not None, "this is no process of multiprocessing"
    pipe = parent.sentinel
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
