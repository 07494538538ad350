"""Rules of what goes out: it says nothing that the case rules out, and promises no day too late.

A playbook's sentence is true in the state that it was written for.  So these rules read
every text that would go out, the playbook's own and what people typed into it: script,
slides, report, messages, actions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bugcase.facts.conditions import all_hold
from bugcase.facts.facts import Facts
from bugcase.facts.slots.slot import Slot
from bugcase.playbook.condition import Condition
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import Outgoing, ReviewedCase, shortened
from bugcase.text import Span, Text, split_sentences
from bugcase.wording.times import day_of

_NOT = re.compile(
    r"\b(?:no|not|nor|never|nobody|nothing|none|neither|cannot|without|if|whether|unless|until|once"
    r"|could|would|may|might|should|must)\b|n[’']t\b",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"\b(?:by|until|(?:hear|told|report|updates?)\b[^.;?!]{0,30}\bon|next update:?)"
    r"\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _RuledOut:
    """What nobody may say while all of the conditions hold; `whole` also where it is hedged."""

    when: tuple[Condition, ...]
    words: re.Pattern[str]
    whole: bool = False


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_LATE = (
    r"\b(?:takes? longer than planned|(?:is|are|will be) (?:late|delayed)|later than planned|"
    r"(?:is|will be|was) (?:held|postponed|on hold|put off)|new (?:release )?date)\b"
    r"|\bhold (?:the |this |the next )?release\b"
)
_IN_TIME = r"\b(?:keeps? its date|the date (?:stands|stays)|(?:goes|go) out as planned)\b"
_OVER: Final = r"\b(?:has|have) (?:been )?stopped\b|\bis over\b|\bno longer (?:happens|written)\b"

RULED_OUT = (
    _RuledOut(when=(Condition("verdict_is", "go"),), words=_words(_LATE)),
    _RuledOut(when=(Condition("verdict_is", "halt"),), words=_words(_IN_TIME)),
    _RuledOut(when=(Condition("state_is", "not stopped"),), words=_words(_OVER)),
    _RuledOut(
        when=(Condition("state_is", "resolved"),),
        words=_words(
            r"\bmitigated is not resolved\b"
            r"|\bnot (?:yet )?(?:stopped|resolved|patched|fixed)(?: yet)?\b"
        ),
        whole=True,
    ),
)


def _against(reviewed: ReviewedCase) -> Iterator[Spot]:
    facts = reviewed.facts
    for ruled_out in (one for one in RULED_OUT if all_hold(one.when, facts)):
        for one in reviewed.outgoing:
            for sentence in split_sentences(one.words):
                found = ruled_out.words.search(sentence)
                if found is None or sentence.rstrip().endswith("?"):
                    continue
                if ruled_out.whole or not _NOT.search(sentence[: found.start()]):
                    said = f"{shortened(found[0])} where {_said(ruled_out)}"
                    yield Spot(place=one.place, found=said)


def _said(ruled_out: _RuledOut) -> str:
    return " and ".join(
        f"the {one.name.removesuffix('_is')} is “{one.argument}”" for one in ruled_out.when
    )


def _too_early(reviewed: ReviewedCase) -> Iterator[Spot]:
    """Hold each moment that is promised against the day on which the text is read."""
    for one in reviewed.outgoing:
        if one.day is None or one.document == "glossary":
            continue
        for span in promised(one.text):
            if _is_past(span, one, reviewed.facts):
                read = reviewed.facts.say(one.day)
                yield Spot(place=one.place, found=f"{shortened(span.words)} is promised on {read}")


def promised(text: Text) -> Iterator[Span]:
    """Give the spans of a text that are promised: by, until, you will hear on.

    >>> day = Span(words="Friday", slot="update")
    >>> [span.words for span in promised(Text((Span(words="You will hear from us on "), day)))]
    ['Friday']
    """
    said = ""
    for span in text.spans:
        if span.slot and not span.gap and _PROMISES.search(said):
            yield span
        said += span.words


def _is_past(span: Span, one: Outgoing, facts: Facts) -> bool:
    deadline = facts.playbook.field_for("deadline")
    if deadline and span.slot == deadline.id:  # the rules of dates hold it against the meeting
        return False
    if span.slot is None or _tells_what_was(facts.slots[span.slot]):
        return False
    at = facts.at(span.slot)
    if at is None or one.day is None:
        return False
    return day_of(at) < one.day


def _tells_what_was(slot: Slot) -> bool:
    """Whether a slot says what was measured, or when the incident was: nobody promises that."""
    return slot.part is not None or any(one.startswith("incident.") for one in slot.rests_on)


RULES = (
    Rule(
        id="against_the_verdict",
        severity="blocker",
        says="Nothing that goes out says what the verdict or the state rules out.",
        remedy="change the words, or give them a condition in the playbook",
        find=_against,
    ),
    Rule(
        id="promise_before_its_day",
        severity="blocker",
        says="A day that is promised does not lie before the day on which the promise is read.",
        remedy="correct the date, or leave the promise out",
        find=_too_early,
    ),
)
