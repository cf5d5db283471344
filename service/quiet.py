"""Keeping the standard error stream free of the notices that native libraries write to it."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

#: MediaPipe and TensorFlow Lite log to file descriptor 2 from C++, past Python's `sys.stderr`, and
#: heed none of the variables GLOG_minloglevel, TF_CPP_MIN_LOG_LEVEL and ABSL_MIN_LOG_LEVEL
#: (tried with 1.2.2). These are their notices and warnings; anything else is passed on.
_NOTICE = re.compile(
    rb"^(?:[IW]\d{4} \d\d:\d\d:|INFO: |WARNING: (?:Logging before|All log|\[\w+\.cc:\d+\]))"
)


@contextmanager
def native_notices_dropped() -> Iterator[None]:
    """Hold back what is written to standard error; afterwards pass on all that is no notice.

    Meant for the loading of the models and for each screening. Lines written by anything else are
    late, never lost, unless the process itself is killed meanwhile. It costs some 0.1 ms and is
    for one thread at a time: the descriptor belongs to the whole process.
    """
    sys.stderr.flush()
    original = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(original, 2)
            held.seek(0)
            for line in held:
                if not _NOTICE.match(line):
                    os.write(original, line)
            os.close(original)
