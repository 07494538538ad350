"""How likely it happens again: so many of a hundred, before the fix and with it."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from bugcase import wording
from bugcase.decision.ranges import Range
from bugcase.facts.facts import Facts
from bugcase.facts.recurrence import Odds, odds_of_recurrence
from bugcase.figures.canvas import HEIGHT, Canvas, CaseFigure, drawing
from bugcase.figures.captions import LINE_WIDTH
from bugcase.figures.on_slides import OnSlides
from bugcase.style.lettering import one_line, shortened, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE, column, column_end

When: TypeAlias = Literal["before", "after"]
_ACROSS, _ROWS = 20, 5
_NUMBER: Final = HEIGHT - 0.9 * TYPE["number"]
_TOP: Final = _NUMBER - SPACE["apart"]
_FOOT: Final = 72  # pixels below the squares, for what the range says


def odds_of_a_hundred(
    before: Range | None,
    after: Range | None,
    *,
    over: str | None = None,
    given_by: Sequence[str] = (),
    slots: Sequence[str | None] = (None, None),
) -> CaseFigure:
    """Draw how likely a failure comes back, as so many squares of a hundred.

    A full square is one that most likely fails again, an outlined one may: up to the high
    end of the range.  Until the fix stands on the left, with the fix on the right; with
    `before` None, what holds once it is fixed stands alone, and larger.

    Not for rates that were measured: those have an interval (`icon_arrays`).

    Parameters
    ----------
    before, after
        Shares from 0 to 1, as somebody put them.
    over
        Over what time they hold: "the next 30 days".
    given_by
        Who says so.
    slots
        The facts that the two numbers are.

    References
    ----------
    Gigerenzer and Hoffrage, "How to improve Bayesian reasoning without instruction:
    frequency formats", Psychological Review 102 (1995) 684-704.
    """
    over = one_line(over) if over else None
    ranges: list[tuple[When, Range | None, str | None]] = [("after", after, slots[1])]
    if before is not None:
        ranges.insert(0, ("before", before, slots[0]))
    with drawing():
        sheet = Canvas(alt=_alt(ranges, over), source_line=_source_line(given_by))
        for place, (when, odds, slot) in enumerate(ranges):
            left = column(6 * place)
            right = column_end(11 if len(ranges) == 1 else 6 * place + 5)
            if odds is None:
                words = wording.say("recurrence.not_known")
                sheet.gap(left, _TOP - SPACE["far"], right, _TOP, words)
            else:
                said = over if place == 0 else None
                _panel(sheet, when, odds, slot, over=said, left=left, right=right)
    return sheet.figure


def _panel(
    sheet: Canvas, when: When, odds: Range, slot: str | None, *, over: str | None, left: int,
    right: int,
) -> None:  # fmt: skip
    wide = sheet.words(
        left, _NUMBER, _of_100(odds.likely), size=TYPE["number"], bold=True,
        colour="harm" if odds.high > 0 else "ink", slot=slot,
    )  # fmt: skip
    at, room = left + wide + SPACE["near"], right - left - wide - SPACE["near"]
    sheet.words(
        at, _NUMBER + 30, wording.say("recurrence.in_100"), size=TYPE["body"], bold=True,
        width=room, beside=True,
    )  # fmt: skip
    sheet.words(at, _NUMBER, wording.say(f"recurrence.{when}"), width=room, beside=True)
    pitch = (right - left) / _ACROSS, (_TOP - _FOOT) / _ROWS

    def cells(start: float, stop: float) -> Iterator[tuple[float, float, float, float]]:
        """Give the places of the grid from one number to another; a part of a place in part."""
        for place in range(math.floor(start), math.ceil(stop)):
            row, across = divmod(place, _ACROSS)
            x, y = left + across * pitch[0], _TOP - row * pitch[1]
            width = pitch[0] - 4
            first, last = max(0.0, start - place), min(1.0, stop - place)
            yield x + first * width, y - pitch[1] + 6, x + last * width, y

    likely, high = 100 * odds.likely, 100 * odds.high
    reached, most = math.floor(likely), math.ceil(high - 1e-9)
    sheet.cells(cells(most, 100), colour="rule")
    sheet.cells(cells(reached, most), colour="harm-tint", edge="harm")
    sheet.cells(cells(0, likely), colour="harm")
    lines = wrapped(_band(odds, over), width=right - left, most=2)
    for row, line in enumerate(lines):
        sheet.words(left, _FOOT - 34 - 30 * row, line, colour="muted", width=right - left)


def _of_100(share: float) -> str:
    """Write a share as so many of a hundred: 8, 2.5, 0.01."""
    return wording.in_use().number(Decimal(f"{float(f'{100 * share:.3g}'):g}"))


def _band(odds: Range, over: str | None) -> str:
    ends = {"low": _of_100(odds.low), "high": _of_100(odds.high)}
    if odds.low == odds.high:
        return wording.say("recurrence.over", horizon=over) if over else ""
    entry = "recurrence.band_over" if over else "recurrence.band"
    return wording.say(entry, **ends, horizon=over or "")


def _source_line(given_by: Sequence[str]) -> str:
    """Say that it is a judgement, and whose, as far as a line holds it."""
    names = list(dict.fromkeys(map(one_line, given_by)))
    line = wording.say("recurrence.judged")
    for many in range(len(names), 0, -1):
        line = wording.say("recurrence.by", names="; ".join(names[:many]))
        if text_width(line, TYPE["source"]) <= LINE_WIDTH:
            return line
    return shortened(line, TYPE["source"], "normal", LINE_WIDTH)[0]


def _alt(ranges: Sequence[tuple[When, Range | None, str | None]], over: str | None) -> str:
    sentences = [
        wording.say(
            f"recurrence.alt_{when}",
            likely=_of_100(odds.likely), low=_of_100(odds.low), high=_of_100(odds.high),
        )
        if odds
        else f"{wording.say('recurrence.not_known').capitalize()}."
        for when, odds, _ in ranges
    ]  # fmt: skip
    if over:
        sentences.append(f"{wording.say('recurrence.over', horizon=over).capitalize()}.")
    sentences.append(f"{wording.say('recurrence.judged').capitalize()}.")
    return one_line(" ".join(sentences))


def _needs(facts: Facts) -> tuple[Any, ...]:
    found = odds_of_recurrence(facts)
    over = facts.words_for("recurrence horizon")
    known = found if found[0] else None
    return known, over.words if over and not over.gap else None


def _draw(found: Sequence[Odds | None], over: str | None) -> CaseFigure:
    before, after = found if len(found) == 2 else (None, *found)
    return odds_of_a_hundred(
        before.range if before else None,
        after.range if after else None,
        over=over,
        given_by=[one.source for one in (before, after) if one and one.source],
        slots=[one.slot if one else None for one in (before, after)],
    )


ON_SLIDES = OnSlides(needs=_needs, draw=_draw, slot="recurrence_odds")
