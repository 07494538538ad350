"""A playbook is data: all its faults are found at once, and it can run nothing."""

import copy
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # nbformat brings it; its types are apart
import pytest
import tomlkit

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case, Person
from bugcase.errors import PlaybookError
from bugcase.facts.conditions import all_hold, holds
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import spoken, title
from bugcase.playbook.field import OF_WORDS
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import load_playbook
from bugcase.playbooks import schema as playbook_schema
from bugcase.story.follow_up import messages
from bugcase.story.questions import questions
from bugcase.story.script import branches, script

MISSED_SLA = Path(__file__).parents[1] / "fixtures" / "missed-sla.toml"
SMALL = tomllib.loads("""
schema = 1
id = "small"
title = "A small situation"
summary = "One says something to another."
minutes = 5

[[roles]]
id = "presenter"
label = "presenter"
power = "decides"
cares_about = "being heard"

[[steps]]
id = "situation"
title = "The situation"
asks = ["people"]
slides = ["decision"]

[[fields]]
id = "release"
step = "situation"
label = "Release"
kind = "line"
help = "its name"
gap = "which release"

[[fields]]
id = "decide_by"
means = "deadline"
step = "situation"
label = "Decide by"
kind = "datetime"
help = "the time at which the answer is needed"
gap = "by when"

[[slides]]
id = "decision"
title = [{ text = "Hold {release}." }, { text = "Hold it." }]
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


def test_a_playbook_that_is_changed_is_read_as_it_stands_now(tmp_path: Path) -> None:
    titles = [load(SMALL | {"title": title}, tmp_path).title for title in ("One", "Another")]
    assert titles == ["One", "Another"]


def test_the_playbook_of_a_case_is_found_from_its_folder(tmp_path: Path) -> None:
    load(SMALL, tmp_path)
    assert load_playbook("own.toml", tmp_path).id == "small"
    with pytest.raises(PlaybookError, match="found no such file"):
        load_playbook("own.toml")


def faults(playbook: dict[str, Any], folder: Path) -> list[str]:
    with pytest.raises(PlaybookError) as error:
        load(playbook, folder)
    assert str(error.value).startswith(f"playbook {folder / 'own.toml'}: ")
    return list(error.value.faults)


def test_all_faults_are_told_at_once_each_with_its_place_and_its_remedy(tmp_path: Path) -> None:
    broken = copy.deepcopy(SMALL)
    broken["roles"].append(broken["roles"][0] | {"id": "release"})
    broken["fields"][0]["step"] = "nowhere"
    broken["slides"].append(dict(broken["slides"][0]))
    broken["slides"][0]["title"] = ["Hold {relaese}.", "Hold it."]
    broken["turns"][0] |= {"speaker": "nobody", "slide": "none"}
    broken["turns"].append({"id": "thanks", "speaker": "presenter"} | {"slide": "decision"})
    broken["turns"][1] |= {"move": "thanks", "say": [{"when": ["known(x)"], "text": "Hm."}]}
    broken["turns"][1]["said"] = "Hm."
    broken["minutes"] = 0
    see = "see bugcase playbooks --schema for what may stand here"
    unsaid = "the last variant has a condition, so there may be nothing to say"
    assert faults(broken, tmp_path) == [
        f"minutes: input should be greater than or equal to 1, not 0; {see}",
        f"turns.thanks.say: {unsaid}; {see}",
        "turns.thanks.said: extra inputs are not permitted; correct its name, or take it out",
        "slides.decision: stands twice; give one another id",
        "fields.release: that name is a slot already; give the field another id",
        "fields.release.step: no step 'nowhere'; write one of situation",
        "slides.decision.title.0.text: no slot 'relaese'; write release",
        "turns.open.speaker: no role 'nobody'; write one of presenter, release",
        "turns.open.slide: no slide 'none'; write one of decision",
    ]


def walk(**parts: Any) -> Callable[[dict[str, Any]], None]:
    """Add a step that has these parts to the walk."""
    return lambda playbook: playbook["steps"].append({"id": "more", "title": "More", **parts})


def with_second_slide(*, first: bool) -> Callable[[dict[str, Any]], None]:
    def change(playbook: dict[str, Any]) -> None:
        second = playbook["slides"][0] | {"id": "second"}
        playbook["slides"].insert(0 if first else 1, second)
        if first:
            playbook["steps"][0]["slides"] = ["decision", "second"]

    return change


def with_branch(playbook: dict[str, Any]) -> None:
    playbook["branches"] = [{"id": "silence", "trigger": "silence", "speaker": "presenter"}]
    playbook["branches"][0] |= {"say": "I wait.", "ask": "Well?"}


def with_open_question(playbook: dict[str, Any]) -> None:
    with_branch(playbook)
    playbook["branches"][0] |= {"ask": "Why {release}?", "asker": "presenter"}


def with_terms(playbook: dict[str, Any]) -> None:
    term: dict[str, Any] = {"definition": "…", "plain": "…", "say": "…", "avoid": "…"}
    playbook["vocabulary"] = [
        term | {"id": "race", "term": "race", "aliases": ["clash"]},
        term | {"id": "clash", "term": "Clash"},
    ]


def with_message(**parts: Any) -> Callable[[dict[str, Any]], None]:
    def change(playbook: dict[str, Any]) -> None:
        customer: dict[str, Any] = {"id": "customer", "label": "customer", "outside": True}
        playbook["roles"].append(customer | {"power": "informed", "cares_about": "their order"})
        playbook["events"] = [{"id": "decision", "label": "the decision"}]
        message: dict[str, Any] = {
            "id": "note",
            "label": "Note",
            "owner": "presenter",
            "after": "decision",
        }
        message |= {"within": "1 hour", "audience": ["presenter"], "subject": "A fault"}
        playbook["messages"] = [message | {"lines": [{"say": "Hold {release}."}]} | parts]

    return change


def with_rows(**changes: Any) -> Callable[[dict[str, Any]], None]:
    """Add a field of rows, with changes to it."""
    columns = [{"id": "what", "label": "What", "help": "a fact"}]
    rows = {"id": "open", "kind": "rows", "say": "{what}", "columns": columns} | changes
    asked = {"step": "situation", "label": "Open", "help": "facts", "gap": "what is open"}
    return lambda playbook: playbook["fields"].append(asked | rows)


def asked_as(**changes: Any) -> Callable[[dict[str, Any]], None]:
    """Change how the first field is asked for."""
    return lambda playbook: playbook["fields"][0].update(changes)


def of_column(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return with_rows(columns=[{"id": "what", "label": "What", "help": "a fact"} | changes])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(
            lambda playbook: playbook["roles"][0].update(power="advises"),
            "roles: 0 of them decide: none",
            id="nobody decides",
        ),
        pytest.param(
            with_second_slide(first=False),
            "slides.second: no step has it; add it to slides of one",
            id="a slide that no step shows",
        ),
        pytest.param(
            with_second_slide(first=True),
            "slides: come in another order than in the steps, decision, second",
            id="a deck in another order than the walk",
        ),
        pytest.param(
            walk(slides=["decision"]),
            "steps: 'decision' stands in slides more than once",
            id="a slide under two steps",
        ),
        pytest.param(
            walk(shows=["check", "check"]),
            "steps: 'check' stands in shows more than once",
            id="a part shown twice",
        ),
        pytest.param(
            walk(asks=["people"]),
            "steps: 'people' stands in asks more than once",
            id="a section asked for twice",
        ),
        pytest.param(
            lambda playbook: playbook["steps"][0].update(asks=[]),
            "steps: none asks 'people'; add it to asks of one",
            id="people whom nobody asks for",
        ),
        pytest.param(
            walk(shows=["measurement"]),
            "steps: none asks 'data'",
            id="a measurement without data",
        ),
        pytest.param(
            lambda playbook: playbook.update(tasks=[{"id": "fix", "label": "Fix", "help": "…"}]),
            "steps: none asks 'tasks'",
            id="tasks that nobody asks for",
        ),
        pytest.param(
            walk(slides=["deicsion"]),
            "steps.more.slides: no slide 'deicsion'; write decision",
            id="a slide that is none",
        ),
        pytest.param(
            walk(shows=["glossary"]),
            "steps.more.shows.0: input should be 'measurement'",
            id="a part that is none",
        ),
        pytest.param(
            with_branch, "branches.silence: asker and ask go together", id="half a branch"
        ),
        pytest.param(
            with_terms, "vocabulary.clash: 'clash' belongs to 'race'", id="one word twice"
        ),
        pytest.param(
            with_message(forbidden=["fault"]),
            "messages.note: forbids fault and says it",
            id="a message that breaks its own rule",
        ),
        pytest.param(
            with_message(audience=["customer"]),
            "messages.note: goes outside, to customer, and nobody approves it",
            id="a message outside that nobody approves",
        ),
        pytest.param(
            with_message(every="1 day"),
            "messages.note: needs either within (once) or every (repeated)",
            id="a message due once and again",
        ),
        pytest.param(
            with_message(within="soon"),
            "messages.note.within: string should match pattern",
            id="a time that is none",
        ),
        pytest.param(
            with_message(after="meeting"),
            "messages.note.after: no event 'meeting'; write one of decision",
            id="an event that is none",
        ),
        pytest.param(
            lambda playbook: playbook["slides"][0].update(figure="forest"),
            "slides.decision: needs either a figure, a table, or lines, cards",
            id="a slide with two things on it",
        ),
        pytest.param(
            lambda playbook: playbook["slides"][0].update(columns=["What", "When"]),
            "slides.decision: in a table, each line has a label",
            id="a table row without its label",
        ),
        pytest.param(
            lambda playbook: playbook.update(talk_minutes=6),
            "the whole file: talk_minutes is longer than the meeting",
            id="more talk than there is time",
        ),
        pytest.param(
            lambda playbook: playbook.update(locale="en_XX_YY_ZZ"),
            "locale: no such locale",
            id="a locale that is none",
        ),
        pytest.param(
            asked_as(choices=["held", "out"]),
            'fields.release: choices and form = "one of" go together',
            id="choices of no list",
        ),
        pytest.param(
            asked_as(form="one of"),
            'fields.release: choices and form = "one of" go together',
            id="a list of no choices",
        ),
        pytest.param(
            asked_as(form="fragment"),
            "fields.release.form: input should be 'clause'",
            id="a form that is none",
        ),
        pytest.param(
            asked_as(kind="date", form="clause"),
            "fields.release: form is of words, and this is a date",
            id="a form of a day",
        ),
        pytest.param(
            asked_as(form="sentence", stem="We think that"),
            "fields.release: a sentence is typed from its first word on, so it has no stem",
            id="a stem that has no place",
        ),
        pytest.param(
            asked_as(stem="The release:"),
            "fields.release: a stem is the beginning of a sentence",
            id="a stem that is a label",
        ),
        pytest.param(
            with_rows(columns=[]),
            'fields.open: kind = "rows", columns and say go together',
            id="rows without columns",
        ),
        pytest.param(
            asked_as(say="{what}"),
            'fields.release: kind = "rows", columns and say go together',
            id="a sentence for no row",
        ),
        pytest.param(
            with_rows(say="{what}\ndue {by}"),
            "fields.open: say has no column by; the columns are what",
            id="a column that is none",
        ),
        pytest.param(
            with_rows(say="not known:\n{what}"),
            "fields.open: say begins with a line that has no column",
            id="a row that says nothing",
        ),
        pytest.param(
            of_column(kind="date", choices=["soon"]),
            "fields.open.columns.what: choices are words, and this is a date",
            id="days to choose from",
        ),
        pytest.param(
            of_column(was="release"),
            "fields.open.columns.what.was: 'release' is still a field",
            id="a field that became a column and is still asked for",
        ),
        pytest.param(
            lambda playbook: playbook["slides"][0].update(lines=[{"rows": "release"}]),
            "slides.decision.lines: 'release' is a line, which has no rows",
            id="rows of a field that has none",
        ),
        pytest.param(
            lambda playbook: playbook["slides"][0]["lines"][0].update(rows="release"),
            "slides.decision.lines.0: needs either say or rows",
            id="a line that says two things",
        ),
        pytest.param(
            lambda playbook: playbook["slides"][0].update(title="Hold {release}."),
            "slides.decision.title: the last variant has {release}, which may be open",
            id="a title that may be open",
        ),
        pytest.param(
            lambda playbook: playbook["slides"][0].update(title="{release}. | {decide_by}."),
            "slides.decision.title: the last variant has {decide_by}, which may be open",
            id="a title whose twin may be open",
        ),
        pytest.param(
            with_open_question,
            "branches.silence.ask: each line has a slot that may be open",
            id="a question of which nothing may be left",
        ),
        pytest.param(
            lambda playbook: playbook["roles"][0].pop("label"),
            "roles.presenter.label: field required; write it",
            id="a part that is missing",
        ),
        *(
            pytest.param(
                lambda playbook, when=when: playbook.update(
                    states=[{"id": "calm", "label": "It is calm.", "when": when}]
                ),
                fault,
                id=f"a state with {' and '.join(when) or 'no conditions'}",
            )
            for when, fault in (
                ([], "states.calm.when: tuple should have at least 1 item"),
                *(
                    (when, f"states.calm.when: no case meets both {when[0]} and {when[1]}; ")
                    for when in (
                        ["measured()", "not measured()"],
                        ["measured()", "no_baseline()"],
                        ["known(release)", "unknown(release)"],
                        ["verdict_is(halt)", "verdict_is(go)"],
                    )
                ),
            )
        ),
    ],
)
def test_each_rule_of_the_format_is_told_by_the_place_that_breaks_it(
    change: Callable[[dict[str, Any]], None], fault: str, tmp_path: Path
) -> None:
    broken = copy.deepcopy(SMALL)
    change(broken)
    (told,) = faults(broken, tmp_path)
    assert told.startswith(fault)


@pytest.mark.parametrize("name", playbook_names())
def test_each_field_of_words_declares_its_form_and_begins_its_sentence(name: str) -> None:
    fields = [one for one in load_playbook(name).fields if one.kind in OF_WORDS]
    assert [one.id for one in fields if one.form is None] == []
    assert [one.id for one in fields if (one.stem is None) != (one.form == "sentence")] == []


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("schema = \n", encoding="utf-8")
    with pytest.raises(PlaybookError, match="at line 1"):
        load_playbook(str(path))


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
        pytest.param("{release:long}", id="a form that is none"),
        pytest.param("{release} | Hm. | Ha.", id="two twins"),
        pytest.param("{release} |", id="a twin without words"),
        pytest.param("Hold it. | Hm.", id="a twin that is never said"),
        pytest.param("{release} | {relaese}", id="a slot of a twin that is none"),
        pytest.param("Hold it.\n{release} | Hm. | Ha.", id="a line of several"),
    ],
)
def test_a_template_that_is_more_than_words_and_slots_is_refused_with_its_place(
    text: str, tmp_path: Path
) -> None:
    broken = copy.deepcopy(SMALL)
    broken["turns"][0]["say"][1]["text"] = text
    (told,) = faults(broken, tmp_path)
    assert told.startswith("turns.open.say.1.text: ")


@pytest.mark.parametrize("text", ["{{7*7}}", "{__class__}", "{release}"])
def test_words_without_slots_take_no_braces_at_all(text: str, tmp_path: Path) -> None:
    broken = copy.deepcopy(SMALL)
    broken["turns"][0]["move"] = text
    (told,) = faults(broken, tmp_path)
    assert told.startswith("turns.open.move: these words stand as they are")


@pytest.mark.parametrize(
    "when",
    [
        *("", "verdict_is", "verdict_is()", "verdict_is(halt) or True", "not not measured()"),
        *("known()", "unknown(relaese)", "__import__(os)"),
    ],
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


def test_the_json_schema_takes_every_playbook_of_the_package_and_no_misspelt_key() -> None:
    schema = playbook_schema()
    folder = Path(load_playbook.__code__.co_filename).parent
    every = [MISSED_SLA, *folder.glob("*.toml")]
    check = jsonschema.Draft202012Validator(schema)
    raws = [tomllib.loads(path.read_text(encoding="utf-8")) for path in every]
    assert [error.json_path for raw in raws for error in check.iter_errors(raw)] == []
    misspelt = copy.deepcopy(SMALL) | {"minuets": 5}
    assert [error.json_path for error in check.iter_errors(misspelt)] == ["$"]


def test_the_json_schema_names_every_condition_and_every_slot() -> None:
    written = json.dumps(playbook_schema())
    assert "verdict_is(not yet known)" in written
    assert "worsening_interval" in written


def test_another_situation_is_another_file_and_drafts_a_full_script() -> None:
    playbook = load_playbook(str(MISSED_SLA))
    case = Case(
        playbook=str(MISSED_SLA),
        people=tuple(Person(name=role.id.title(), role=role.id) for role in playbook.roles),
        answers={field.id: f"({field.id})" for field in playbook.fields},
    )
    turns = script(Facts.of(playbook, case, Evidence()))
    assert [turn.text.gaps for turn in turns] == [()] * 4
    assert str(turns[0].text).startswith(
        "(service) missed the level that we promised you: (missed)"
    )
    facts = Facts.of(playbook, case, Evidence())
    (question,) = playbook.questions
    assert not any(holds(condition, facts) for condition in question.fires)
    assert str(spoken(question.say, facts)).endswith("What changes is this: (change).")
    assert playbook.checklist[0].ticked_by
    assert all_hold(playbook.checklist[0].ticked_by, facts)


@pytest.mark.parametrize("name", [*playbook_names(), str(MISSED_SLA)])
def test_of_a_case_of_which_nothing_is_known_no_gap_is_said_and_none_is_in_a_title(
    name: str,
) -> None:
    facts = Facts.of(load_playbook(name), Case(playbook=name), Evidence())
    said = [turn.text for turn in script(facts)]
    asked = [text for one in questions(facts) for text in (one.words, one.answer) if text]
    answered = [answer for _, answer in branches(facts)]
    titles = [title(one.title, facts) for one in facts.playbook.slides]
    subjects = [one.subject for one in messages(facts)]
    shown = (*said, *asked, *answered, *titles, *subjects)
    assert [str(text) for text in shown if text.gaps or not text.spans] == []
