"""``docscreen serve``: the HTTP service in the foreground."""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import socket
import time
from importlib.metadata import version
from types import FrameType

from service.cli.entry import ExitStatus
from service.errors import UsageError
from service.log_lines import log_event, log_failure
from service.logs import log_plan, start_log
from service.samples import path_for_display, sample_path
from service.screener import DEFAULT_POLICY
from service.settings import Settings, settings, unknown_variables
from service.store.owner_only import UMASK
from service.workers import WorkerPool

_log = logging.getLogger("docscreen.service")

BACKLOG = 128


def run_serve(host: str | None, port: int | None, workers: int | None) -> ExitStatus:
    """Serve until SIGINT or SIGTERM; open requests are finished first."""
    setting = _with_options(settings(), {"host": host, "port": port, "workers": workers})
    os.umask(UMASK)  # whatever it and its workers write is for its own account
    listener = _listener(setting.host, setting.port)
    start_log(log_plan(setting.log_level, setting.log_format))
    started_s = time.perf_counter()
    log_event(_log, logging.INFO, "starting", version=version("docscreen"), workers=setting.workers)
    for name, meant in unknown_variables():
        log_event(_log, logging.WARNING, "setting-unknown", variable=name, meant=meant or None)
    stop = _Stop()
    for asked_by in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_by, stop)
    # The workers load their models while this process imports the web framework.
    pool = WorkerPool(setting.workers, setting.screening_timeout_s)
    status = ExitStatus.ACCEPTED
    try:
        status = _serve(setting, listener, pool, stop)
    except KeyboardInterrupt:
        pass  # uvicorn raises the signal anew once it has shut down: this stop was asked for
    except Exception as fault:
        log_failure(_log, logging.CRITICAL, "fault", fault)
        status = ExitStatus.INTERNAL
    finally:
        pool.stop()
    served_s = round(time.perf_counter() - started_s, 1)
    gc.freeze()  # the process ends: looking for what nobody needs any more would take a second
    log_event(_log, logging.INFO, "stopped", status=int(status), served_s=served_s)
    return status


class _Stop:
    """Treats SIGTERM as Ctrl-C, from the first moment on.

    An exception that is raised while Python imports a module may be lost in one of its callbacks,
    so that a stop was asked for is kept too.
    """

    def __init__(self) -> None:
        self.is_asked = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        """Take note of the signal and end what goes on."""
        self.is_asked = True
        raise KeyboardInterrupt


def _serve(setting: Settings, listener: socket.socket, pool: WorkerPool, stop: _Stop) -> ExitStatus:
    import uvicorn

    from service.api import create_app
    from service.cli.server import DrainingServer

    address = _address(setting.host, listener.getsockname()[1])
    app = create_app(setting, pool, lambda key: print(_invitation(address, key), flush=True))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=setting.shutdown_timeout_s,
    )
    if stop.is_asked:
        raise KeyboardInterrupt
    server = DrainingServer(config, app.state.draining, pool)
    server.run(sockets=[listener])
    return ExitStatus.ACCEPTED if server.started else ExitStatus.INTERNAL


def _with_options(setting: Settings, options: dict[str, str | int | None]) -> Settings:
    given = {name: value for name, value in options.items() if value not in (None, "")}
    return setting.model_copy(update=given)


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # Connections inherit it. asyncio sets it only for sockets made with the protocol's number:
        # without, an answer's second part waits 40 ms for the caller's delayed acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as refusal:
        is_host = isinstance(refusal, socket.gaierror) or refusal.errno == errno.EADDRNOTAVAIL
        what, other = ("address", "HOST") if is_host else ("port", "PORT")
        raise UsageError(
            f"cannot listen on {host}:{port}: {refusal.strerror}; choose another {what} with"
            f" --{other.lower()} or DOCSCREEN_{other}"
        ) from refusal
    except UnicodeError:
        raise UsageError("DOCSCREEN_HOST: a host's name or address is needed") from None


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _invitation(address: str, first_key: str | None) -> str:
    """What to type next: the curl line that screens a sample, with the key that was just made."""
    sample = sample_path()
    shown = path_for_display(sample) if sample else "photo.jpg"
    made = (
        "This is its first start: it made the key below, which is shown this once only.\n"
        if first_key
        else "Put your key in the place of KEY; `docscreen keys create NAME` makes another.\n"
    )
    return (
        f"docscreen answers on {address} (described at {address}/openapi.json).\n{made}"
        f"  curl -s -H 'Authorization: Bearer {first_key or 'KEY'}' -F file=@{shown}"
        f" -F policy={DEFAULT_POLICY} {address}/v1/screenings"
    )
