"""The conditions under which sentences of a playbook hold: a closed list, each with a name.

A sentence is as strong as its evidence.  A playbook offers variants, each with
the conditions under which it is true, ``verdict_is(halt)`` or ``known(cause)``,
and the first whose conditions all hold is said.  The weak spots of a case are
conditions too: ``group_above_limit()`` is what somebody in the room will ask
about.  There is nothing else to write there, so a playbook cannot compute.

A weak spot that somebody has to tell (no rollback was ever rehearsed) needs no
condition of its own: it is ``unknown(rollback_drill)``, with a field of that name.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, get_args

from bugcase.case.model import Order
from bugcase.case.values import Unknown, known
from bugcase.compare.models import Comparison, Segment
from bugcase.decision.assumptions import Assumption
from bugcase.estimate import Estimate
from bugcase.facts.cause import cause_steps
from bugcase.facts.facts import Facts
from bugcase.facts.state import State, state_of
from bugcase.playbook.condition import Condition, ConditionForm
from bugcase.playbook.sentence import Conditional
from bugcase.wording.times import day_of

_NUMBER = re.compile(r"\d[\d.,]*")
_VERDICTS = ("halt", "go", "not yet known", "none")
_DIRECTIONS = ("worse", "better", "unclear")
_LEVELS = ("1", "2", "3")
_LEVEL = re.compile(r"\b(?:sev(?:erity)?|prio(?:rity)?|s|p)[-\s]?([0-9]+)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\b([0-9]+)\b")
_SCOPES = ("", "worst group")  # "" is all rows

FEW_ROWS = 100  # below this, a rate of one in ten is known to no better than 6 points either way
SOON = 14  # days
_NOT_DONE = re.compile(
    r"\b(?:none|nothing|nobody|never|no one)\b[^.;]{0,20}"
    r"\b(?:checked|tested|tried|rehearsed|looked|done|compared|scanned)\b"
    r"|\b(?:not|never) (?:yet |been |yet been )?"
    r"(?:checked|tested|tried|rehearsed|looked|done|compared|scanned)\b"
    r"|\b(?:unchecked|untested|unrehearsed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test(ConditionForm):
    """How a condition is decided, beside how it is written and what it says of a case."""

    holds: Callable[[Facts, str], bool]


def _of(facts: Facts, scope: str) -> Comparison | Segment | None:
    return facts.worst if scope else facts.evidence.comparison


def _verdict_is(facts: Facts, verdict: str) -> bool:
    comparison = facts.evidence.comparison
    return comparison is not None and (comparison.verdict or "none") == verdict


def _change_is(facts: Facts, direction: str) -> bool:
    comparison = facts.evidence.comparison
    return comparison is not None and _direction(comparison.worsening) == direction


def _direction(change: Estimate) -> str:
    if change.low > 0:
        return "worse"
    return "better" if change.high < 0 else "unclear"


def _crosses_limit(facts: Facts, scope: str) -> bool:
    comparison, found = facts.evidence.comparison, _of(facts, scope)
    if comparison is None or comparison.limit is None or found is None:
        return False
    return found.worsening.low <= comparison.limit < found.worsening.high


def _group_above_limit(facts: Facts, which: str) -> bool:
    comparison = facts.evidence.comparison
    if comparison is None or comparison.limit is None:
        return False
    if which:
        held = facts.confirmed_slice.confirmed if facts.confirmed_slice else None
    else:
        held = facts.worst.worsening if facts.worst else None
    return held is not None and held.low > comparison.limit


def limit_after_result(facts: Facts) -> bool:
    """Whether the limit was agreed on the day of the measurement, or after it."""
    # the day tells nothing about the hour, so a limit of the same day counts as after
    comparison, agreed = facts.evidence.comparison, facts.case.limit.agreed_on
    if comparison is None or isinstance(agreed, Unknown):
        return False
    return agreed >= comparison.source.measured_at.date()


def no_limit(facts: Facts) -> bool:
    """Whether no tolerable worsening was agreed."""
    return isinstance(facts.case.limit.per_1000, Unknown)


def _few_rows(facts: Facts, scope: str) -> bool:
    found = _of(facts, scope)
    return found is not None and found.worsening.n < FEW_ROWS


def _some_groups_too_small(facts: Facts, _: str) -> bool:
    comparison = facts.evidence.comparison
    return comparison is not None and any(segment.too_few for segment in comparison.segments)


def _slice_found_after_looking(facts: Facts, _: str) -> bool:
    comparison = facts.evidence.comparison
    if comparison is None or facts.worst is None or facts.confirmed_slice is not None:
        return False
    return sum(not segment.too_few for segment in comparison.segments) > 1


def _slice_not_confirmed(facts: Facts, _: str) -> bool:
    slices = facts.evidence.slices
    return slices is not None and bool(slices.slices) and not slices.confirmed


def _code_or_data_untold(facts: Facts, _: str) -> bool:
    comparison = facts.evidence.comparison
    if comparison is None:
        return False
    return comparison.cross is None or comparison.cross.reading == "not yet known"


def _onset_untold(facts: Facts, _: str) -> bool:
    comparison = facts.evidence.comparison
    if comparison is None:
        return False
    return comparison.onset is None or comparison.onset.likeliest is None


def _rows_left_out(facts: Facts, _: str) -> bool:
    comparison = facts.evidence.comparison
    return comparison is not None and comparison.source.left_out > 0


def _unanswered(facts: Facts, _: str) -> bool:
    comparison = facts.evidence.comparison
    return comparison is not None and comparison.unanswered > 0


def _rows_taken_as_independent(facts: Facts, _: str) -> bool:
    comparison = facts.evidence.comparison
    return comparison is not None and comparison.unit is None


def _given(facts: Facts) -> list[Assumption]:
    """List the assumptions that somebody gave a range for."""
    impact = facts.weighed.impact
    return [one for one in impact.assumptions if one.range is not None] if impact else []


def _date_before_even_odds(facts: Facts, _: str) -> bool:
    planned, proposed = facts.weighed.planned, facts.answer_for("proposed date")
    if planned is None or not isinstance(proposed, date):
        return False
    return planned.plan.last_day(proposed) < planned.p50


def _soon(facts: Facts, slot: str) -> bool:
    comparison, answer = facts.evidence.comparison, facts.case.answer(slot)
    if comparison is None or not isinstance(answer, date):
        return False
    return (day_of(answer) - comparison.source.measured_at.date()).days <= SOON


def _no_range(facts: Facts, slot: str) -> bool:
    words = facts(slot)
    return not words.gap and len(_NUMBER.findall(words.words)) == 1


def _names_a_person(facts: Facts, slot: str) -> bool:
    said = set(re.findall(r"\w+", facts(slot).words.lower()))
    names = [person.name for person in facts.case.people if not isinstance(person.name, Unknown)]
    return any(part in said for name in names for part in name.lower().split())


def wrong_since(facts: Facts) -> bool:
    """Whether orders written since the end of the window are wrong."""
    found = facts.evidence.incident.clean_since if facts.evidence.incident else None
    return found is not None and found.rows > 0


def _stopped(facts: Facts, _: str) -> bool:
    """Follow what was measured, then the state that somebody typed, then the timeline."""
    if wrong_since(facts):
        return False
    state = state_of(facts)
    return facts.known("mitigated_at") if state is None else state != "not stopped"


def _update_after_release(facts: Facts, _: str) -> bool:
    update, released = facts.answer_for("next update"), facts.answer_for("release date")
    if not isinstance(update, date) or not isinstance(released, date):
        return False
    return day_of(update) > released


def _passed(facts: Facts, slot: str) -> bool:
    at, meets = facts.at(slot), facts.case.meeting.at
    if at is None or isinstance(meets, Unknown):
        return False
    return day_of(at) < meets.date()


def _reproduced(facts: Facts, _: str) -> bool:
    found = facts.evidence.incident.before if facts.evidence.incident else None
    return found is not None and found.failures > 0


def _cause_shown(facts: Facts, _: str) -> bool:
    if isinstance(facts.answer_for("failure cause"), Unknown):
        return False
    return bool(cause_steps(facts)) or facts.known("tried")


def _says_not_done(facts: Facts, slot: str) -> bool:
    words = facts(slot)
    return not words.gap and _NOT_DONE.search(words.words) is not None


def _orders_again(facts: Facts, _: str) -> bool:
    incident = facts.evidence.incident
    found = incident.resumption if incident else None
    return found is not None and found.orders > 0


def _rollout_blind(facts: Facts, _: str) -> bool:
    rollout, found = facts.weighed.rollout, facts.errors
    if rollout is None or found is None or found.worsening.value <= 0:
        return False
    return not rollout.protects(found.worsening.value)


def _one_influence_dominates(facts: Facts, _: str) -> bool:
    return facts.weighed.impact is not None and facts.weighed.impact.one_dominates


def _severity_may_be(facts: Facts, level: str) -> bool:
    said = facts.answer_for("severity")
    found = _LEVEL.search(str(said)) or _FIGURE.search(str(said))
    return isinstance(said, Unknown) or found is None or found[1] == level


CONDITIONS: Mapping[str, _Test] = {
    "measured": _Test(
        holds=lambda facts, _: facts.evidence.comparison is not None,
        means="the two models were compared",
        opposite="no_baseline",
    ),
    "verdict_is": _Test(
        holds=_verdict_is,
        means="what the interval says of the limit; none: there is no limit",
        arguments=_VERDICTS,
        one_at_a_time=True,
    ),
    "change_is": _Test(
        holds=_change_is,
        means="the whole interval lies above zero, below it, or on both sides",
        arguments=_DIRECTIONS,
        one_at_a_time=True,
    ),
    "known": _Test(
        holds=lambda facts, slot: facts.known(slot),
        means="there are words for the slot",
        arguments=None,
        opposite="unknown",
    ),
    "unknown": _Test(
        holds=lambda facts, slot: not facts.known(slot),
        means="the slot is a gap",
        arguments=None,
        opposite="known",
    ),
    "no_baseline": _Test(
        holds=lambda facts, _: facts.evidence.comparison is None,
        means="nothing is held against what people have today",
        opposite="measured",
    ),
    "no_limit": _Test(
        holds=lambda facts, _: no_limit(facts),
        means="no tolerable worsening was agreed",
    ),
    "limit_after_result": _Test(
        holds=lambda facts, _: limit_after_result(facts),
        means="the limit was agreed on the day of the measurement, or after it",
    ),
    "interval_crosses_limit": _Test(
        holds=_crosses_limit,
        means="the limit lies inside the interval, of all rows or of the worst group",
        arguments=_SCOPES,
    ),
    "group_above_limit": _Test(
        holds=_group_above_limit,
        means="a group is above the limit, whatever all rows say: the one picked as the worst, "
        "or a slice as it was confirmed on rows kept aside",
        arguments=("", "confirmed"),
    ),
    "few_rows": _Test(
        holds=_few_rows,
        means=f"fewer than {FEW_ROWS} rows, in all or in the worst group",
        arguments=_SCOPES,
    ),
    "some_groups_too_small": _Test(
        holds=_some_groups_too_small,
        means="some groups have too few rows to say anything of them",
    ),
    "slice_found_after_looking": _Test(
        holds=_slice_found_after_looking,
        means="a group was picked as the worst of several, and no slice held on other rows",
    ),
    "slices_not_searched": _Test(
        holds=lambda facts, _: facts.evidence.slices is None,
        means="nobody looked for combinations of conditions",
    ),
    "slice_not_confirmed": _Test(
        holds=_slice_not_confirmed,
        means="slices were found, and none was worse on the rows kept aside",
    ),
    "code_or_data_untold": _Test(
        holds=_code_or_data_untold,
        means="old and new code were not both measured on old and new data, or it does not tell",
    ),
    "onset_untold": _Test(
        holds=_onset_untold,
        means="when it began was not looked for, or cannot be told",
    ),
    "rows_left_out": _Test(
        holds=_rows_left_out,
        means="rows took no part because a label or a prediction is missing",
    ),
    "rows_unanswered": _Test(
        holds=_unanswered,
        means="the next model gives no answer in rows that today's model answers",
    ),
    "rows_taken_as_independent": _Test(
        holds=_rows_taken_as_independent,
        means="no unit was named, so rows of one person count as independent",
    ),
    "order_is": _Test(
        holds=lambda facts, order: (known(facts.case.meeting.order) or "decide") == order,
        means="the answer comes first (decide), or the evidence does (explain)",
        arguments=get_args(Order),
        one_at_a_time=True,
    ),
    "ruinous": _Test(
        holds=lambda facts, _: facts.case.stakes.ruinous is True,
        means="the worst outcome could not be survived or made good",
    ),
    "source_is_guess": _Test(
        holds=lambda facts, _: any("guess" in (one.source or "").lower() for one in _given(facts)),
        means="a number under the cost is somebody's guess",
    ),
    "source_missing": _Test(
        holds=lambda facts, _: any(one.source is None for one in _given(facts)),
        means="a number under the cost does not say where it comes from",
    ),
    "option_unknown": _Test(
        holds=lambda facts, _: (
            facts.weighed.decision is not None and bool(facts.weighed.decision.missing)
        ),
        means="an option is listed that lacks a number, so it could not be ranked",
    ),
    "date_before_even_odds": _Test(
        holds=_date_before_even_odds,
        means="the proposed date is more likely missed than met",
        needs=(("proposed date",),),
    ),
    "update_after_release": _Test(
        holds=_update_after_release,
        means="the next update comes on a day after the planned release, so it can tell of it",
    ),
    "passed": _Test(
        holds=_passed,
        means="the day in the slot lies before that of the meeting",
        arguments=None,
    ),
    "reproduced": _Test(
        holds=_reproduced,
        means="the failure was made to happen again, at least once",
    ),
    "cause_shown": _Test(
        holds=_cause_shown,
        means="the cause is known, and how it happened was told step by step, or it was tried",
        needs=(("failure cause",),),
    ),
    "says_not_done": _Test(
        holds=_says_not_done,
        means="the words in the slot say that nobody did it: none was checked, never rehearsed",
        arguments=None,
    ),
    "soon": _Test(
        holds=_soon,
        means=f"the date in the slot is at most {SOON} days after the measurement",
        arguments=None,
    ),
    "stopped": _Test(
        holds=_stopped,
        means="the state, or without one the timeline, says that the harm has stopped, and no "
        "order written since the end of the window is wrong",
    ),
    "state_is": _Test(
        holds=lambda facts, state: state_of(facts) == state,
        means="the answer that gives the state begins with that word",
        arguments=get_args(State),
        one_at_a_time=True,
        needs=(("state",),),
    ),
    "wrong_since": _Test(
        holds=lambda facts, _: wrong_since(facts),
        means="orders written since the end of the window are wrong",
    ),
    "severity_may_be": _Test(
        holds=_severity_may_be,
        means="the severity is of that level, or of none that anybody named",
        arguments=_LEVELS,
        needs=(("severity",),),
    ),
    "orders_again": _Test(
        holds=_orders_again,
        means="orders have come since the restore",
    ),
    "rollout_blind": _Test(
        holds=_rollout_blind,
        means="the smallest worsening that the limited rollout would show is above the measured",
        needs=(("decisions per day",),),
    ),
    "one_influence_dominates": _Test(
        holds=_one_influence_dominates,
        means="one assumption explains at least twice as much of the spread as any other",
    ),
    "no_range": _Test(
        holds=_no_range,
        means="the slot holds one number, where a range would be honest",
        arguments=None,
    ),
    "names_a_person": _Test(
        holds=_names_a_person,
        means="the slot holds the name of somebody in the room",
        arguments=None,
    ),
}


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether a condition is true of a case.

    Raises
    ------
    KeyError
        Where it is not in the closed list, which `Condition.parse` refuses.
    """
    return CONDITIONS[condition.name].holds(facts, condition.argument) is not condition.negated


def in_words(condition: Condition, facts: Facts) -> str:
    """Say what a condition says of a case; of a slot, with what stands there or is missing.

    >>> from bugcase.case.evidence import Evidence
    >>> from bugcase.case.model import Case
    >>> from bugcase.playbooks import load_playbook
    >>> facts = Facts.of(load_playbook("release-halt"), Case(playbook="release-halt"), Evidence())
    >>> in_words(Condition("no_limit", "", negated=True), facts)
    'it is not so that no tolerable worsening was agreed'
    """
    means = CONDITIONS[condition.name].means
    said = f"it is not so that {means}" if condition.negated else means
    return f"{said}: {facts(condition.slot).words}" if condition.slot else said


def all_hold(conditions: Iterable[Condition], facts: Facts) -> bool:
    """Whether every condition is true of a case; where there are none, it is."""
    return all(holds(one, facts) for one in conditions)


_Entry = TypeVar("_Entry", bound=Conditional)


def that_hold(entries: Iterable[_Entry], facts: Facts) -> tuple[_Entry, ...]:
    """Leave out the entries of a playbook whose conditions are not true of a case."""
    return tuple(one for one in entries if all_hold(one.when, facts))
