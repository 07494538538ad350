"""How many of 1,000 go wrong now, and how many more would."""

from dataclasses import dataclass, replace
from typing import Final

from bugcase import wording
from bugcase.compare.metrics import ERROR_RATE
from bugcase.compare.models import Comparison
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, short, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.style.lettering import apart, one_line, text_width
from bugcase.style.tokens import SPACE, TYPE, column, column_end

_ACROSS: Final = 50
_PITCH: Final = column_end(9) / _ACROSS
_SIDE, _SMALL = 16, 6  # of a square that goes wrong, and of one that does not
_TOP: Final = 424  # of the grid
_LABEL: Final = column(10)  # where what stands beside it begins
_WIDE: Final = WIDTH - _LABEL


def icon_arrays(comparison: Comparison, *, noun: str | None = None) -> CaseFigure:
    """Draw 1,000 cases: how many go wrong now, and how many more would.

    A large square is a case that goes wrong; the accent marks those that the
    candidate adds, and grey those that it takes away.  A rate that is no whole number ends
    in a part of a square.

    Not for rates below one in a thousand: the grid is then nearly empty, and
    the sentence alone says more.

    Parameters
    ----------
    noun
        What is counted, in the plural: "customers", "orders"; None for cases.

    Raises
    ------
    DataError
        Where the metric is a mean (an absolute error, a loss) and counts nothing.

    References
    ----------
    Galesic, Garcia-Retamero and Gigerenzer, "Using icon arrays to communicate
    medical risks", Health Psychology 28 (2009) 210-216.
    """
    form = MetricFormat.of(comparison)
    if not form.unit.is_rate:
        raise DataError(
            f"icon arrays of {comparison.metric}",
            allowed="a metric that counts cases, such as the error rate",
            found="a mean",
            remedy="draw interval_against_limit",
        )
    errors = _of_errors(comparison)
    now, then = errors.baseline.value, errors.candidate.value
    levels = wording.rounded_levels(errors, limit=comparison.limit)
    first, second = map(wording.number, (levels.baseline, levels.candidate or errors.candidate))
    baseline, candidate = short(comparison.baseline_name), short(comparison.candidate_name)
    change, noun = wording.change(levels.worsening), one_line(noun or wording.say("groups.cases"))
    alt = wording.say(
        "icons.alt", noun=noun, baseline=baseline, first=first, candidate=candidate,
        second=second, change=change,
    )  # fmt: skip
    difference = levels.worsening.value
    by = "more" if difference > 0 else "fewer" if difference < 0 else "as_many"
    slots = ("baseline_rate", "worsening", "candidate_rate")
    today, extra, following = slots if comparison.metric == ERROR_RATE else (None, None, None)
    with drawing():
        sheet = Canvas(alt=alt, source_line=source_line(comparison.worsening, comparison.source))
        key = wording.say("icons.key", noun=noun)
        sheet.words(0, _TOP + SPACE["near"], key, size=TYPE["note"], colour="muted")
        _squares(sheet, now, 1, side=_SMALL, colour="context")
        _squares(sheet, 0, now, side=_SIDE, colour="baseline")
        in_a_line = _fits(first, baseline) and _fits(second, candidate)
        height = TYPE["title"] * 1.15 + (0 if in_a_line else TYPE["label"] * 1.2)
        foot, middle, top = _middles(now, then, height)
        _label(sheet, top, first, baseline, in_a_line=in_a_line, slot=today)
        sheet.step()
        if then > now:
            _squares(sheet, now, then, side=_SIDE, colour="harm")
        else:
            _squares(sheet, then, now, side=_SIDE, colour="context")
        words = wording.say(f"icons.{by}", number=abs(difference))
        size, colour = TYPE["body"], "harm" if by == "more" else "ink"
        sheet.words(_LABEL, middle - size * 0.36, words, size=size, bold=True, colour=colour,
                    slot=extra, width=_WIDE)  # fmt: skip
        _label(sheet, foot, second, candidate, in_a_line=in_a_line, slot=following)
    return sheet.figure


def _squares(sheet: Canvas, start: float, stop: float, *, side: float, colour: str) -> None:
    """Fill a stretch of the 1,000, by the share of them that lies before its two ends."""
    sheet.squares(
        0, _TOP, start=1000 * start, stop=1000 * stop, side=side, colour=colour,
        pitch=_PITCH, across=_ACROSS,
    )  # fmt: skip


def _middles(now: float, then: float, height: float) -> list[float]:
    """Say how high the candidate's number stands, the difference and the baseline's number.

    Each beside its squares, or as near as there is room.
    """
    ends = (max(now, then), (now + then) / 2, now / 2)
    beside = [_TOP - _PITCH * 1000 * share / _ACROSS for share in ends]
    return apart(beside, pitch=height, low=height / 2, high=_TOP - height / 2)


def _label(
    sheet: Canvas, middle: float, number: str, name: str, *, in_a_line: bool, slot: str | None
) -> None:
    """Write a number, and the model's name after it if there is room, else below it."""
    size, small = TYPE["title"], TYPE["label"]
    foot = middle - size * 0.36 + (0 if in_a_line else small * 0.6)
    wide = sheet.words(_LABEL, foot, number, size=size, bold=True, slot=slot, width=_WIDE)
    if in_a_line:
        sheet.words(_LABEL + wide + SPACE["hair"], foot, name, colour="muted", beside=True)
    else:
        sheet.words(_LABEL, foot - small * 1.2, name, colour="muted", width=_WIDE)


def _fits(number: str, name: str) -> bool:
    wide = text_width(number, TYPE["title"], "bold") + SPACE["hair"]
    return wide + text_width(name, TYPE["label"]) <= _WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errors:
    """The errors of a metric that counts what is right."""

    baseline: Estimate
    candidate: Estimate
    worsening: Estimate


def _of_errors(comparison: Comparison) -> Comparison | _Errors:
    """Give what goes wrong with either model."""
    if not MetricFormat.of(comparison).higher_is_better:
        return comparison
    baseline, candidate = (
        replace(right, value=1 - right.value, low=1 - right.high, high=1 - right.low)
        for right in (comparison.baseline, comparison.candidate)
    )
    return _Errors(baseline=baseline, candidate=candidate, worsening=comparison.worsening)


ON_SLIDES = OnSlides(
    needs=lambda facts: (facts.errors, facts("noun").words),
    draw=lambda found, noun: icon_arrays(found, noun=noun),
    slot="worsening",
)
