"""Settings that are wrong: one line that names the variable and what to write, and status 2."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from service.errors import SettingsError
from service.settings import Settings, settings, unknown_variables
from tests.service.conftest import CommandLine
from tests.service.stores import store_in

KEY = base64.b64encode(bytes(32)).decode()
OTHER_KEY = base64.b64encode(bytes([1]) * 32).decode()

WRONG = [
    ("SOURCE_PREFIXES", "/srv/in", "file:///srv/in"),
    ("SOURCE_PREFIXES", "/", "file:///srv/in"),
    ("SOURCE_PREFIXES", "file:///", "would open everything"),
    ("SOURCE_PREFIXES", "file:///srv/..", "would open everything"),
    ("SOURCE_PREFIXES", "s3://", "would open everything"),
    ("SOURCE_PREFIXES", '["file:///srv/in"', "JSON list"),
    ("SOURCE_PREFIXES", "[4711]", "JSON list"),
    ("SOURCE_PREFIXES", "simplecache::s3://bucket/in", "JSON list"),
    ("DATABASE_URL", "nonsense", "postgresql://"),
    ("DATABASE_URL", "mysql://host/name", "postgresql://"),
    ("DATABASE_URL", "postgresql://user@host:port/name", "postgresql://"),
    ("DATABASE_URL", "sqlite://", "sqlite:////"),
    ("OBJECT_STORE_URL", "foo://bar", "s3://"),
    ("OBJECT_STORE_URL", "gs://bar", "s3://"),
    ("OBJECT_STORE_URL", "http://host/objects", "s3://"),
    ("OBJECT_STORE_URL", "s3://", "s3://"),
    ("ENCRYPTION_KEYS", "nonsense", "ID:BASE64"),
    ("ENCRYPTION_KEYS", "1:clé", "ID:BASE64"),
    ("ENCRYPTION_KEYS", "1:QUJD", "32 bytes"),
    ("ENCRYPTION_KEYS", f"1:{KEY},1:{OTHER_KEY}", "one key"),
    ("DATA_DIR", "/etc/passwd", "name a folder"),
    ("DATA_DIR", "/etc/passwd/data", "name a folder"),
    ("SCREENING_TIMEOUT_S", "inf", "a number is needed"),
    ("SCREENING_TIMEOUT_S", "nan", "a number is needed"),
    ("SCREENING_TIMEOUT_S", "121", "up to 120"),
    ("SCREENING_TIMEOUT_S", "soon", "a number is needed"),
    ("HOST", "no host", "127.0.0.1"),
    ("PORT", "tcp://10.0.0.1:8000", "a whole number"),
    ("WORKERS", "0", "from 1 on"),
    ("LOG_LEVEL", "INFO", "'info'"),
    ("QUEUE_URL", "host:6379", "redis://"),
    ("QUEUE_URL", "redis://", "redis://"),
    ("QUEUE_URL", "redis://host:no/0", "redis://"),
    ("RATE_LIMIT_STORAGE_URL", "memcached://host", "redis://"),
    ("OTLP_ENDPOINT", "collector:4318", "http://"),
    ("OTLP_ENDPOINT", "http://[", "http://"),
    ("OIDC_ISSUER", "login.example", "https://"),
    ("OIDC_ISSUER", "http://login.example", "https://"),
    ("WEBHOOK_ALLOWED_NETWORKS", "10.0.0.1/8", "10.1.0.0/16"),
]


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_wrong_value_is_one_line_and_status_2(
    docscreen: CommandLine, name: str, value: str, told: str
) -> None:
    run = docscreen("doctor", **{f"DOCSCREEN_{name}": value})
    assert run.status == 2
    assert run.out == ""
    (line,) = run.err.splitlines()
    assert line.startswith(f"docscreen: DOCSCREEN_{name}: ")
    assert told in line
    assert "fault in docscreen" not in line


@pytest.mark.parametrize(
    "command", [("serve",), ("keys", "list"), ("jobs", "list"), ("audit", "verify")]
)
def test_every_command_says_so(docscreen: CommandLine, command: tuple[str, ...]) -> None:
    run = docscreen(*command, DOCSCREEN_DATABASE_URL="mysql://user:canary-4711@host/name")
    assert run.status == 2
    assert run.err.startswith("docscreen: DOCSCREEN_DATABASE_URL: ")
    assert "canary" not in run.err


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        ({"DOCSCREEN_OIDC_ISSUER": "https://login.example"}, "DOCSCREEN_OIDC_AUDIENCE"),
        ({"DOCSCREEN_OIDC_AUDIENCE": "docscreen"}, "DOCSCREEN_OIDC_ISSUER"),
    ],
)
def test_an_issuer_and_its_audience_need_each_other(
    docscreen: CommandLine, stated: dict[str, str], missing: str
) -> None:
    run = docscreen("doctor", **stated)
    assert run.status == 2
    assert run.err.startswith(f"docscreen: {missing}: missing")


def test_sources_are_divided_by_commas_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    for stated in ("file:///srv/in, s3://bucket/in", '["file:///srv/in", "s3://bucket/in"]'):
        monkeypatch.setenv("DOCSCREEN_SOURCE_PREFIXES", stated)
        assert Settings(workers=1).source_prefixes == ("file:///srv/in", "s3://bucket/in")


def test_a_key_may_be_named_again_to_stay_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCSCREEN_ENCRYPTION_KEYS", f"1:{KEY},2:{OTHER_KEY},1:{KEY}")
    assert Settings(workers=1).encryption_keys.get_secret_value().endswith(KEY)


def test_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"DOCSCREEN_{name.upper()}", "")
    read = Settings.model_validate({})
    assert read.host == "127.0.0.1"
    assert str(read.data_dir) == "data"
    assert read.source_prefixes == ()


def test_passwords_are_not_shown() -> None:
    shown = repr(
        Settings(
            workers=1,
            database_url="postgresql://user:canary-4711@host/name",
            queue_url="redis://:canary-4711@host/0",  # type: ignore[arg-type]  # as from a variable
            rate_limit_storage_url="redis://:canary-4711@host/1",  # type: ignore[arg-type]
            otlp_endpoint="http://user:canary-4711@host",
        )
    )
    assert "canary" not in shown


def test_a_misspelt_variable_is_found_with_what_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unknown_variables() == ()
    monkeypatch.setenv("DOCSCREEN_LOGLEVEL", "debug")
    monkeypatch.setenv("DOCSCREEN_KEY", "ds_of-a-client")
    assert unknown_variables() == (("DOCSCREEN_LOGLEVEL", "DOCSCREEN_LOG_LEVEL"),)


def test_settings_of_a_variable_that_is_wrong_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCSCREEN_PORT", "65536")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="DOCSCREEN_PORT: a number up to 65535"):
        settings()
    settings.cache_clear()


def test_a_start_that_fails_for_our_reason_is_told_once(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with store.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.database.close()
    run = subprocess.run(
        [Path(sys.executable).with_name("docscreen"), "serve", "--workers", "1"],
        env={
            **os.environ,
            "DOCSCREEN_DATA_DIR": str(tmp_path),
            "DOCSCREEN_PORT": "0",
            "DOCSCREEN_HOST": "",
            "DOCSCREEN_LOG_FORMAT": "json",
            "DOCSCREEN_LOGLEVEL": "debug",
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert run.returncode == 3
    assert [line["event"] for line in lines if line["level"] in ("error", "critical")] == [
        "start-failed"
    ]
    told = {line["event"]: line for line in lines}
    assert "newer docscreen" in told["start-failed"]["exception"][0]["message"]
    unknown = told["setting-unknown"]
    assert (unknown["variable"], unknown["meant"]) == ("DOCSCREEN_LOGLEVEL", "DOCSCREEN_LOG_LEVEL")
