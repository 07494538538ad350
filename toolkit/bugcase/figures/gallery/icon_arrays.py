"""How many of 1,000 go wrong now, and how many would."""

from dataclasses import dataclass, replace

from bugcase import wording
from bugcase.compare.models import Comparison
from bugcase.errors import DataError
from bugcase.estimate import Estimate
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import MetricFormat, short, source_line
from bugcase.figures.on_slides import OnSlides
from bugcase.style.lettering import one_line
from bugcase.style.tokens import TYPE


def icon_arrays(comparison: Comparison, *, noun: str | None = None) -> CaseFigure:
    """Draw how many of 1,000 go wrong now, and how many would: two grids of the same 1,000.

    A large square is a case that goes wrong; the accent marks those that the
    candidate adds.  A rate that is no whole number ends in a part of a square.

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
    wide, gap = 520, 96
    with drawing():
        sheet = Canvas(alt=alt, source_line=source_line(comparison.worsening, comparison.source))
        for left, name, rate, number in (
            (0, baseline, now, first),
            (wide + gap, candidate, then, second),
        ):
            sheet.words(left, 430, name, colour="muted", width=wide * 0.5)
            beside = left + 10 + sheet.words(left, 386, number, size=TYPE["title"], bold=True)
            sheet.words(beside, 386, wording.say("icons.of", noun=noun), width=left + wide - beside)
            shared, all_wrong = 1000 * min(now, rate), 1000 * rate
            sheet.squares(left, 364, start=all_wrong, stop=1000, side=4, colour="context")
            sheet.squares(left, 364, start=0, stop=shared, side=11, colour="baseline")
            sheet.squares(left, 364, start=shared, stop=all_wrong, side=11, colour="harm")
        colour = "harm" if then > now else "ink"
        sheet.words(WIDTH, 430, change, bold=True, align="right", colour=colour)
    return sheet.figure


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
