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
      x StoreError                   the database or the object store cannot be used
        . SealBroken                 service.store.sealing
        . SealKeyMissing
        . ObjectMissing              service.store.objects
        . DatabaseUnusable           service.store.database
        . StoresDiffer               service.store.installation
      x CredentialsRefused           service.access.credentials
      x TokensUnverifiable           service.access.oidc
      x ScopeMissing                 service.access.access
      x TooManyRequests              service.access.limits
      x TargetRefused                service.webhooks.targets
      x WebhookDisabled              service.webhooks.registry
      x KeyReused                    service.store.work
      x BacklogFull
      x CursorUnknown                service.store.search
      x OnHold                       service.store.lifecycle
      x BeingScreened
      x SourceRefused                service.sources
      x SourceMissing
      x SourceTooLarge
      x SourceTooSlow
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


class StoreError(DocscreenError):
    """What docscreen keeps cannot be read or written; the message says what to do about it."""


class SettingsError(UsageError):
    """A ``DOCSCREEN_*`` variable has a value that docscreen cannot use."""
