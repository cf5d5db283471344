"""The trees of errors that models, service and service.client draw are those of the code."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("models", "checks", "service")
DRAWN_IN = ("models/errors.py", "service/errors.py", "service/client/errors.py")
#: "      x PolicyError                  a policy file is wrong": depth, name.
NODE = re.compile(r"    (?P<indent> *(?:[x.-] )?)(?P<name>[A-Z]\w+)(?:  .*)?\Z")
#: Base classes that are not written here.
FOREIGN = frozenset({"HTTPException"})


def drawn() -> dict[str, str]:
    """Each drawn error with the one above it; those at the root have none."""
    parents: dict[str, str] = {}
    for name in DRAWN_IN:
        text = ast.get_docstring(ast.parse((ROOT / name).read_text("utf-8")), clean=False) or ""
        above: list[tuple[int, str]] = []
        for line in text.splitlines():
            found = NODE.match(line)
            if found is None:
                continue
            depth = len(found.group("indent"))
            above = [(other, parent) for other, parent in above if other < depth]
            if above:
                parents[found.group("name")] = above[-1][1]
            above.append((depth, found.group("name")))
    return parents


def classes() -> Iterator[tuple[str, str, Path]]:
    """Name, first base and file of every class of the packages."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    for base in node.bases:
                        yield node.name, ast.unparse(base).rpartition(".")[2], path


def is_builtin_error(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def written() -> dict[str, str]:
    """Each error class of the packages with the class it is derived from."""
    bases = {name: base for name, base, _ in classes()}

    def is_error(name: str) -> bool:
        base = bases.get(name, "")
        return base in FOREIGN or is_builtin_error(base) or (base in bases and is_error(base))

    return {name: base for name, base in bases.items() if is_error(name)}


def test_every_error_is_drawn_below_the_one_that_it_is_derived_from() -> None:
    own = written()
    assert {"UntrustedInputError", "XfaRefused", "WorkerTimedOut"} <= own.keys()
    assert {name: base for name, base in own.items() if name != "DocscreenError"} == drawn()


def test_every_error_but_the_web_frameworks_has_one_root() -> None:
    own = written()
    roots = {name for name, base in own.items() if is_builtin_error(base)}
    assert roots == {"DocscreenError"}


def test_drawn_modules_are_those_that_define_the_errors() -> None:
    where = {name: path for name, _, path in classes()}
    named = 0
    for name in DRAWN_IN:
        for line in (ROOT / name).read_text("utf-8").splitlines():
            found = re.match(r"    +(?:[x.-] )?([A-Z]\w+) {2,}((?:models|service)[\w.]+)\Z", line)
            if found:
                module = ROOT / f"{found.group(2).replace('.', '/')}.py"
                assert where[found.group(1)] == module, found.group(1)
                named += 1
    assert named >= 6
