"""The house: floors import downward only, and opening the door costs nothing."""

import ast
import re
import subprocess
import sys
from collections.abc import Collection
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import bugcase

PACKAGE = Path(bugcase.__file__).parent
REPOSITORY = Path(__file__).parents[1]
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
FLOORS = [
    ("characters", "installed", "version"),
    ("errors",),
    ("estimate",),
    ("files", "text", "wording"),
    ("stats",),
    ("data",),
    ("compare",),
    ("slices",),
    ("incident",),
    ("decision",),
    ("case",),
    ("playbook",),
    ("facts",),
    ("style",),
    ("figures",),
    ("story",),
    ("playbooks",),
    ("deck", "folder"),
    ("documents",),
    ("build", "check", "demo", "kernel", "notebook", "running", "verify"),
    ("desk",),
    ("terminal",),
    ("cli",),
    ("__main__",),
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}
OF_OUTPUT = {"fontTools", "ipywidgets", "matplotlib", "nbconvert"}  # drawing, forms, notebooks
HEAVY = OF_OUTPUT | {"duckdb", "narwhals", "numpy", "pydantic", "scipy"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def imported(tree: ast.Module, names: Collection[str]) -> set[str]:
    """Name the modules that a module imports: at its top, within functions, for its types."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            module = node.module or ""
            inner = {f"{module}.{alias.name}" for alias in node.names}
            found |= (inner & set(names)) or {module}
    return {name for name in found if name.startswith("bugcase.")}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Every module of the package, parsed once."""
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in modules()}


@pytest.fixture(scope="module")
def imports_of(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    return {name: imported(tree, trees) for name, tree in trees.items()}


def test_a_module_imports_only_from_its_own_floor_and_the_floors_above_it(
    imports_of: dict[str, set[str]],
) -> None:
    def level(module: str) -> int:
        return LEVEL[module.split(".")[1]]

    upward = {
        f"{name} imports {other}"
        for name, others in imports_of.items()
        for other in others
        if level(other) > level(name)
    }
    assert upward == set()


def test_no_import_goes_round_in_a_circle_at_the_top_within_functions_or_for_types(
    imports_of: dict[str, set[str]],
) -> None:
    # the initialiser of a package that lists what its own modules have is no circle
    needs = {
        name: {one for one in imports if not name.startswith(f"{one}.")}
        for name, imports in imports_of.items()
    }
    list(TopologicalSorter(needs).static_order())  # raises CycleError, which names the circle


def test_every_part_of_the_package_has_a_floor() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}
    assert parts <= LEVEL.keys()


def test_the_way_in_lists_every_floor_in_its_order() -> None:
    listed = [
        name
        for row in re.findall(r"^\| (`.+?) \|", CONTRIBUTING, flags=re.MULTILINE)
        for name in re.findall(r"`(\w+)/?`", row)
    ]
    assert sorted(listed, key=LEVEL.__getitem__) == listed
    assert {*listed, "__main__", "installed", "version"} == LEVEL.keys()


def test_every_file_that_the_way_in_names_is_there() -> None:
    named = set(re.findall(r"`([\w-]+/(?:[\w/-]+\.(?:py|toml|md))?)`", CONTRIBUTING))
    roots = (REPOSITORY, PACKAGE)
    missing = {one for one in named if not any((root / one).exists() for root in roots)}
    assert len(named) > 30
    assert {one for one in missing if not one.endswith("/NAME.py")} == set()


def test_no_module_takes_a_name_of_another_that_is_private_there(
    trees: dict[str, ast.Module],
) -> None:
    hidden = {
        f"{node.module}.{alias.name}"
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bugcase")
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    }
    assert hidden == set()


def test_only_the_data_floor_and_what_keeps_rows_on_disk_opens_data(
    trees: dict[str, ast.Module],
) -> None:
    opening = {
        name.removeprefix("bugcase.")
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        and {"duckdb", "gzip", "sqlite3"} & {alias.name for alias in node.names}
    }
    assert {name for name in opening if not name.startswith("data.")} == set()


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        pytest.param("import bugcase", HEAVY, id="importing bugcase"),
        pytest.param(
            "from bugcase.playbooks import load_playbook; load_playbook('release-halt')",
            OF_OUTPUT | {"duckdb"},
            id="loading a playbook",
        ),
    ],
)
def test_what_only_reads_loads_none_of_the_heavy_libraries(code: str, heavy: set[str]) -> None:
    code += "; import sys; print(*sorted(m for m in sys.modules if '.' not in m))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) & heavy == set()


def test_every_public_name_is_there() -> None:
    assert {name for name in bugcase.__all__ if not hasattr(bugcase, name)} == set()


def test_a_name_that_is_not_public_is_missing_like_any_other() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'compare_model'"):
        bugcase.compare_model  # noqa: B018  (looking it up is the test)
