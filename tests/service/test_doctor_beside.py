"""`docscreen doctor`: objects against the database, other versions, and what is used beside."""

from __future__ import annotations

import errno
import shutil
import socket
from pathlib import Path

import pytest
from sqlalchemy import text

from service.doctor import permissions_examination, user_examination
from service.doctor_network import examine_network
from service.errors import StoreError
from service.examination import Examination, examined
from service.settings import Settings
from service.store.database import Database, DatabaseUnusable, database_url
from tests.service.conftest import CommandLine
from tests.service.stores import store_in
from tests.service.test_doctor import a_store, found_in


def beside(folder: Path, **stated: object) -> dict[str, Examination]:
    setting = Settings(workers=1, data_dir=folder, **stated)  # type: ignore[arg-type]
    return {one.part: one for one in examine_network(setting)}


def set_version(folder: Path, version: str) -> None:
    store = store_in(folder)
    with store.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    store.database.close()


def test_uploads_are_opened(tmp_path: Path) -> None:
    a_store(tmp_path)
    assert found_in(tmp_path)["objects"].found.endswith("1 uploads opened")


def test_objects_that_the_database_knows_are_missed(tmp_path: Path) -> None:
    a_store(tmp_path)
    shutil.rmtree(tmp_path / "objects")
    found = found_in(tmp_path)["objects"]
    assert found.state == "problem"
    assert "knows of 1 uploads" in found.found
    assert not (tmp_path / "objects").exists()


def test_an_object_that_was_changed_is_found(tmp_path: Path) -> None:
    a_store(tmp_path)
    for path in (tmp_path / "objects").rglob("*-*"):
        path.write_bytes(b"another content that nobody sealed")
    found = found_in(tmp_path)["objects"]
    assert found.state == "problem"
    assert found.found.endswith("cannot be read: SealBroken")


def test_lost_keys_are_no_first_start(tmp_path: Path) -> None:
    a_store(tmp_path)
    (tmp_path / "keys.json").unlink()
    found = found_in(tmp_path)
    assert found["audit"].state == "problem"
    assert "first start" not in found["audit"].found + found["jobs"].found
    assert found["jobs"].found.startswith("0 screenings failed")


@pytest.mark.parametrize(
    ("version", "remedy"), [("9999", "newer docscreen"), ("0001", "docscreen serve")]
)
def test_tables_of_another_version_have_their_remedy(
    tmp_path: Path, version: str, remedy: str
) -> None:
    a_store(tmp_path)
    set_version(tmp_path, version)
    found = found_in(tmp_path)["database"]
    assert found.state == "problem"
    assert remedy in found.remedy


@pytest.mark.parametrize("command", [("keys", "list"), ("jobs", "list"), ("audit", "verify")])
@pytest.mark.parametrize(("version", "told"), [("9999", "newer docscreen"), ("0001", "older")])
def test_reading_commands_refuse_other_tables_and_migrate_none(
    docscreen: CommandLine, tmp_path: Path, command: tuple[str, ...], version: str, told: str
) -> None:
    a_store(tmp_path)
    set_version(tmp_path, version)
    run = docscreen(*command, DOCSCREEN_DATA_DIR=str(tmp_path))
    assert run.status == 3
    assert told in run.err
    assert "fault in docscreen" not in run.err
    database = Database(database_url("", tmp_path))
    assert database.tables == ("newer" if version == "9999" else "older")
    database.close()


@pytest.mark.parametrize("command", [("keys", "list"), ("jobs", "list"), ("audit", "verify")])
def test_reading_commands_make_no_database(
    docscreen: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    run = docscreen(*command, DOCSCREEN_DATA_DIR=str(tmp_path / "data"))
    assert run.status == 3
    assert "there is no database yet" in run.err
    assert not (tmp_path / "data").exists()


def test_a_newer_database_is_not_migrated(tmp_path: Path) -> None:
    a_store(tmp_path)
    set_version(tmp_path, "9999")
    database = Database(database_url("", tmp_path))
    with pytest.raises(DatabaseUnusable, match="install that one, or restore a backup"):
        database.migrate()
    database.close()


def test_what_is_not_set_is_not_examined(tmp_path: Path) -> None:
    assert beside(tmp_path) == {}


def test_a_redis_of_rates_that_is_away(tmp_path: Path) -> None:
    found = beside(tmp_path, rate_limit_storage_url="redis://:canary-4711@127.0.0.1:1/0")["rates"]
    assert found.state == "problem"
    assert "canary" not in f"{found}"


@pytest.mark.parametrize(
    ("stated", "state"),
    [
        ({"webhook_allow_http": True}, "warning"),
        ({"webhook_allowed_networks": "10.1.0.0/16"}, "ok"),
        ({"webhook_allowed_networks": "10.1.0.0/16, 169.254.169.254"}, "warning"),
        ({"webhook_allowed_networks": "::/0"}, "warning"),
    ],
)
def test_where_webhooks_may_go(tmp_path: Path, stated: dict[str, object], state: str) -> None:
    assert beside(tmp_path, **stated)["webhooks"].state == state


def test_sources_that_are_not_there(tmp_path: Path) -> None:
    there, missing = f"file://{tmp_path}", f"file://{tmp_path}/missing"
    assert beside(tmp_path, source_prefixes=(there,))["sources"].state == "ok"
    found = beside(tmp_path, source_prefixes=(there, missing))["sources"]
    assert (found.state, found.found) == ("problem", "not there, or not to be read: number 2")


def test_a_collector_that_is_away_is_a_warning(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        assert beside(tmp_path, otlp_endpoint=address)["traces"].state == "ok"
    assert beside(tmp_path, otlp_endpoint="http://127.0.0.1:1")["traces"].state == "warning"


def test_root_is_a_warning() -> None:
    assert user_examination(0).state == "warning"
    assert user_examination(1000).state == "ok"


def test_what_others_may_read_is_a_warning(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.touch(0o644)
    tmp_path.chmod(0o700)
    assert permissions_examination(tmp_path).state == "ok"
    tmp_path.chmod(0o755)
    found = permissions_examination(tmp_path)
    assert (found.state, found.found) == ("warning", "others may reach keys.json")
    keys.chmod(0o600)
    assert permissions_examination(tmp_path).state == "ok"


def test_a_full_disk_is_called_that() -> None:
    def fill() -> Examination:
        raise StoreError("the object store does not answer") from OSError(errno.ENOSPC, "no room")

    found = examined("objects", fill, "see that it runs")
    assert (found.state, found.found) == ("problem", "the disk is full")
    assert found.remedy.startswith("Make room")


def test_a_misspelt_variable_is_a_warning(docscreen: CommandLine, tmp_path: Path) -> None:
    run = docscreen("doctor", DOCSCREEN_LOGLEVEL="debug", DOCSCREEN_WEIGHTS_DIR=str(tmp_path))
    assert "DOCSCREEN_LOGLEVEL (is DOCSCREEN_LOG_LEVEL meant?)" in " ".join(run.out.split())
