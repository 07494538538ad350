"""What is read in the notebook and not shown on a slide, drawn from the case as it stands.

Vocabulary, tone, hard questions, the check, and what is owed afterwards.  Each
is a piece of HTML in which every word is escaped.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from markupsafe import Markup

from bugcase.case.evidence import Evidence
from bugcase.case.model import Case
from bugcase.check import check_case
from bugcase.deck.slide import templates
from bugcase.facts.facts import Facts
from bugcase.playbook.format import Playbook, Reading
from bugcase.story.follow_up import actions, messages, report
from bugcase.story.questions import questions
from bugcase.story.script import first_that_holds
from bugcase.story.unknowns import guesses, unknowns

__all__ = ["READINGS", "reading"]


def reading(
    name: Reading, playbook: Playbook, case: Case, evidence: Evidence, folder: Path
) -> Markup:
    """Draw one of `READINGS`.

    Raises
    ------
    KeyError
        Where there is none of that name.
    """
    return READINGS[name](playbook, playbook.facts(case, evidence), folder)


def _unknown(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw("unknown", unknowns(playbook, facts), guesses(playbook, facts))


def _vocabulary(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw(
        "vocabulary", [(term, first_that_holds(term.say, facts)) for term in playbook.vocabulary]
    )


def _nuance(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw(
        "nuance",
        [
            (point, point.text.fill(facts))
            for point in playbook.nuance
            if all(condition.holds(facts) for condition in point.when)
        ],
    )


def _questions(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw("questions", questions(playbook, facts), facts.case.notes)


def _check(playbook: Playbook, facts: Facts, folder: Path) -> Markup:
    return _draw("findings", check_case(playbook, facts.case, facts.evidence, folder))


def _checklist(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw(
        "checklist",
        [
            (
                point,
                facts.roles[point.owner],
                bool(point.ticked_by) and all(one.holds(facts) for one in point.ticked_by),
            )
            for point in playbook.checklist
        ],
    )


def _report(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw("report", report(playbook, facts))


def _actions(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw("todos", [(one, one.due.say(facts)) for one in actions(playbook, facts)])


def _messages(playbook: Playbook, facts: Facts, _: Path) -> Markup:
    return _draw("letters", [(one, one.due.say(facts)) for one in messages(playbook, facts)])


def _draw(macro: str, *arguments: object) -> Markup:
    drawn: Markup = getattr(templates().get_template("reading.html.j2").module, macro)(*arguments)
    return drawn


READINGS: Mapping[Reading, Callable[[Playbook, Facts, Path], Markup]] = {
    "unknown": _unknown,
    "vocabulary": _vocabulary,
    "nuance": _nuance,
    "questions": _questions,
    "check": _check,
    "checklist": _checklist,
    "report": _report,
    "actions": _actions,
    "messages": _messages,
}
