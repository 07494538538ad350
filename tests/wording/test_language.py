"""The words of code: one table a language, whole in each, and nothing said beside it."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import bugcase
from bugcase.case.model import Case
from bugcase.deck.sources import sources_slide
from bugcase.deck.storyline import slide
from bugcase.documents.report import report_md
from bugcase.documents.script import script_md
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import spoken, written
from bugcase.facts.slots import SLOTS
from bugcase.figures.captions import MetricFormat
from bugcase.figures.clock import lasted
from bugcase.figures.money import money, money_axis, typed
from bugcase.figures.on_slides import on_slides
from bugcase.figures.scale import signed
from bugcase.playbook.passage import Passage
from bugcase.playbooks import load_playbook
from bugcase.wording import language, using
from bugcase.wording import language as language_of
from fixtures.shown_words import measured

PACKAGE = Path(bugcase.__file__).parent
GALLERY = PACKAGE / "figures" / "gallery"
ENGLISH, GERMAN = (language_of(locale).entries for locale in ("en_GB", "de_DE"))
# whose every word stands in the table
ON_THE_TABLE = [
    *sorted((PACKAGE / "wording").glob("*.py")),
    *(
        PACKAGE / "facts" / "slots" / f"{name}.py"
        for name in ("incident", "measured", "own", "slot", "weighed")
    ),
    *(PACKAGE / "facts" / f"{name}.py" for name in ("case_context", "facts", "lines", "sources")),
    *(
        PACKAGE / "figures" / f"{name}.py"
        for name in ("bins", "captions", "clock", "money", "scale")
    ),
    *(
        one
        for one in sorted((PACKAGE / "figures" / "gallery").glob("*.py"))
        if one.stem != "__init__"
    ),
    *(PACKAGE / "deck" / f"{name}.py" for name in ("sources", "storyline")),
    *(PACKAGE / "documents" / "powerpoint" / f"{name}.py" for name in ("flow", "parts")),
    *(PACKAGE / "story" / f"{name}.py" for name in ("brief", "meeting", "questions", "follow_up")),
    *(
        PACKAGE / "documents" / f"{name}.py"
        for name in (
            *("actions", "decision", "glossary", "invite", "messages", "preparation"),
            *("questions", "report", "report_page", "script", "speaker"),
        )
    ),
]
NAMES = {  # of findings and meanings in the code, and what no reader reads
    *("does harm", "cause steps", "cause conditions", "cause grade", "cause review"),
    *("recurrence odds", "recurrence horizon"),
    *("release date", "proposed date", "decisions per day", "days until stopped"),
    *("carries over", "next update", "working day", "worst case"),
    *("work left", "even odds", "nine in ten"),
    *("paid without an order", "does not match", "not rebuilt", "unreadable amount"),
    "read script.md and questions.md",  # in an error
    *("wrong currency", "per cent", "bins ", ", left out", "the window", "the rebound"),
    *("defect and drift", "not yet known", "worst group", "error rate", "two models"),
}


def slots_of(entry: object) -> set[str]:
    texts = entry.values() if hasattr(entry, "values") else [entry]
    return {slot for text in texts for slot in re.findall(r"\{(\w+)\}", str(text))}


def test_every_entry_of_english_stands_in_german_with_the_same_slots() -> None:
    patterns = {"contractions.before_word", "contractions.short"}
    assert ENGLISH.keys() == GERMAN.keys()
    assert {
        name: (slots_of(ENGLISH[name]), slots_of(GERMAN[name]))
        for name in ENGLISH
        if name not in patterns and not slots_of(GERMAN[name]) <= slots_of(ENGLISH[name])
    } == {}


@pytest.mark.parametrize("name", ["clock.hours", "day.ordinals", "spoken.names"])
def test_a_list_that_is_counted_has_as_many_words_in_each_language(name: str) -> None:
    assert len(ENGLISH[name]) == len(GERMAN[name])


def strings(tree: ast.AST) -> Iterator[str]:
    """Give the strings of code: not its docstrings, not what an error says."""
    for node in ast.iter_child_nodes(tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_type = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"
        if isinstance(node, ast.Raise) or is_docstring or is_type:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        yield from strings(node)


def test_every_entry_is_said_and_whatever_is_said_is_an_entry() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    code += "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2"))
    whole = set(re.findall(r"[\"']([a-z_]+\.[a-z_]+)[\"']", code))
    begun = {f"{name}" for name in re.findall(r"f[\"']([a-z_]+\.[a-z_]*)\{", code)}
    terms = ("unit.", "open_bins.", "mark.", *begun)
    assert {one for one in ENGLISH if one not in whole and not one.startswith(terms)} == set()
    said = set(re.findall(r"\bsay\(\s*[\"']([a-z_]+\.[a-z_]+)[\"']", code))
    assert said - ENGLISH.keys() == set()


@pytest.mark.parametrize("path", ON_THE_TABLE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_module_on_the_table_says_words_of_its_own(path: Path) -> None:
    words = re.compile(r"[A-Za-z’]{2,},? [A-Za-z’]{2,}|^ ?[a-z]{2,} $|^ [a-z]{2,} ?$")
    found = strings(ast.parse(path.read_text(encoding="utf-8")))
    assert [
        one for one in found if words.search(one) and one not in NAMES and "-src" not in one
    ] == []


def test_changing_one_entry_changes_slide_script_and_report_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = measured("release-halt")
    changed = {**ENGLISH, "change.more": "an extra {number} per 1,000"}
    changed["change.between_more"] = "an extra {low} to {high} per 1,000"
    monkeypatch.setattr("bugcase.wording.entries._read", lambda _: changed)
    monkeypatch.setattr("bugcase.deck.storyline._latest", {})  # figures with these words stay here
    slides = "".join(slide(one.id, facts).title_html for one in facts.playbook.slides)
    slides += "".join(str(slide(one.id, facts).body_html) for one in facts.playbook.slides)
    for page in (slides, script_md(facts), report_md(facts)):
        assert "an extra 1" in page


# ---------------------------------------------------------------- German


@pytest.fixture(scope="module")
def german() -> Facts:
    facts = measured("release-halt")
    return Facts.of(
        facts.playbook.model_copy(update={"locale": "de_DE"}), facts.case, facts.evidence
    )


# no example looks for an onset
ON_EXAMPLES = {one.stem for one in GALLERY.glob("[!_]*.py")} - {"onset"}
# typed in English: a quantity's unit, what an option leaves open, whose guess the odds are
OF_THE_PLAYBOOK = {"decisions a day", "of the", "not yet known"}
SAID_IN_ENGLISH = {
    part.strip(" .,;:·()")
    for name, entry in ENGLISH.items()
    if entry != GERMAN[name] and not name.startswith("contractions")
    for text in ([entry] if isinstance(entry, str) else getattr(entry, "values", tuple)())
    for part in re.split(r"\{\w+\}", text)
    if re.search(r"[a-z]{2,} [a-z0-9]{1,}", part)
}


def english(text: str) -> set[str]:
    """Find what a text says in words of the English table."""
    return {
        words
        for words in SAID_IN_ENGLISH
        if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text.replace("\xa0", " "))
    }


def draw(name: str, example: str) -> list[str] | None:
    """Give the words of a figure of a German playbook; None where the example has none such."""
    facts = measured(example)
    facts = Facts.of(
        facts.playbook.model_copy(update={"locale": "de_DE"}), facts.case, facts.evidence
    )
    declared = on_slides(name)
    rests_on = declared.needs(facts)
    if rests_on[0] is None:
        return None
    with using("de_DE"):
        drawn = declared.draw(*rests_on)
        shown = re.findall(r"<!-- (.*?) -->", drawn.picture.svg)
        return [drawn.picture.alt, drawn.source_line, *shown]


def test_no_slot_of_a_german_playbook_says_a_word_of_the_english_table(german: Facts) -> None:
    said = {
        (name, form): span.words
        for name in SLOTS
        for form in ("written", "spoken", "short")
        if (span := german(name, form))
    }
    assert len(SAID_IN_ENGLISH) > 100
    assert {(place, words) for place, text in said.items() for words in english(text)} == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ON_EXAMPLES))
def test_no_figure_of_a_german_playbook_says_a_word_of_the_english_table(name: str) -> None:
    drawn = [draw(name, example) for example in ("release-halt", "ceo-report")]
    said = [text for one in drawn if one for text in one]
    assert said
    found = {(text, words) for text in said for words in english(text) - OF_THE_PLAYBOOK}
    assert found == set()


@pytest.mark.parametrize(
    ("says", "aloud", "sentence"),
    [
        ("Bitte bis {decide_by} entscheiden.", False,
         "Bitte bis Dienstag, 24._November, 16:00 in Stockholm entscheiden."),
        ("Bitte bis {decide_by} entscheiden.", True, "Bitte bis morgen um 16 Uhr entscheiden."),
        ("Am {decide_by} wird entschieden.", True, "Morgen um 16 Uhr wird entschieden."),
        ("Es sind {worsening}.", False, "Es sind 15 mehr je 1.000."),
        ("Es sind {worsening}.", True, "Es sind 15 mehr von 1.000."),
        ("Gemessen an {rows} Zeilen.", False, "Gemessen an 175.670 Zeilen."),
        ("Fertig sind wir {plan_odds}.", True,
         "Fertig sind wir bis Dienstag, 1. Dezember so wahrscheinlich wie nicht, "
         "und bis Montag, den 7. in neun von zehn Fällen."),
        ("Der Termin liegt {delay_length} später.", False,
         "Der Termin liegt 8 Arbeitstage, etwa 2 Wochen später."),
    ],
)  # fmt: skip
def test_a_german_playbook_says_whole_german_sentences(
    german: Facts, says: str, aloud: bool, sentence: str
) -> None:
    said = (spoken if aloud else written)(Passage.parse(says), german)
    assert str(said).replace("\xa0", "_") == sentence


def test_the_numbers_of_axes_follow_the_locale() -> None:
    def told() -> list[Any]:
        write = money_axis(0, 1_200_000, "EUR")
        return [signed(-1.5), write(200_000), money(182_430, "EUR"), typed(9000), lasted_long]

    lasted_long = lasted(timedelta(hours=31, minutes=20))
    assert told() == ["−1.5", "€0.2M", "€180k", "9,000", "1 d 7 h"]
    with using("de_DE"):
        assert told() == ["−1,5", "0,2 Mio. €", "180 Tsd. €", "9.000", "1 d 7 h"]


def test_the_words_of_an_axis_follow_the_language(german: Facts) -> None:
    assert german.evidence.comparison is not None
    form = MetricFormat.of(german.evidence.comparison)
    with using("de_DE"):
        assert "mehr (+) oder weniger (−) je 1.000 als mit" in form.axis


def test_a_language_without_a_table_has_english_words_and_its_own_numbers_and_dates() -> None:
    swedish = language("sv_SE")
    assert not swedish.has_own_words
    assert swedish.say("rate.of") == " of every 1,000"
    assert swedish.number(Decimal("1234.5")) == "1\xa0234,5"


def test_an_entry_runs_no_code_and_fills_its_slots_once() -> None:
    said = language("en_GB").say("list.more", what="{n.__class__}{what}", n=2)
    assert said == "{n.__class__}{what} and 2 more"


def test_an_entry_that_is_missing_and_a_slot_that_is_not_given_are_errors() -> None:
    with pytest.raises(LookupError, match=r"no entry 'list\.fewer' among the words of en_GB"):
        language("en_GB").say("list.fewer")
    with pytest.raises(LookupError):
        language("en_GB").say("list.more", n=2)


@pytest.mark.slow
def test_no_page_of_a_german_playbook_says_a_word_of_the_english_table() -> None:
    playbook = load_playbook(str(Path(__file__).parents[1] / "fixtures" / "freigabe.toml"))
    example = measured("release-halt")
    case = Case(playbook=playbook.id, data=example.case.data)
    facts = Facts.of(playbook, case, example.evidence)
    with using(facts.locale):
        slides = [slide(one.id, facts) for one in playbook.slides]
        last = sources_slide(("1 / 9", one) for one in slides)
        assert last is not None
        pages = [script_md(facts), report_md(facts)]
        pages += [f"{one.title_html}\n{one.body_html}" for one in (*slides, last)]
    assert "Woher die Zahlen kommen" in pages[-1]
    assert {(page, words) for page in pages for words in english(page)} == set()
