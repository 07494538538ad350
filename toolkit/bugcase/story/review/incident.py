"""Rules of an incident: what is said of its state agrees with its window."""

from collections.abc import Iterator

from bugcase import wording
from bugcase.case.values import Unknown
from bugcase.facts.conditions import wrong_since
from bugcase.facts.state import state_of
from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase, shortened

MOST_UNREADABLE = 0.03  # of the orders that are in both tables
WINDOW = "the window"  # where a notice of what does not count is from


def _contradicts(reviewed: ReviewedCase) -> Iterator[Spot]:
    field, state = reviewed.facts.playbook.field_for("state"), state_of(reviewed.facts)
    end = reviewed.facts.case.incident.end
    if field is None or state is None or isinstance(end, Unknown):
        return
    is_over = end.date() <= reviewed.today
    if is_over is (state == "not stopped"):
        said = shortened(str(reviewed.facts.answer_for("state")))
        window = f"the window {'ended' if is_over else 'ends'} on"
        yield Spot(
            place=f"answers.{field.id}",
            found=f"{said}, and {window} {reviewed.facts('window_end').words}",
        )


def _still_wrong(reviewed: ReviewedCase) -> Iterator[Spot]:
    if wrong_since(reviewed.facts):
        end, checked = reviewed.facts("window_end").words, reviewed.facts("clean_since").words
        yield Spot(place="incident.end", found=f"it ended on {end}, and {checked}")


def _uncounted(reviewed: ReviewedCase) -> Iterator[Spot]:
    found = reviewed.facts.evidence.incident.shortfall if reviewed.facts.evidence.incident else None
    if found is None:
        return
    window = [one for one in found.points if found.start <= one.time < found.end]
    missing = sum(one.actual is None for one in window)
    if missing:
        bins = f"{missing} of the {len(window)} bins of {wording.duration(found.bin_width)}"
        why = ", ".join(f"{one.kind}: {one.count}" for one in found.notices if one.where == WINDOW)
        yield Spot(place="revenue", found=f"the loss does not count {bins} in the window: {why}")


def _unreadable(reviewed: ReviewedCase) -> Iterator[Spot]:
    found = (
        reviewed.facts.evidence.incident.reconciliation
        if reviewed.facts.evidence.incident
        else None
    )
    if found is None:
        return
    unread = found.count("unreadable amount")
    in_both = unread + found.count("matched") + found.count("wrong amount")
    if unread > MOST_UNREADABLE * in_both:
        counts = f"{wording.count(unread)} of {wording.count(in_both)}"
        yield Spot(
            place="record.amount",
            found=f"of {counts} orders in both tables, an amount cannot be read",
        )


RULES = (
    Rule(
        id="state_contradicts_window",
        severity="blocker",
        says="The state and the end of the window say alike whether it has stopped.",
        remedy="correct the state, or the end of the window",
        find=_contradicts,
    ),
    Rule(
        id="wrong_since_the_end",
        severity="blocker",
        says="No order written since the end of the window is wrong.",
        remedy="find out whether it goes on or their lines are missing, and correct the end",
        find=_still_wrong,
    ),
    Rule(
        id="loss_without_all_of_the_window",
        severity="warning",
        says="The loss is of the whole window.",
        remedy="say so beside the loss: it may be larger",
        find=_uncounted,
    ),
    Rule(
        id="amounts_unreadable",
        severity="blocker",
        says="The amounts that are held against each other could be read.",
        remedy="name the decimal mark (record.decimal), or another column",
        find=_unreadable,
    ),
)
