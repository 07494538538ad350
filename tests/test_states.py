"""Every document in every state that a playbook lists: what goes out is true there.

A state is a case folder (`fixtures.states`).  Its documents are made once, by the functions
that make them of facts, without a browser and without a kernel.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bugcase.deck.slide import Slide
from bugcase.deck.storyline import shown
from bugcase.desk.reading import reading
from bugcase.documents.registry import documents
from bugcase.documents.script import script_md
from bugcase.errors import BuildError
from bugcase.facts.conditions import that_hold
from bugcase.figures.on_slides import on_slides
from bugcase.story.questions import questions
from bugcase.story.review import Finding, review
from bugcase.wording import using
from fixtures.shown_words import EXAMPLES, facts_of, playbook_of
from fixtures.states import in_state, states_with_a_folder

pytestmark = pytest.mark.slow

EVERYWHERE = states_with_a_folder()
RELEASE, INCIDENT = "release-halt", "ceo-report"
# said after the meeting, so open in a case before it
AFTER_THE_MEETING = {"decided_at", "outcome", "objections", "stopped", "resolved_at"}
TRUTH = {"against_the_verdict", "promise_before_its_day", "too_strong"}


@cache
def made(playbook: str, state: str) -> dict[str, str]:
    """Make every document of a state, as the words that somebody reads."""
    facts = in_state(playbook, state).facts
    found = {"slides": "\n".join(map(_read, slides(playbook, state)))}
    texts = (one for one in documents(facts.playbook) if not one.of_slides)
    for one in (one for one in texts if not one.name.endswith(".pdf")):  # printed by a browser
        try:
            said = one.made(facts, Path("nowhere")).decode("utf-8-sig")
        except BuildError:  # a message that is not sent in this state
            continue
        found[one.name] = _read(said) if one.name.endswith("html") else said
    asked = questions(facts)
    found["questions"] = "\n".join(f"{one.words} {one.answer or ''}" for one in asked)
    found["checklist"] = str(reading("checklist", facts, Path("nowhere")))
    return {name: said.replace("\xa0", " ").replace("\\", "") for name, said in found.items()}


@cache
def slides(playbook: str, state: str) -> tuple[str, ...]:
    facts = in_state(playbook, state).facts
    drawn = (shown(one.id, facts) for one in facts.playbook.slides)
    return tuple(
        f"<p>{one.title_html}</p>{one.body_html}" for one in drawn if isinstance(one, Slide)
    )


def _read(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


@cache
def findings(playbook: str, state: str) -> tuple[Finding, ...]:
    case = in_state(playbook, state)
    return review(case.facts, today=case.today)


# ---------------------------------------------------------------- the states


@pytest.mark.parametrize("playbook", EXAMPLES)
def test_each_state_of_a_playbook_has_its_case_folder_and_there_is_no_other(playbook: str) -> None:
    listed = {(playbook, state.id) for state in playbook_of(playbook).states}
    assert listed == {one for one in EVERYWHERE if one[0] == playbook}


@pytest.mark.parametrize(("playbook", "state"), EVERYWHERE)
def test_the_case_of_a_state_is_in_it(playbook: str, state: str) -> None:
    facts = in_state(playbook, state).facts
    assert state in {one.id for one in that_hold(facts.playbook.states, facts)}


# ---------------------------------------------------------------- rules over the whole text


@pytest.mark.parametrize(("playbook", "state"), EVERYWHERE)
def test_no_gap_is_voiced(playbook: str, state: str) -> None:
    assert re.findall(r"\[\? .*?\]", made(playbook, state)["script.md"]) == []


@pytest.mark.parametrize(("playbook", "state"), EVERYWHERE)
def test_no_day_has_a_preposition_that_nobody_says_before_it(playbook: str, state: str) -> None:
    wrong = re.compile(
        r"\b(?:on|at) (?:today|tomorrow|yesterday)\b|\bby on\b"
        r"|\bat (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\bon (?:half past )?(?:\w+|\d+:\d\d) (?:on \w+day|today|tomorrow|yesterday)\b",
        re.IGNORECASE,
    )
    said = made(playbook, state)
    assert {name: found for name in said if (found := wrong.findall(said[name]))} == {}


@pytest.mark.parametrize(("playbook", "state"), EVERYWHERE)
def test_no_gap_is_left_in_what_goes_out_but_what_comes_after_the_meeting(
    playbook: str, state: str
) -> None:
    facts = in_state(playbook, state).facts
    later = {facts(slot).words for slot in AFTER_THE_MEETING if facts.has(slot)}
    later.add("who disagreed or set a condition, and why")
    gaps = {
        (name, gap)
        for name, said in made(playbook, state).items()
        if name not in ("script.md", "questions")
        for gap in re.findall(r"\[\? (.*?)\]", said)
    }
    assert {one for one in gaps if one[1] not in later} == set()


@pytest.mark.parametrize(("playbook", "state"), EVERYWHERE)
def test_nothing_is_said_that_the_state_rules_out_nor_stronger_than_its_predicate(
    playbook: str, state: str
) -> None:
    assert [str(one) for one in findings(playbook, state) if one.rule in TRUTH] == []


@pytest.mark.parametrize(("playbook", "state"), EVERYWHERE)
def test_a_fact_reads_the_same_on_every_page_in_each_form(playbook: str, state: str) -> None:
    facts = in_state(playbook, state).facts
    report = next(one for one in documents(facts.playbook) if one.name == "report.html")
    pages = (*slides(playbook, state), report.made(facts, Path("nowhere")).decode())
    said: dict[str, set[str]] = defaultdict(set)
    in_rows = {field.id for field in facts.playbook.fields if field.kind == "rows"}
    for page in pages:
        for span in BeautifulSoup(page, "html.parser").select("[data-slot]"):
            words = " ".join(span.get_text().split())  # none over a number in a figure
            if words and span["data-slot"] not in in_rows:  # of which each line has one
                said[str(span["data-slot"])].add(words)
    apart = {
        slot: (words, forms)
        for slot, words in said.items()
        if not words <= (forms := {_read(str(facts(slot, form))) for form in ("written", "short")})
    }
    assert apart == {}


@pytest.mark.parametrize(("playbook", "state"), EVERYWHERE)
def test_no_figure_cuts_its_words(playbook: str, state: str) -> None:
    facts = in_state(playbook, state).facts
    names = {one.figure for one in facts.playbook.slides if one.figure}
    needs = {name: on_slides(name).needs(facts) for name in names}
    with using(facts.playbook.locale):
        drawn = {name: on_slides(name).draw(*of) for name, of in needs.items() if of[0] is not None}
    words = {name: [one.get_text() for one in it.axes[0].texts] for name, it in drawn.items()}
    assert {
        name: cut for name, said in words.items() if (cut := [w for w in said if "…" in w])
    } == {}


# ---------------------------------------------------------------- one fact less than an example


@pytest.mark.parametrize(
    ("playbook", "state", "without", "typed", "denied"),
    [
        (RELEASE, "halt", "engineering_lead", "one data scientist and one engineer",
         "Who is needed and for how long"),
        (RELEASE, "halt", "release_date", "would move to Tuesday the 8th of December",
         "What the new date would be"),
        (INCIDENT, "restored", "decide_by", "If you say yes, Marta",
         "Who carries it out"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_no_more_than_what_was_taken_away(
    playbook: str, state: str, without: str, typed: str, denied: str
) -> None:
    facts = in_state(playbook, state).facts
    answers = {name: one for name, one in facts.case.answers.items() if name != without}
    people = tuple(one for one in facts.case.people if one.role != without)
    case = facts.case.model_copy(update={"answers": answers, "people": people})
    script = script_md(facts_of(case, facts.evidence)).partition("## The script")[2]
    assert typed in script
    assert denied not in script


# ---------------------------------------------------------------- faults that were heard

ANY = ""  # every document
NEVER, SAYS = "never says", "says"
FAULTS = [
    (RELEASE, "go", ANY, NEVER, r"longer than planned|had told you to expect",
     "a release that is not late"),
    (RELEASE, "go", "script.md", NEVER, "advised otherwise", "nobody advised against it"),
    (RELEASE, "go", ANY, NEVER, "“Ship and patch”", "there is nothing to patch"),
    (RELEASE, "go", ANY, NEVER, r"report on Wednesday 25",
     "what is measured after the 26th is reported after it"),
    (RELEASE, "go", ANY, NEVER, r"€4(?:\.40)?\b", "a loss where money is saved"),
    (RELEASE, "go", ANY, NEVER, "until (?:it is |we )?(?:noticed and )?stopped", "nothing to stop"),
    (RELEASE, "not_yet_known", ANY, NEVER, "(?:This|What) (?:is what )?goes wrong:",
     "it cannot be told yet whether it does"),
    (RELEASE, "not_yet_known", "script.md", SAYS,
     r"I recommend[^\n]*\b(?:by|on) (?:Mon|Tues|Wednes|Thurs|Fri)day", "a wait has a date"),
    (RELEASE, "not_yet_known", "script.md", SAYS, r"options[^\n]*\bmeasure on",
     "what is recommended is among what was compared"),
    (RELEASE, "halt", ANY, NEVER, r"\bit costs between €|\bit costs €",
     "it would, if production behaves as measured"),
    (RELEASE, "halt", "script.md", SAYS, r"if production behaves as measured", "at 85%"),
    (RELEASE, "halt", ANY, NEVER, "Most of the uncertainty comes from",
     "the next influence is nearly as large"),
    (RELEASE, "halt", ANY, NEVER, "we took €", "nobody typed the average"),
    (RELEASE, "halt", "checklist", NEVER, r"☑[^☐☑]*A sample of the labels was checked",
     "the answer says that none was"),
    (RELEASE, "halt", ANY, NEVER, "letting through somebody", "a model about work, not fraud"),
    (RELEASE, "halt", "glossary.md", NEVER, "In plain words:\\*\\* how many more of every 1,000",
     "a percentage point is no count of a thousand"),
    (RELEASE, "halt", "glossary.md", NEVER, "the age is in years", "words of one case"),
    (INCIDENT, "going_on", "script.md", SAYS, r"\b196 customers[^\n]*so far[^\n]*counted until",
     "a count that goes on"),
    (INCIDENT, "going_on", "slides", SAYS, r"\b[Ss]o far\b", "a count that goes on"),
    (INCIDENT, "going_on", ANY, NEVER, r"(?:very unlikely|almost no chance) to|until the patch",
     "wrong orders are still being written"),
    (INCIDENT, "going_on", "slides", NEVER, r"What let it happen: ", "it is suspected"),
    (INCIDENT, "resolved", ANY, NEVER, "Mitigated is not resolved", "it is resolved"),
    (INCIDENT, "resolved", ANY, NEVER, "until the patch", "the patch is out"),
    (INCIDENT, "resolved", ANY, NEVER, "Preliminary until", "that day has passed"),
    (INCIDENT, "restored", ANY, NEVER, r"very unlikely \(5–20%\)", "3 to 20 per cent was typed"),
    (INCIDENT, "restored", ANY, NEVER, "we think happened|What we think", "a fact on the slide"),
    (INCIDENT, "restored", "questions", NEVER, "Under load", "the trial had two writers, no load"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("playbook", "state", "document", "says", "words"),
    [pytest.param(*fault[:5], id=f"{fault[1]}, {fault[5]}") for fault in FAULTS],
)
def test_what_was_wrong_once_stays_right(
    playbook: str, state: str, document: str, says: str, words: str
) -> None:
    found = {
        name: match[0]
        for name, said in made(playbook, state).items()
        if document in (ANY, name) and (match := re.search(words, said))
    }
    assert (found == {}) is (says == NEVER), found
