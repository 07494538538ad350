"""Completes the sentence that a field begins, and says where what was typed does not fit it.

What does not fit is a remark, with the sentence that it makes, and never refused: who typed
it may know better.  That a clause has a verb is read only in a language whose verbs are
listed (`wording/verb_lists/`), and where it can't be told nothing is said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bugcase.playbook.field import ENDS, AnswerField, ends_in_abbreviation
from bugcase.wording.verbs import verbs_of

_WORD: Final = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*[’']?")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DAYS: Final = _listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
_TOO_MUCH: Final = re.compile(r"(?:(?:we|i|you|they)\s+)?(?:to|will|shall)\s+", re.IGNORECASE)


def completed(field: AnswerField, typed: str) -> str:
    """Give the sentence that a field begins and the typed words end.

    Examples
    --------
    >>> field = AnswerField(id="cause", step="s", label="Cause", kind="line", form="clause",
    ...                     stem="We think that", help="what", gap="the cause")
    >>> completed(field, "two writers met")
    'We think that two writers met.'
    """
    words = " ".join(typed.split())
    if field.form == "sentence" or not words:
        return words
    whole = f"{field.stem} {words}" if field.stem else f"{words[0].upper()}{words[1:]}"
    return whole if ENDS.search(whole) else f"{whole}."


def misfit(
    field: AnswerField, typed: str, *, names: Iterable[str] = (), locale: str = "en_GB"
) -> str | None:
    """Say in a line why typed words do not fit their form, with the sentence that they make.

    Parameters
    ----------
    field
        The field that they answer.
    typed
        The words.
    names
        The people of the case, whose names begin with a capital.
    locale
        Of the playbook: what is read by its language is read of English only.

    Examples
    --------
    >>> field = AnswerField(id="cause", step="s", label="Cause", kind="line", form="clause",
    ...                     stem="We think that", help="what", gap="the cause")
    >>> misfit(field, "a race in the job")
    'no verb found in it. It will read: “We think that a race in the job.”'
    """
    words = " ".join(typed.split())
    if not words or field.form is None:
        return None
    why = next(_misfits(field, words, frozenset(_parts(names)), locale), None)
    return f"{why}. It will read: “{completed(field, words)}”" if why else None


def misfit_of_cells(field: AnswerField, rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Say of each cell that is none of its column's choices what the choices are."""
    return tuple(
        f"{column.label}: “{said}” is none of {', '.join(column.choices)}"
        for row in rows
        for column in field.columns
        if column.choices
        and isinstance(said := row.get(column.id), str)
        and not _is_one_of(said, column.choices)
    )


def _misfits(field: AnswerField, words: str, names: frozenset[str], locale: str) -> Iterator[str]:
    english, verbs = locale.startswith("en"), verbs_of(locale)
    if field.form == "one of":
        if not _is_one_of(words, field.choices):
            yield f"none of {', '.join(field.choices)}"
        return
    if field.form == "sentence":
        if not ENDS.search(words):
            yield "no full stop at its end"
        return
    if words.endswith(".") and not ends_in_abbreviation(words):
        yield "the full stop is set for you"
    if field.form == "infinitive" and english and _TOO_MUCH.match(words):
        yield "begin with the verb alone: the words before it are there already"
    if english and _has_capital(words, names):
        yield "its capital reads as a name"
    if verbs and field.form == "infinitive" and not verbs.may_begin_with_verb(words):
        yield "it does not begin with a verb"
    if verbs and field.form == "clause" and verbs.lacks_subject(words):
        yield "no subject found before its verb: begin with who or what"
    if verbs and field.form == "clause" and not verbs.may_have_verb(words):
        yield "no verb found in it"


def _is_one_of(words: str, choices: Iterable[str]) -> bool:
    return words.strip().casefold() in {choice.casefold() for choice in choices}


def _parts(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from _WORD.findall(name)


def _has_capital(words: str, names: frozenset[str]) -> bool:
    """Whether it begins with a capital that is neither a name's nor an abbreviation's."""
    found = _WORD.findall(words)
    if not found:
        return False
    first = re.split(r"[’']", found[0])[0]
    if not first[:1].isupper() or not words.startswith(first):
        return False
    if first == "I" or first in names or first.lower() in _DAYS:
        return False
    of_a_name = len(found) > 1 and found[1][:1].isupper() and not found[1].isupper()
    return first[1:].islower() and not of_a_name if len(first) > 1 else first == "A"
