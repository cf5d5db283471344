"""`docscreen serve` as a process: start, the commands of docs/api.md, log, stop."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.cli import serve
from tests.conftest import REPOSITORY
from tests.service.conftest import CommandLine

CONSOLE_SCRIPT = Path(sys.executable).with_name("docscreen")


@dataclass(frozen=True, slots=True)
class Service:
    """A running service with its address and what it printed when it was ready."""

    process: subprocess.Popen[str]
    address: str
    invitation: str
    key: str


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on a free port, in a folder of its own."""
    process = subprocess.Popen(
        [CONSOLE_SCRIPT, "serve", "--workers", "1"],
        env={**os.environ, "DOCSCREEN_PORT": "0"},
        cwd=tmp_path_factory.mktemp("service"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    invitation = "".join(process.stdout.readline() for _ in range(3))
    address = re.search(r"http://127\.0\.0\.1:\d+", invitation)
    key = re.search(r"ds_[\w-]+", invitation)
    assert address and key, process.stderr.read() if process.stderr else ""
    yield Service(process, address[0], invitation, key[0])
    process.kill()
    process.communicate()


def is_within(documented: Any, answered: Any) -> bool:
    """Whether an answer holds all that the documentation shows, and perhaps more."""
    if isinstance(documented, dict):
        return isinstance(answered, dict) and all(
            key in answered and is_within(value, answered[key]) for key, value in documented.items()
        )
    if isinstance(documented, list):
        return all(any(is_within(item, other) for other in answered) for item in documented)
    return bool(documented == answered)


def examples() -> list[tuple[str, str]]:
    """The commands of docs/api.md, each with the JSON that the page shows next."""
    page = (REPOSITORY / "docs" / "api.md").read_text("utf-8")
    blocks = re.findall(r"```(sh|json)\n(.*?)```", page, re.S)
    pairs = itertools.pairwise(blocks)
    return [(command, shown) for (kind, command), (_, shown) in pairs if kind == "sh"]


def test_the_page_has_examples_with_answers() -> None:
    assert len(examples()) >= 5
    for _, shown in examples():
        json.loads(shown)


@pytest.mark.parametrize(("command", "shown"), examples())
def test_documented_commands_answer_as_documented(
    service: Service, portrait_jpeg: bytes, tmp_path: Path, command: str, shown: str
) -> None:
    (tmp_path / "photo.jpg").write_bytes(portrait_jpeg)
    (tmp_path / "samples").symlink_to(REPOSITORY / "samples")
    command = command.replace("http://127.0.0.1:8000", service.address)
    arguments = shlex.split(command.replace("$DOCSCREEN_KEY", service.key))
    run = subprocess.run(arguments, cwd=tmp_path, capture_output=True, timeout=30, check=True)
    answered = json.loads(run.stdout)
    assert is_within(json.loads(shown), answered), answered


def test_the_invitation_is_a_command_for_this_address(service: Service) -> None:
    command = service.invitation.splitlines()[-1].strip()
    assert command.startswith(f"curl -s -H 'Authorization: Bearer {service.key}' -F file=@")
    assert command.endswith(f"{service.address}/v1/screenings")


def test_a_port_in_use_is_one_clear_line(docscreen: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = docscreen("serve", "--port", str(taken.getsockname()[1]))
    assert run.status == 2
    assert "--port" in run.err
    assert len(run.err.splitlines()) == 1


def test_it_stops_quietly_and_its_log_holds_no_names(service: Service) -> None:
    connection = http.client.HTTPConnection(service.address.removeprefix("http://"))
    for path in ("/v1/rules/photo.face-height", "/v1/rules/photo.of-jane-doe", "/jane-doe"):
        connection.request("GET", path)
        connection.getresponse().read()
    connection.close()
    service.process.send_signal(signal.SIGTERM)
    output, log = service.process.communicate(timeout=30)
    assert service.process.returncode == 0
    assert output == ""
    assert "Traceback" not in log
    assert "photo.jpg" not in log
    assert "jane" not in log
    lines = [line for line in map(json.loads, log.splitlines()) if line["event"] == "request"]
    assert {("/v1/rules/{rule_id}", 200), ("/v1/rules/{rule_id}", 404), (None, 404)} <= {
        (line.get("route"), line["status"]) for line in lines
    }


def test_a_stop_whose_exception_was_lost_is_remembered() -> None:
    stop = serve._Stop()
    with pytest.raises(KeyboardInterrupt):
        stop(signal.SIGTERM, None)
    assert stop.is_asked


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after_s", [0.7, 2.0])
def test_a_stop_during_the_start_is_quiet(stop: signal.Signals, after_s: float) -> None:
    process = subprocess.Popen(
        [CONSOLE_SCRIPT, "serve", "--workers", "1"],
        env={**os.environ, "DOCSCREEN_PORT": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(after_s)
    os.killpg(process.pid, stop)  # as a terminal and a service manager do: to every process
    _, log = process.communicate(timeout=30)
    assert b"Traceback" not in log
    assert b"ERROR" not in log


def test_an_answer_does_not_wait_for_an_acknowledgement() -> None:
    with (
        serve._listener("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
    ):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
