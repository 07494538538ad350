"""Rules of an incident: what is said of its state agrees with its window."""

from collections.abc import Iterator

from bugcase.case.values import Unknown
from bugcase.story.review.draft import Draft, shortened
from bugcase.story.review.rule import Rule, Spot, answered
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
)
