"""General code knows no entry of a playbook by its id: it looks for what an entry means."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

import bugcase
from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.decision.assumptions import FIXED_IDS
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import NAMES, schema

PACKAGE = Path(bugcase.__file__).parent
SECTIONS = (
    *("fields", "quantities", "roles", "slides", "turns", "questions", "messages", "tasks"),
    *("options", "events", "report"),
)
LOOKED_UP = {"facts", "answer", "has", "known"}  # what takes the name of a slot or of a field
PLACE = re.compile(r"^(?:answers|assumptions|options|script|slides|tasks)\.")  # in case.toml
GENERAL = {  # words that are an id of an entry by chance, and what they are in code
    "error": "a status of Prometheus, and an output of a notebook's cell",
    "findings": "what the review found",
    "impact": "the function that says what an error rate does, and its module",
    "release": "what is done to a cached frame",
    "status": "a key of what Prometheus answers",
}


def entry_ids() -> set[str]:
    """Collect the ids of the entries of the playbooks that come with the package."""
    raws = [
        tomllib.loads((PACKAGE / "playbook" / f"{name}.toml").read_text(encoding="utf-8"))
        for name in playbook_names()
    ]
    return {entry["id"] for raw in raws for name in SECTIONS for entry in raw.get(name, ())}


def words_of(schema: Any) -> Iterator[str]:
    """Give every word that a JSON schema defines: names of properties, and listed values."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        yield from (one for one in schema.get("enum", ()) if isinstance(one, str))
        if isinstance(schema.get("const"), str):
            yield schema["const"]
        for part in schema.values():
            yield from words_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from words_of(part)


SCHEMA_WORDS = {
    *words_of(schema()),
    *words_of(Case.model_json_schema()),
    *words_of(TypeAdapter(Evidence).json_schema()),
    *NAMES.slots,
    *NAMES.conditions,
}


def literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Give every string of a module and its line, but for ``__all__``."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def test_no_code_names_an_entry_of_a_playbook(trees: dict[str, ast.Module]) -> None:
    ids = entry_ids() - SCHEMA_WORDS - GENERAL.keys()
    named = [
        f"{name}:{line}: {words!r}"
        for name, tree in trees.items()
        for line, words in literals(tree)
        # the decision floor has names of its own for what it assumes
        if PLACE.sub("", words) in ids - (FIXED_IDS if name.startswith("decision") else frozenset())
    ]
    assert named == []


def test_what_code_asks_for_by_name_every_playbook_has(trees: dict[str, ast.Module]) -> None:
    asked = [
        (f"{name}:{node.lineno}", node.args[0].value)
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in LOOKED_UP
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert len(asked) > 3
    assert [(place, slot) for place, slot in asked if slot not in NAMES.slots] == []


def test_every_word_that_is_an_id_by_chance_is_still_in_code(trees: dict[str, ast.Module]) -> None:
    written = {words for tree in trees.values() for _, words in literals(tree)}
    assert GENERAL.keys() - written == set()
    assert GENERAL.keys() & SCHEMA_WORDS == set()
    assert GENERAL.keys() - entry_ids() == set()
