"""How much matches the independent record, and how what does not match is wrong."""

from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision, is_currency

from bugcase import wording
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name, short
from bugcase.figures.money import money, priced
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.figures.scale import MINUS, Scale
from bugcase.incident.matching import Outcome
from bugcase.incident.reconcile import Reconciliation, Tally
from bugcase.style.lettering import one_line, text_width
from bugcase.style.tokens import SPACE, TYPE, column, column_end
from bugcase.wording import percentage

_LEFT, _RIGHT = column(4), column_end(6)  # of the bars; their counts stand beyond
_MONEY = column(9)  # where its gaps begin; sums end at the right edge
_NAMES = column_end(3)
_LEAST = 3  # pixels: one of a million is seen too
_NOTE, _BODY = TYPE["note"], TYPE["body"]
_MATCHED, _BAR, _HEAD, _FLOOR = 392, 336, 292, 32  # feet: statement, its bar, heads, rows
_CENT = Decimal("0.01")  # what is less is rounding, and nobody asks for it
_PITCH, _TWO_LINES = 96.0, 60.0  # pixels: of a row at most, and with what it means


def reconciliation_bars(found: Reconciliation, *, rows: int = 6) -> CaseFigure:
    """Draw how many keys match an independent record, and under it what does not.

    The upper bar is all keys, in the accent those that do not match.  The bars below count
    these and no others, most keys first: beside the matched ones, ten wrong in a million
    would not be seen.  Each currency has its own line; sums in different ones are never
    added.  The money is what the table says beyond the record.

    Parameters
    ----------
    rows
        How many lines of what does not match fit; those that do not are counted in the last.
    """
    others = _by_size(found)
    shown = others if len(others) <= rows else others[: rows - 1]
    left_out = others[len(shown) :]
    with drawing():
        sheet = Canvas(alt=_alt(found, others), source_line=_source_line(found))
        _statement(sheet, found)
        lines = len(shown) + bool(left_out)
        pitch = min(_PITCH, (_HEAD - SPACE["near"] - _FLOOR) / max(lines, 1))
        several, places = len(found.currencies) > 1, _places(found)
        scale = Scale(low=0, high=max((one.keys for one in others), default=1), start=_LEFT,
                      end=_RIGHT)  # fmt: skip
        if shown:
            head = wording.say("record.difference")
            sheet.words(WIDTH, _HEAD, head, size=_NOTE, colour="muted", align="right")
        for place, tally in enumerate(shown):
            y = _HEAD - SPACE["near"] - pitch * (place + 0.5)
            _row(sheet, scale, tally, y=y, pitch=pitch, several=several, places=places)
        if left_out:
            y = _HEAD - SPACE["near"] - pitch * (lines - 0.5)
            sheet.words(0, y - 8, _left_out(left_out), colour="muted")
        if found.keys and found.tolerance >= _CENT:
            within = wording.say("record.within", amount=found.tolerance.normalize())
            sheet.words(0, 6, within, size=_NOTE, colour="muted")
    return sheet.figure


def _statement(sheet: Canvas, found: Reconciliation) -> None:
    """Say how many of all match: the number large, of how many beside it."""
    if not found.keys:
        sheet.words(0, _MATCHED, wording.say("record.no_key"), size=TYPE["title"], bold=True)
        return
    matched = wording.count(found.count("matched"))
    large = TYPE["number"]
    size = large if text_width(matched, large, "bold") < WIDTH / 2 else TYPE["title"]
    wide = sheet.words(0, _MATCHED, matched, size=size, bold=True, slot="reconciled")
    of_all = wording.say("record.of_all", n=found.keys)
    sheet.words(wide + SPACE["near"], _MATCHED, of_all, size=_BODY, beside=True)
    wrong = found.keys - found.count("matched")
    split = min(WIDTH * found.matched_share, WIDTH - (_LEAST if wrong else 0))
    sheet.block(0, _BAR, split, _BAR + 32, colour="baseline")
    sheet.block(split, _BAR, WIDTH, _BAR + 32, colour="harm")


