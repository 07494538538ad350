"""Draws what is read in the notebook and not shown on a slide.

Vocabulary, tone, hard questions, the check, and what is owed afterwards.  Each
is a piece of HTML in which every word is escaped.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from markupsafe import Markup

from bugcase.check import check_facts
from bugcase.deck.slide import templates
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import written
from bugcase.folder import CaseFolder
from bugcase.playbook.format import Reading
from bugcase.story.follow_up import actions, messages, report
from bugcase.story.preparation import advice, checklist
from bugcase.story.questions import questions
from bugcase.story.unknowns import guesses, unknowns


def reading(name: Reading, facts: Facts, folder: Path) -> Markup:
    """Draw one of `READINGS`.

    Raises
    ------
    KeyError
        Where there is none of that name.
    """
    return READINGS[name](facts, folder)


def _unknown(facts: Facts, _: Path) -> Markup:
    return _draw("unknown", unknowns(facts), guesses(facts))


def _vocabulary(facts: Facts, _: Path) -> Markup:
    return _draw(
        "vocabulary",
        [(term, written(term.say, facts)) for term in that_hold(facts.playbook.vocabulary, facts)],
    )


def _nuance(facts: Facts, _: Path) -> Markup:
    return _draw("nuance", advice(facts))


def _questions(facts: Facts, _: Path) -> Markup:
    return _draw("questions", questions(facts), facts.case.notes)


def _check(facts: Facts, folder: Path) -> Markup:
    return _draw("findings", check_facts(facts, CaseFolder(folder)))


def _checklist(facts: Facts, _: Path) -> Markup:
    return _draw("checklist", checklist(facts))


def _report(facts: Facts, _: Path) -> Markup:
    return _draw("report", report(facts))


def _actions(facts: Facts, _: Path) -> Markup:
    return _draw("todos", [(one, one.due.say(facts)) for one in actions(facts)])


def _messages(facts: Facts, _: Path) -> Markup:
    return _draw("letters", [(one, one.due.say(facts)) for one in messages(facts)])


def _draw(macro: str, *arguments: object) -> Markup:
    drawn: Markup = getattr(templates().get_template("reading.html.j2").module, macro)(*arguments)
    return drawn


READINGS: Mapping[Reading, Callable[[Facts, Path], Markup]] = {
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
