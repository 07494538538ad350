"""How much matches the independent record, and how what does not match is wrong."""

from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision, is_currency

from bugcase import wording
from bugcase.figures.canvas import HEIGHT, WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name, short
from bugcase.figures.money import money, priced
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.figures.scale import MINUS, Scale
from bugcase.incident.matching import Outcome
from bugcase.incident.reconcile import Reconciliation, Tally
from bugcase.style.lettering import one_line
from bugcase.style.tokens import TYPE
from bugcase.wording import percentage

_LEFT, _RIGHT = 256, 410  # of the bars; their counts stand outside
_MONEY = (762, 950, WIDTH)  # right edges: in the table, in the record, the difference
_SMALL = TYPE["note"]
_TWO_LINES = 46  # pixels


def reconciliation_bars(found: Reconciliation, *, rows: int = 8) -> CaseFigure:
    """Draw what does not match an independent record, most keys first, under what does.

    The bars count keys that do not match, and those only: on the scale of the matched
    ones ten wrong in a million would not be seen, so these are told as a number.  Each
    currency has its own line; sums in different ones are never added.  The money is what
    either side says, and what the table says beyond the record.

    Parameters
    ----------
    rows
        How many lines fit; those that do not are counted in the last.
    """
    matched = [one for one in found.tallies if one.outcome == "matched"]
    others = _by_size(found)
    every = [*matched, *others]
    shown = every
    if len(every) > rows:  # what does not match is what people came for
        top = matched[:2]
        shown = [*top, *others[: rows - 1 - len(top)]]
    left_out = [one for one in every if one not in shown]
    with drawing():
        sheet = Canvas(alt=_alt(found, matched, others), source_line=_source_line(found))
        sheet.words(0, HEIGHT - 26, _message(found), bold=True)
        head = HEIGHT - 66
        if not found.keys:
            return sheet.figure
        for right, words in zip(_MONEY, wording.in_use().words("record.heads"), strict=True):
            sheet.words(right, head, words, size=_SMALL, colour="muted", align="right")
        lines = len(shown) + bool(left_out)
        floor = 52.0
        pitch = min(58.0, (head - 10 - floor) / max(lines, 1))
        several, places = len(found.currencies) > 1, _places(found)
        scale = Scale(low=0, high=max((one.keys for one in others), default=1), start=_LEFT,
                      end=_RIGHT)  # fmt: skip
        for place, tally in enumerate(shown):
            y = head - 10 - pitch * (place + 0.5)
            _row(sheet, scale, tally, y=y, pitch=pitch, several=several, places=places)
        above = sum(one.outcome == "matched" for one in shown)
        if 0 < above < len(shown):
            y = head - 10 - pitch * above
            sheet.line(0, y, WIDTH, y, width=1.5, colour="rule")
        if left_out:
            words = _left_out(left_out)
            y = head - 10 - pitch * (lines - 0.5)
            sheet.words(0, y - 6, words, size=_SMALL, colour="muted")
        sheet.words(0, 8, _scales(found, others), size=_SMALL, colour="muted")
    return sheet.figure


def _by_size(found: Reconciliation) -> list[Tally]:
    """Give what does not match: the outcome with most keys first, its currencies together."""
    others = [one for one in found.tallies if one.outcome != "matched" and one.keys]
    return sorted(others, key=lambda one: (-found.count(one.outcome), one.outcome, -one.keys))


def _left_out(tallies: list[Tally]) -> str:
    """Count what does not fit, and what of it does not match."""
    every = sum(one.keys for one in tallies)
    wrong = sum(one.keys for one in tallies if one.outcome != "matched")
    return wording.say(
        "record.more" if wrong == every else "record.more_of_which",
        n=len(tallies),
        every=every,
        wrong=wrong,
    )


def _message(found: Reconciliation) -> str:
    wrong = found.keys - found.count("matched")
    if not found.keys:
        return wording.say("record.no_key")
    if not wrong:
        return wording.say("record.all_matched", n=found.keys)
    share = found.matched_share
    written = percentage(share)
    if share <= 0.99:
        written = wording.say("number.percent", number=Decimal(f"{100 * share:.3g}"))
    return wording.say("record.matched", share=written, n=found.keys, wrong=wrong)


