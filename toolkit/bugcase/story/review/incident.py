"""Rules of an incident: what is said of its state agrees with its window."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bugcase import wording
from bugcase.case.values import Unknown
from bugcase.facts.conditions import wrong_since
from bugcase.facts.state import state_of
from bugcase.story.review.rule import INCIDENT, Example, Rule, Spot, answered
from bugcase.story.review.texts import Draft, shortened

__all__ = ["RULES"]

MOST_UNREADABLE = 0.03  # of the orders that are in both tables
WINDOW = "the window"  # where a notice of what does not count is from


def _contradicts(draft: Draft) -> Iterator[Spot]:
    field, state = draft.facts.playbook.field_for("state"), state_of(draft.facts)
    end = draft.facts.case.incident.end
    if field is None or state is None or isinstance(end, Unknown):
        return
    is_over = end.date() <= draft.today
    if is_over is (state == "not stopped"):
        said = shortened(str(draft.facts.answer_for("state")))
        window = f"the window {'ended' if is_over else 'ends'} on"
        yield Spot(
            place=f"answers.{field.id}",
            found=f"{said}, and {window} {draft.facts('window_end').words}",
        )


def _still_wrong(draft: Draft) -> Iterator[Spot]:
    if wrong_since(draft.facts):
        end, checked = draft.facts("window_end").words, draft.facts("clean_since").words
        yield Spot(place="incident.end", found=f"it ended on {end}, and {checked}")


def _uncounted(draft: Draft) -> Iterator[Spot]:
    found = draft.facts.evidence.incident.shortfall if draft.facts.evidence.incident else None
    if found is None:
        return
    window = [one for one in found.points if found.start <= one.time < found.end]
    missing = sum(one.actual is None for one in window)
    if missing:
        bins = f"{missing} of the {len(window)} bins of {wording.duration(found.bin_width)}"
        why = ", ".join(f"{one.kind}: {one.count}" for one in found.notices if one.where == WINDOW)
        yield Spot(place="revenue", found=f"the loss does not count {bins} in the window: {why}")


def _unreadable(draft: Draft) -> Iterator[Spot]:
    found = draft.facts.evidence.incident.reconciliation if draft.facts.evidence.incident else None
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


_OTHER_RECORD = "\n".join(  # for the example of a record whose amounts cannot be read
    [
        "order_id,amount,currency,paid_at",
        "500001,10.99,EUR,2026-10-12T00:03:13Z",
        *(f"{500002 + i},10.99 paid,EUR,2026-10-12T00:03:13Z" for i in range(20)),
    ]
)

RULES = (
    Rule(
        id="state_contradicts_window",
        severity="blocker",
        says="The state and the end of the window say alike whether it has stopped.",
        remedy="correct the state, or the end of the window",
        example=INCIDENT,
        good=answered("answers.status", "monitoring since Tuesday evening"),
        bad=answered("answers.status", "not stopped"),
        find=_contradicts,
    ),
    Rule(
        id="wrong_since_the_end",
        severity="blocker",
        says="No order written since the end of the window is wrong.",
        remedy="find out whether it goes on or their lines are missing, and correct the end",
        example=INCIDENT,
        good=answered("incident.end", datetime(2026, 10, 13, 18, 55, tzinfo=UTC)),
        bad=Example(
            edits=(
                ("incident.end", datetime(2026, 10, 13, 18, 30, tzinfo=UTC)),
                ("restore.path", "orders.parquet"),
            )
        ),
        find=_still_wrong,
    ),
    Rule(
        id="loss_without_all_of_the_window",
        severity="warning",
        says="The loss is of the whole window.",
        remedy="say so beside the loss: it may be larger",
        example=INCIDENT,
        good=answered("revenue.country", "ES"),
        bad=Example(
            edits=(
                ("incident.start", datetime(2026, 10, 12, 18, tzinfo=UTC)),
                ("revenue.country", "ES"),
            )
        ),
        find=_uncounted,
    ),
    Rule(
        id="amounts_unreadable",
        severity="blocker",
        says="The amounts that are held against each other could be read.",
        remedy="name the decimal mark (record.decimal), or another column",
        example=INCIDENT,
        good=answered("record.decimal", "."),
        bad=Example(
            edits=(("record.path", "other.csv"),),
            files=(("other.csv", _OTHER_RECORD),),
        ),
        find=_unreadable,
    ),
)