def _by_size(found: Reconciliation) -> list[Tally]:
    """Give what does not match: the outcome with most keys first, its currencies together."""
    others = [one for one in found.tallies if one.outcome != "matched" and one.keys]
    return sorted(others, key=lambda one: (-found.count(one.outcome), one.outcome, -one.keys))


def _left_out(tallies: list[Tally]) -> str:
    """Count the lines and the keys that do not fit."""
    return wording.say("record.more", n=len(tallies), every=sum(one.keys for one in tallies))


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
    has_two = pitch >= _TWO_LINES
    size = _BODY if pitch >= 1.5 * _BODY else TYPE["label"]
    foot = y - size * 0.36
    name = _name(tally, several=several)
    sheet.words(0, y + 4 if has_two else foot, name, size=size, bold=True, width=_NAMES)
    if has_two:
        means = _means(tally.outcome)
        sheet.words(0, y - 26, means, size=_NOTE, colour="muted", width=_NAMES)
    half = min(24.0, pitch * 0.3)
    end = max(scale.place(tally.keys), _LEFT + _LEAST)
    sheet.block(_LEFT, y - half, end, y + half, colour="harm")
    count = wording.count(tally.keys)
    sheet.words(end + SPACE["near"], foot, count, size=size, bold=True, beside=True)
    if tally.difference is None:
        of_two = tally.outcome == "wrong currency"
        words = wording.say("record.of_two_currencies" if of_two else "record.not_read")
        half = min(18.0, pitch * 0.42)
        sheet.gap(_MONEY, y - half, WIDTH, y + half, words)
        return
    written = _difference(tally.difference, tally.currency, places=places)
    sheet.words(WIDTH, foot, written, size=size, align="right")


def _name(tally: Tally, *, several: bool) -> str:
    name = wording.say(f"outcome.{tally.outcome.replace(' ', '_')}")
    if not several:
        return name
    return f"{name}, {short(tally.currency or wording.say('record.no_currency'), 12)}"


def _means(outcome: Outcome) -> str:
    return wording.say(f"outcome_means.{outcome.replace(' ', '_')}")


def _difference(value: Decimal, code: str | None, *, places: int) -> str:
    """Write a sum with its sign, rounded as sentences say it where it is of a currency."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    if code is not None and is_currency(code) and 10 <= abs(value) < 1_000_000:
        return f"{sign}{priced(wording.in_use().number(round(abs(value))), code)}"
    return f"{sign}{_money(abs(value), code, places=places)}"


def _money(value: Decimal, code: str | None, *, places: int) -> str:
    """Write an exact sum to the cent; from a million on whole, from a hundred million short."""
    currency = code if code is not None and is_currency(code) else None
    if abs(value) >= 100_000_000:
        return money(float(value), currency)
    if abs(value) >= 1_000_000:
        places = 0
    elif currency is not None:
        places = get_currency_precision(currency)
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    number = priced(wording.in_use().number(abs(rounded)), currency)
    return f"{MINUS if rounded < 0 else ''}{number}"


def _places(found: Reconciliation) -> int:
    """Count the decimals that say something in amounts without a currency; two if any do."""
    most = 0
    for tally in found.tallies:
        for value in (tally.in_table, tally.in_record):
            if value is not None and value != value.to_integral_value():
                exponent = value.normalize().as_tuple().exponent
                most = max(most, 2, -exponent if isinstance(exponent, int) else 0)
    return most


def _source_line(found: Reconciliation) -> str:
    table, record = (data_name(one, 30) for one in (found.table, found.record))
    return wording.say("record.source", table=table, record=record)


def _alt(found: Reconciliation, others: list[Tally]) -> str:
    sentences = [wording.say("record.alt", message=_message(found))]
    several, places = len(found.currencies) > 1, _places(found)
    matched = [one for one in found.tallies if one.outcome == "matched"]
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
