"""The house: floors import downward only, and opening the door costs nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bugcase

PACKAGE = Path(bugcase.__file__).parent
CONTRIBUTING = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
FLOORS = [
    ("errors", "estimate", "files", "installed", "version", "wording"),
    ("evidence",),
    ("decision",),
    ("case",),
    ("story",),
    ("show",),
    ("build", "check", "demo", "notebook", "running"),
    ("desk",),
    ("cli", "__main__"),
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}
HEAVY = [
    "duckdb",
    "ipywidgets",
    "matplotlib",
    "narwhals",
    "nbconvert",
    "numpy",
    "pydantic",
    "scipy",
]


def imported_rooms(source: str) -> set[str]:
    """Name the parts of bugcase that a module imports, however it writes it."""
    rooms = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "bugcase":
            names = [f"bugcase.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            names = [node.module or ""]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("bugcase.")}
    return rooms


def modules() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_own_floor_and_the_floors_above_it(path: Path) -> None:
    own = LEVEL[path.relative_to(PACKAGE).parts[0].removesuffix(".py")]
    rooms = imported_rooms(path.read_text(encoding="utf-8"))
    below = {room for room in rooms if room in LEVEL and LEVEL[room] > own}
    assert below == set()


def test_every_part_of_the_package_has_a_floor() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}
    assert parts <= LEVEL.keys()


def public_names(module: ast.Module) -> set[str]:
    """Read what a module's ``__all__`` lists; nothing where it has none."""
    return {
        name
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for name in ast.literal_eval(node.value)
    }


def test_what_one_module_imports_of_another_is_public_there() -> None:
    trees = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): ast.parse(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
    }
    public = {name: public_names(tree) for name, tree in trees.items()}
    imported = {
        (node.module, alias.name)
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in trees
        for alias in node.names
        if f"{node.module}.{alias.name}" not in trees
    }
    assert len(imported) > 100
    hidden = {f"{module}.{name}" for module, name in imported if name not in public[module]}
    assert hidden == set()


def test_contributing_names_every_file_of_evidence_that_opens_data() -> None:
    evidence = PACKAGE / "evidence"
    opening = {
        path.relative_to(evidence).as_posix()
        for path in evidence.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        and {"duckdb", "gzip", "sqlite3"} & {alias.name for alias in node.names}
    }
    assert {name for name in opening if f"`{name}`" not in CONTRIBUTING} == set()


def test_importing_bugcase_loads_none_of_the_heavy_libraries() -> None:
    code = "import sys, bugcase; print(*sorted(m for m in sys.modules if '.' not in m))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) & set(HEAVY) == set()


def test_every_public_name_is_there() -> None:
    assert {name for name in bugcase.__all__ if not hasattr(bugcase, name)} == set()


def test_a_name_that_is_not_public_is_missing_like_any_other() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'compare_model'"):
        bugcase.compare_model  # noqa: B018  (looking it up is the test)
