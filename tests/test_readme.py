"""The README shows what really comes out."""

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def blocks(first_line: str) -> tuple[str, str]:
    """Find the block that begins so, and the block of output after it."""
    found = re.findall(r"```(?:\w+)?\n(.*?)```", README, flags=re.DOTALL)
    at = next(i for i, block in enumerate(found) if block.startswith(first_line))
    return found[at], found[at + 1]


def run(*command: str) -> str:
    return subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=REPOSITORY
    ).stdout


@pytest.mark.parametrize(
    "first", ["import bugcase as bc\n\nfound", "import bugcase as bc\n\n\ndef say"]
)
def test_the_lines_print_what_stands_below_them_and_nothing_else(first: str) -> None:
    code, output = blocks(first)
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert (ran.stdout, ran.stderr) == (output, "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["compare", "slices"])
def test_a_command_prints_what_stands_below_it(name: str) -> None:
    command, output = blocks(f"bugcase {name}")
    printed = run(sys.executable, "-m", "bugcase", *shlex.split(command)[1:])
    assert printed.startswith(output)


def test_every_function_that_is_named_is_public_in_its_module() -> None:
    named = re.findall(r"`(bugcase(?:\.\w+)+)`(?: \((`[`\w, ]+`)\))?", README)
    modules = {module: importlib.import_module(module) for module, _ in named}
    functions = {(module, one) for module, listed in named for one in re.findall(r"\w+", listed)}
    assert {one for module, one in functions if not hasattr(modules[module], one)} == set()
    assert {one for _, one in functions} >= {"count_affected", "read_range_query", "query"}


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"\]\(([\w./-]+)\)", README)
    assert [name for name in named if not (REPOSITORY / name).exists()] == []
    assert "tests/fixtures/missed-sla.toml" in named  # where a situation of one's own begins
