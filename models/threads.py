"""How many threads the numeric libraries may use: one, because processes share the processors.

A service runs one worker process for each processor. Libraries that each start as many threads
as there are processors would then compete with their own siblings.
"""

from __future__ import annotations

import os

#: Read by OpenBLAS, OpenMP and their kin when they are loaded: set before numpy is imported.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def limit_threads() -> None:
    """Give OpenCV and the linear algebra one thread; call it first in a worker process.

    A variable that the operator has set is left as it is. MediaPipe's CPU inference uses one
    thread by itself outside of mobile platforms.
    """
    for variable in THREAD_VARIABLES:
        os.environ.setdefault(variable, "1")
    import cv2  # imports numpy, which reads the variables

    cv2.setNumThreads(1)
