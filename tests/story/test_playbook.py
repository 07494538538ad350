"""A playbook is data: all its faults are found at once, and it can run nothing."""

import copy
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from bugcase.errors import PlaybookError
from bugcase.story.playbook import load_playbook, playbook_names

SMALL = tomllib.loads("""
schema = 1
id = "small"
title = "A small situation"
summary = "One says something to another."
minutes = 5

[[roles]]
id = "presenter"
label = "presenter"
cares_about = "being heard"

[[steps]]
id = "situation"
title = "The situation"

[[fields]]
id = "release"
step = "situation"
label = "Release"
kind = "line"
help = "its name"
gap = "which release"

[[slides]]
id = "decision"
title = [{ text = "Hold {release}." }]
lines = [{ say = [{ text = "{presenter} asks." }] }]

[[turns]]
id = "open"
speaker = "presenter"
slide = "decision"
move = "opens"
say = [{ when = ["verdict_is(halt)"], text = "Hold it." }, { text = "Thank you." }]
""")


def load(playbook: dict[str, Any], folder: Path) -> Any:
    path = folder / "own.toml"
    path.write_text(tomlkit.dumps(playbook), encoding="utf-8")
    return load_playbook(str(path))


@pytest.mark.parametrize("name", playbook_names())
def test_every_playbook_of_the_package_loads_without_fault(name: str) -> None:
    assert load_playbook(name).id == name


def test_somebodys_own_playbook_works_by_its_path(tmp_path: Path) -> None:
    assert load(SMALL, tmp_path).title == "A small situation"


def test_all_faults_are_told_at_once_each_at_its_place(tmp_path: Path) -> None:
    broken = copy.deepcopy(SMALL)
    broken["fields"][0]["step"] = "nowhere"
    broken["slides"].append(dict(broken["slides"][0]))
    broken["slides"][0]["title"] = [{"text": "Hold {relaese}."}]
    broken["turns"][0] |= {"speaker": "nobody", "slide": "none"}
    broken["turns"][0]["say"] = [{"when": ["verdict_is(perhaps)"], "text": "Hm."}]
    with pytest.raises(PlaybookError) as error:
        load(broken, tmp_path)
    assert [fault.split(":")[0] for fault in error.value.faults] == [
        "slides.decision",
        "fields.release.step",
        "turns.open.slide",
        "turns.open.speaker",
        "slides.decision.title.0",
        *(f"turns.open.say{place}" for place in (".0.when", "")),
    ]
    assert "verdict_is takes one of halt, go, not yet known, none; found 'perhaps'" in str(
        error.value
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{7*7}}", id="arithmetic in double braces"),
        pytest.param("{__class__}", id="an attribute of Python"),
        pytest.param("{release.__class__}", id="an attribute of a slot"),
        pytest.param("{release!r}", id="a conversion"),
        pytest.param("{release:>10}", id="a format"),
        pytest.param("{% for x in y %}", id="a loop"),
        pytest.param("{0}", id="a position"),
        pytest.param("{", id="a brace that is left open"),
        pytest.param("{relaese}", id="a slot that is none"),
    ],
)
def test_a_template_that_is_more_than_words_and_slots_is_refused_with_its_place(
    text: str, tmp_path: Path
) -> None:
    broken = copy.deepcopy(SMALL)
    broken["turns"][0]["say"][1]["text"] = text
    with pytest.raises(PlaybookError, match=r"turns\.open\.say\.1"):
        load(broken, tmp_path)


@pytest.mark.parametrize(
    "when",
    ["", "verdict_is", "verdict_is(halt) or True", "unknown(relaese)", "__import__(os)"],
)
def test_a_condition_is_one_of_the_closed_list(when: str, tmp_path: Path) -> None:
    broken = copy.deepcopy(SMALL)
    broken["turns"][0]["say"][0]["when"] = [when]
    with pytest.raises(PlaybookError, match=r"turns\.open\.say\.0"):
        load(broken, tmp_path)


def test_there_is_always_something_to_say(tmp_path: Path) -> None:
    broken = copy.deepcopy(SMALL)
    broken["turns"][0]["say"].pop()
    with pytest.raises(PlaybookError, match="there may be nothing to say"):
        load(broken, tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("relase-halt", "found no such playbook", id="no such name"),
        pytest.param("absent.toml", "found no such file", id="no such file"),
    ],
)
def test_a_playbook_that_is_not_there_is_named(name: str, message: str) -> None:
    with pytest.raises(PlaybookError, match=message):
        load_playbook(name)


def test_a_playbook_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="schema"):
        load(SMALL | {"schema": 2}, tmp_path)


def test_no_playbook_speaks_of_significance_or_of_percent_alone() -> None:
    # the words that statistics.md and the vocabulary rule out
    folder = resources.files("bugcase") / "playbooks"
    for name in playbook_names():
        text = (folder / f"{name}.toml").read_text(encoding="utf-8").lower()
        assert "significant" not in text
