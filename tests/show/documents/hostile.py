"""Cases whose every word is hostile: as markup, as a formula, as writing that turns around."""

from itertools import cycle
from typing import Any

from bugcase.case.model import Case, Meeting, OwnWords, Person
from show.cases import HOSTILE_NAMES
from show.documents.told import playbook_of

WORDS = (
    *HOSTILE_NAMES,
    "**x** [a](b) ![c](d) `e` ~~f~~ | g | <!-- h",
    "# a heading",
    "1. a list",
    "- a list",
    "> a quotation",
    "```",
    "    code",
    "---",
    "===",
    "| a | b |",
    "[a]: http://example.invalid",
    "http://example.invalid/a_b_c and www.example.invalid",
    "&lt;script&gt; &#60; R&D",
    "=HYPERLINK(0)",
    "@SUM(1)",
    "$x^2$ and $$y$$",
    "a\\",
    "BEGIN:VEVENT\r\nATTENDEE:mailto:x@example.invalid",
    '{{ 7 * 7 }} {% raw %} " onmouseover=alert(1) x="',
    "W" * 10_000,
)


def hostile_case(playbook: str, *words: str, **meeting: Any) -> Case:
    """Put words, one after the other and again, wherever somebody may type any."""
    plan, next_words = playbook_of(playbook), cycle(words)
    return Case(
        playbook=playbook,
        meeting=Meeting(place=words[0], **meeting),
        answers={
            one.id: next(next_words) for one in plan.fields if one.kind in ("line", "paragraph")
        },
        people=tuple(Person(name=next(next_words), role=role.id) for role in plan.roles),
        script={turn.id: OwnWords(text=next(next_words)) for turn in plan.turns[:2]},
    )
