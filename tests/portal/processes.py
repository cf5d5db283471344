"""`docscreen serve` as processes that are started, killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx

CONSOLE_SCRIPT = Path(sys.executable).with_name("docscreen")
READY_PATIENCE_S = 120.0
#: How long processes that a killed one leaves behind may take to end by themselves.
ENDING_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill. ``ready_s``: until the process answered again; ``left``: processes left over."""

    service: int
    at_s: float
    ready_s: float
    left: int


@dataclass(slots=True)
class ServeProcess:
    """One service at one address, whichever process it is at the time."""

    number: int
    folder: Path
    environment: dict[str, str]
    port: int = 0
    started: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as any_port:
            self.port = int(any_port.getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What all of its processes wrote to standard error."""
        return self.folder / "serve.log"

    def start(self) -> None:
        """Start a process, in a group of its own as a service manager does."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [CONSOLE_SCRIPT, "serve", "--port", str(self.port)],
                env=self.environment,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        self.started += 1

    def await_readiness(self) -> None:
        deadline = time.monotonic() + READY_PATIENCE_S
        while True:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < deadline, "the service does not become ready"
            try:
                if httpx.get(f"{self.address}/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass  # it does not listen yet
            time.sleep(0.05)

    def kill_and_start_again(self, pause_s: float) -> Kill:
        """Kill the main process with -9; what it leaves must end by itself; then start anew."""
        assert self.process is not None
        family = descendants(self.process.pid)
        killed = time.monotonic()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        time.sleep(pause_s)
        self.start()
        self.await_readiness()
        ready_s = time.monotonic() - killed
        left = wait_for_end_of(family, killed + max(ENDING_PATIENCE_S, ready_s))
        return Kill(self.number, killed, ready_s, left)

    def memory_mib(self) -> dict[str, float]:
        """Resident memory of the main process and of the largest worker."""
        assert self.process is not None
        workers = [_resident_mib(pid) for pid in descendants(self.process.pid)]
        return {"main": _resident_mib(self.process.pid), "worker": max(workers, default=0.0)}

    def stop(self) -> tuple[int, int]:
        """Ask it to end: its exit status, and how many of its processes are left."""
        assert self.process is not None
        family = descendants(self.process.pid)
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        return status, wait_for_end_of(family, time.monotonic() + ENDING_PATIENCE_S)

    def end(self) -> None:
        """Make sure that nothing goes on."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def descendants(pid: int) -> dict[int, str]:
    """All processes below one, each with the moment of its start, by which it is known again."""
    found: dict[int, str] = {}
    open_ids = [pid]
    while open_ids:
        for tasks in Path(f"/proc/{open_ids.pop()}/task").glob("*/children"):
            try:
                children = [int(one) for one in tasks.read_text().split()]
            except OSError:
                continue  # a thread that has ended meanwhile
            found |= {child: _start_of(child) for child in children}
            open_ids += children
    return found


def wait_for_end_of(family: dict[int, str], deadline: float) -> int:
    """How many of these processes still run at a moment."""
    while True:
        left = sum(_start_of(pid) == start != "" for pid, start in family.items())
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.05)


def _start_of(pid: int) -> str:
    """When a process was started; nothing where it has ended."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return "" if parts[0] in "ZX" else parts[19]


def _resident_mib(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0
