"""Errors of the service: of command lines and settings, worker processes, and evaluations.

::

    DocscreenError                   models.errors
      x UsageError                   the caller asked for what cannot be done
        . SettingsError
      x WorkerError                  service.workers
        . WorkerStartFailed
        . NoWorkerLeft
        . WorkerCrashed
          - WorkerOutOfMemory
          - WorkerFaulted
        . WorkerTimedOut
      x CorpusError                  service.evaluation.labels
      x DegradationError             service.evaluation.degradations.registry
      x PlottingUnavailable          service.evaluation.plots
    HTTPException                    of the web framework
      x Problem                      service.api.problems
"""

from __future__ import annotations

from models.errors import DocscreenError


class UsageError(DocscreenError):
    """What was asked on the command line cannot be done; the message says what to change."""


class SettingsError(UsageError):
    """A ``DOCSCREEN_*`` variable has a value that docscreen cannot use."""