def _row(
    sheet: Canvas,
    scale: Scale,
    tally: Tally,
    *,
    y: float,
    pitch: float,
    several: bool,
    places: int,
) -> None:
    is_match = tally.outcome == "matched"
    two = pitch >= _TWO_LINES
    size = TYPE["label"] if two else _SMALL
    foot = y - size * 0.36
    name = _name(tally, several=several)
    sheet.words(0, y + 2 if two else foot, name, size=size, width=_LEFT - 14, bold=is_match)
    if two:
        means = _means(tally.outcome)
        sheet.words(0, y - 20, means, size=_SMALL, colour="muted", width=_LEFT - 12)
    at: float = _LEFT
    if not is_match:
        half = min(12.0, pitch * 0.3)
        at = max(scale.place(tally.keys), _LEFT + 3)
        sheet.block(_LEFT, y - half, at, y + half, colour="harm")
        at += 10
    sheet.words(at, foot, wording.count(tally.keys), size=size, bold=True)
    if tally.in_table is None or tally.in_record is None:
        of_two = tally.outcome == "wrong currency"
        words = wording.say("record.of_two_currencies" if of_two else "record.not_read")
        half = min(14.0, pitch * 0.42)
        sheet.gap(_MONEY[0] - 140, y - half, WIDTH, y + half, words)
        return
    difference = tally.in_table - tally.in_record
    for right, value in zip(_MONEY, (tally.in_table, tally.in_record, difference), strict=True):
        is_sum = right == WIDTH
        written = _money(value, tally.currency, places=places, signed=is_sum)
        sheet.words(right, foot, written, size=_SMALL, bold=is_sum, align="right")


def _name(tally: Tally, *, several: bool) -> str:
    name = wording.say(f"outcome.{tally.outcome.replace(' ', '_')}")
    if not several:
        return name
    return f"{name}, {short(tally.currency or wording.say('record.no_currency'), 12)}"


def _means(outcome: Outcome) -> str:
    return wording.say(f"outcome_means.{outcome.replace(' ', '_')}")


def _money(value: Decimal, code: str | None, *, places: int, signed: bool = False) -> str:
    """Write an exact sum to the cent; from a million on whole, from a hundred million short."""
    currency = code if code is not None and is_currency(code) else None
    sign = "+" if signed and value > 0 else ""
    if abs(value) >= 100_000_000:
        return sign + money(float(value), currency)
    if abs(value) >= 1_000_000:
        places = 0
    elif currency is not None:
        places = get_currency_precision(currency)
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    number = priced(wording.in_use().number(abs(rounded)), currency)
    return f"{sign or (MINUS if rounded < 0 else '')}{number}"


def _places(found: Reconciliation) -> int:
    """Count the decimals that say something in amounts without a currency; two if any do."""
    most = 0
    for tally in found.tallies:
        for value in (tally.in_table, tally.in_record):
            if value is not None and value != value.to_integral_value():
                exponent = value.normalize().as_tuple().exponent
                most = max(most, 2, -exponent if isinstance(exponent, int) else 0)
    return most


def _scales(found: Reconciliation, others: list[Tally]) -> str:
    """Say what the bars count, and how long the matched ones' bar would be beside them."""
    if not others:
        return wording.say("record.once")
    ratio = found.count("matched") / max(one.keys for one in others)
    parts = [wording.say("record.bars")]
    if ratio >= 2:
        parts.append(wording.say("record.ratio", n=round(ratio)))
    if found.tolerance:
        parts.append(wording.say("record.within", amount=found.tolerance.normalize()))
    return "; ".join(parts)


def _source_line(found: Reconciliation) -> str:
    table, record = (data_name(one, 30) for one in (found.table, found.record))
    return wording.say("record.source", table=table, record=record)


def _alt(found: Reconciliation, matched: list[Tally], others: list[Tally]) -> str:
    sentences = [wording.say("record.alt", message=_message(found))]
    several, places = len(found.currencies) > 1, _places(found)
    for one in [*matched, *others]:
        said = f"{_name(one, several=several)} ({_means(one.outcome)}): {wording.count(one.keys)}"
        if one.in_table is None or one.in_record is None:
            sentences.append(wording.say("record.alt_not_added", line=said))
            continue
        table, record = (
            _money(it, one.currency, places=places) for it in (one.in_table, one.in_record)
        )
        sentences.append(wording.say("record.alt_line", line=said, table=table, record=record))
    return one_line(" ".join(sentences))


ON_SLIDES = OnSlides(
    needs=incident_part("reconciliation"), draw=reconciliation_bars, slot="reconciled"
)
