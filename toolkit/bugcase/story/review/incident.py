"""Rules of an incident: what is said of its state agrees with its window."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bugcase.case.values import Unknown
from bugcase.story.predicates import Predicate
from bugcase.story.review.draft import Draft, shortened
from bugcase.story.review.rule import Example, Rule, Spot, answered
from bugcase.story.state import STATUS, state_of

__all__ = ["RULES"]

EXAMPLE = "ceo-report"


def _contradicts(draft: Draft) -> Iterator[Spot]:
    state, end = state_of(draft.case), draft.case.incident.end
    if state is None or isinstance(end, Unknown):
        return
    is_over = end.date() <= draft.today
    if is_over is (state == "not stopped"):
        said = shortened(str(draft.case.answer(STATUS)))
        window = f"the window {'ended' if is_over else 'ends'} on"
        yield Spot(
            place=f"answers.{STATUS}",
            found=f"{said}, and {window} {draft.facts('window_end').words}",
        )


def _still_wrong(draft: Draft) -> Iterator[Spot]:
    if Predicate.parse("wrong_since()").holds(draft.facts):
        end, checked = draft.facts("window_end").words, draft.facts("clean_since").words
        yield Spot(place="incident.end", found=f"it ended on {end}, and {checked}")


RULES = (
    Rule(
        id="state_contradicts_window",
        severity="blocker",
        says="The state and the end of the window say alike whether it has stopped.",
        remedy="correct the state, or the end of the window",
        example=EXAMPLE,
        good=answered("answers.status", "monitoring since Tuesday evening"),
        bad=answered("answers.status", "not stopped"),
        find=_contradicts,
    ),
    Rule(
        id="wrong_since_the_end",
        severity="blocker",
        says="No order written since the end of the window is wrong.",
        remedy="find out whether it goes on or their lines are missing, and correct the end",
        example=EXAMPLE,
        good=answered("incident.end", datetime(2026, 10, 13, 18, 55, tzinfo=UTC)),
        bad=Example(
            edits=(
                ("incident.end", datetime(2026, 10, 13, 18, 30, tzinfo=UTC)),
                ("restore.path", "orders.parquet"),
            )
        ),
        find=_still_wrong,
    ),
)
