"""Rules of people: nobody is a cause, one person decides, and one thing is asked of them."""

import re
from collections.abc import Iterable, Iterator

from bugcase.case.values import Unknown
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase, shortened

SHORTEST_NAME = 3  # a part of a name that is shorter stands in too many words

_OF_SOMEBODY = r"(?:commit|mistake|fault|blunder|oversight|negligence|carelessness)s?\b"
_SOMEBODYS = re.compile(
    r"\b(?!(?:(?:Some|Any|No|Every)(?:body|one)|[A-Z][a-z]{2,8}day|It|That|There|What|Who|One"
    rf"|Release|Team)['’])[A-Z][a-zà-ÿ]{{1,20}}['’]s {_OF_SOMEBODY}"
)
_ASKED_TWICE = re.compile(
    r"\b(?:two|three|four|several|[2-9])\s(?:[\w’']{1,20}\s)?(?:asks|decisions|requests|approvals)\b"
    r"|\b(?:I|we)(?:['’]m| am|['’]re| are)? also (?:ask|request|need (?:you\b|your\b|a\b))"
    r"|\b(?:second|third|other|another|further) (?:ask|decision|request|approval)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(  # "I am asking because" gives the reason of a question
    r"\b(?:ask(?!ing because\b)|decid|decision|approv)", re.IGNORECASE
)


def _as_cause(reviewed: ReviewedCase) -> Iterator[Spot]:
    causes = {
        f"answers.{condition.argument}"
        for question in reviewed.facts.playbook.questions
        for condition in question.fires
        if condition.name == "names_a_person"
    }
    name = _any_of(reviewed.names)
    patterns = [_SOMEBODYS, *([_blames(name)] if reviewed.names else [])]
    for passage in reviewed.typed:
        found = next((found for one in patterns if (found := one.search(passage.words))), None)
        if found is None and passage.place in causes and reviewed.names:
            found = re.search(name, passage.words)
        if found:
            yield Spot(place=passage.place, found=f"{shortened(found[0])} makes a person the cause")


def _any_of(names: Iterable[str]) -> str:
    """Write a pattern of names and of their parts; in a script without spaces, anywhere."""
    parts = {part for name in names for part in (name, *name.split())}
    longest_first = sorted(parts, key=lambda part: (-len(part), part))
    patterns = [
        rf"(?<!\w){re.escape(part)}(?!\w)" if part.lower() != part.upper() else re.escape(part)
        for part in longest_first
        if len(part) >= SHORTEST_NAME or not part.isascii()
    ]
    return "|".join(patterns) or r"(?!)"


def _blames(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{name})['’]s? (?:[\w-]{{1,20}} )?"
        rf"(?:{_OF_SOMEBODY}|(?:change|code|error|bug|merge|deploy)s?\b)"
        r"|(?:caused by|introduced by|broken by|forgotten by|overlooked by|missed by|because of"
        rf"|due to|blames?|blamed|(?:fault|mistake|error|commit) (?:of|by)) (?:{name})"
        rf"|because (?:{name}) (?:forgot|missed|changed|merged|did|had|was|pushed|deployed)\b"
        rf"|(?:{name}) (?:has |had )?(?:broke|broken|caused|introduced|forgot|forgotten|overlooked"
        r"|ignored|failed to|skipped|made (?:a|the|this) mistake|is to blame|was at fault)\b"
    )


def _one_decider(reviewed: ReviewedCase) -> Iterator[Spot]:
    role = next(role for role in reviewed.facts.playbook.roles if role.power == "decides")
    holders = [
        person.name
        for person in reviewed.facts.case.people
        if person.role == role.id and not isinstance(person.name, Unknown)
    ]
    if len(holders) != 1:
        found = " and ".join(holders) or "nobody is named"
        yield Spot(place="people", found=f"{role.label}: {found}")
    field, answer = (
        reviewed.facts.playbook.field_for("decider"),
        reviewed.facts.answer_for("decider"),
    )
    if field is None or not isinstance(answer, str):
        return
    named = [name for name in reviewed.names if re.search(_any_of([name]), answer)]
    also = re.search(rf"(?:{_any_of(reviewed.names)}) (?:and|or|&) [A-Z]", answer)
    if len(named) > 1 or also:
        yield Spot(place=f"answers.{field.id}", found=f"more than one: {shortened(answer)}")
    elif len(holders) == 1 and named and named != holders:
        found = f"{named[0]} here, and {holders[0]} as the {role.label}"
        yield Spot(place=f"answers.{field.id}", found=found)


def _another_decider(reviewed: ReviewedCase) -> Iterator[Spot]:
    """Find a decider who is typed as somebody that the case does not know."""
    facts = reviewed.facts
    field, answer = facts.playbook.field_for("decider"), facts.answer_for("decider")
    role = next(role for role in facts.playbook.roles if role.power == "decides")
    person = facts.case.person(role.id)
    if field is None or not isinstance(answer, str) or isinstance(person, Unknown):
        return
    named = re.search(_any_of(reviewed.names), answer)  # of whom "one_decider" tells
    if not named and role.label.casefold() not in answer.casefold():
        found = f"{shortened(answer)} here, and {person} as the {role.label}"
        yield Spot(place=f"answers.{field.id}", found=found)


def _one_ask(reviewed: ReviewedCase) -> Iterator[Spot]:
    decisions = [slide for slide in reviewed.slides if slide.kind == "decision"]
    for slide in decisions[1:]:
        if slide.typed:  # a playbook may begin and end with the same ask
            yield Spot(place=f"slides.{slide.id}", found="a second slide that asks for a decision")
    for passage in reviewed.own_words:
        if found := _ASKED_TWICE.search(passage.words):
            yield Spot(place=passage.place, found=f"{shortened(found[0])}, so more than one ask")
    if not decisions and not any(_ASKED.search(passage.words) for passage in reviewed.passages):
        yield Spot(place="slides", found="nobody is asked for anything")


RULES = (
    Rule(
        id="person_as_cause",
        severity="blocker",
        says="No person is named as a cause: names are for what will be done.",
        remedy="say what the system or the process allowed",
        find=_as_cause,
    ),
    Rule(
        id="one_decider",
        severity="blocker",
        says="Exactly one person decides.",
        remedy="name one, the same in both places",
        find=_one_decider,
    ),
    Rule(
        id="decider_elsewhere",
        severity="warning",
        says="Who is typed as the decider is the person whose role decides.",
        remedy="name the same person in both places",
        find=_another_decider,
    ),
    Rule(
        id="one_ask",
        severity="blocker",
        says="One decision is asked for, and only one.",
        remedy="ask for one decision; what else is needed follows from it",
        find=_one_ask,
    ),
)
