"""Nothing that runs in production has a licence that would bind docscreen itself."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.test_architecture import ROOT


@pytest.fixture(scope="module")
def notices() -> ModuleType:
    """The generator of the notices, which is a script outside every package."""
    spec = importlib.util.spec_from_file_location("notices", ROOT / ".ci" / "notices.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["notices"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_strong_copyleft_at_run_time(notices: ModuleType) -> None:
    stated = {notice.name: notice.licence for notice in notices.runtime_notices()}
    assert len(stated) > 30
    assert {name for name, text in stated.items() if notices.STRONG_COPYLEFT.search(text)} == set()


def test_every_licence_is_known(notices: ModuleType) -> None:
    unknown = {
        notice.name for notice in notices.runtime_notices() if notice.licence == "not stated"
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("licence", "is_strong"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("GNU Affero General Public License v3", True),
        ("GPLv3", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MPL-2.0", False),
        ("Apache-2.0", False),
    ],
)
def test_strong_copyleft_is_recognised(notices: ModuleType, licence: str, is_strong: bool) -> None:
    assert bool(notices.STRONG_COPYLEFT.search(licence)) == is_strong


def test_the_published_page_lists_what_is_installed(notices: ModuleType) -> None:
    page = notices.NOTICES_PATH.read_text(encoding="utf-8")
    absent = {
        notice.name for notice in notices.runtime_notices() if f"| {notice.name} |" not in page
    }
    assert absent == set(), "run `make notices`"
