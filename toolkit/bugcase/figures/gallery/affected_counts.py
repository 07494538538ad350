"""Who was hit: at least so many and at most so many of all, by customers and by orders."""

from dataclasses import dataclass

from bugcase import wording
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name
from bugcase.figures.clock import clocks, until, zone_name
from bugcase.figures.money import money
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.figures.scale import Scale
from bugcase.incident.affected import Affected, Reach
from bugcase.style.lettering import one_line, text_width, wrapped
from bugcase.style.tokens import SPACE, TYPE
from bugcase.wording import percent, percentage

_FOOT, _TOP = 180, 320  # of the bar
_NUMBERS, _NAMES = 384, 344  # the feet of what stands over its parts
_LEAST = 3  # pixels: one of a million is seen too
_BODY, _LABEL, _NOTE = TYPE["body"], TYPE["label"], TYPE["note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """How many of all are confirmed and how many possibly affected: customers, or orders."""

    noun: str
    confirmed: int
    possible: int
    active: int

    @property
    def most(self) -> int:
        return self.confirmed + self.possible

    @property
    def neither(self) -> int:
        return max(self.active - self.most, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of the bar: its count in letters of a size, and what it is."""

    count: str
    size: int
    name: str
    colour: str
    slot: str | None = None

    @property
    def width(self) -> float:
        return max(text_width(self.count, self.size, "bold"), text_width(self.name, _LABEL))


def affected_counts(affected: Affected) -> CaseFigure:
    """Draw how many are confirmed, how many possibly affected, and how many are neither.

    One bar is all customers who were active.  In the accent: confirmed.  Outlined: exposed,
    and neither confirmed nor ruled out.  In grey: the others.  Below it stand the bounds,
    and in a line those of the orders, which are never read against customers.  Where no
    customers are named, the bar is all orders.

    Not a sample: these are counts of all.  Where a random part was checked, the rate it
    tells stands under them with its interval.
    """
    orders, customers = _counts(affected)
    with drawing():
        sheet = Canvas(alt=_alt(affected), source_line=_source_line(affected))
        of_whom = customers or orders
        _bar(sheet, of_whom)
        named = wording.say(of_whom.noun)
        slot = "customers_possible" if customers else None
        sheet.words(0, 132, f"{_span(of_whom)} {named}", size=_BODY, width=WIDTH, slot=slot)
        if customers:
            line = wording.say("hit.of_orders", span=_span(orders))
            sheet.words(0, 92, line, colour="muted", width=WIDTH, slot="orders_confirmed")
        else:
            noun = wording.say("unit.customers")
            sheet.gap(0, 80, WIDTH, 116, wording.say("hit.not_known", noun=noun))
        if affected.rate is not None:
            for place, line in enumerate(wrapped(_rate(affected), width=WIDTH, most=2, size=_NOTE)):
                sheet.words(0, 56 - 24 * place, line, size=_NOTE, width=WIDTH)
        sheet.words(0, 6, _window(affected), size=_NOTE, colour="muted", width=WIDTH)
    return sheet.figure


def _counts(affected: Affected) -> tuple[_Counts, _Counts | None]:
    """Count orders, and customers; None where nobody knows these."""
    reaches: tuple[Reach, ...] = (affected.confirmed, affected.possible, affected.active)

    def counts(noun: str, confirmed: int, possible: int, active: int) -> _Counts:
        return _Counts(noun=noun, confirmed=confirmed, possible=possible, active=active)

    orders = counts("unit.orders", *(one.orders for one in reaches))
    known = [one.customers for one in reaches if one.customers is not None]
    if len(known) < len(reaches):
        return orders, None
    return orders, counts("unit.customers", *known)


def _bar(sheet: Canvas, counts: _Counts) -> None:
    """Draw all active as a bar, in parts, with the count of each part over it."""
    sheet.block(0, _FOOT, WIDTH, _TOP, colour="rule")
    along = Scale(low=0, high=max(counts.active, 1), start=0, end=WIDTH)
    sure = max(along.place(counts.confirmed), _LEAST) if counts.confirmed else 0.0
    maybe = sure
    if counts.possible:
        maybe = max(along.place(counts.most), sure + 2 * _LEAST)
        maybe = min(maybe, WIDTH - _LEAST if counts.neither else WIDTH)
        _outlined(sheet, sure, _FOOT, maybe, _TOP)
    if counts.confirmed:
        sheet.block(0, _FOOT, sure, _TOP, colour="harm")
    first = _count(counts.confirmed)
    is_short = text_width(first, TYPE["number"], "bold") < WIDTH / 3
    is_customers = counts.noun == "unit.customers"
    parts = [
        (0.0, sure, _Part(
            count=first, size=TYPE["number" if is_short else "title"],
            name=wording.say("hit.confirmed"),
            colour="harm" if counts.confirmed else "ink",
            slot="customers_confirmed" if is_customers else "orders_confirmed",
        ))
    ]  # fmt: skip
    if counts.possible:
        parts.append((sure, maybe, _other(counts.possible, "hit.possible", "ink")))
    if counts.neither:
        parts.append((maybe, WIDTH, _other(counts.neither, "hit.neither", "muted")))
    _over(sheet, parts)


def _other(many: int, entry: str, colour: str) -> _Part:
    return _Part(count=_count(many), size=TYPE["title"], name=wording.say(entry), colour=colour)


def _over(sheet: Canvas, parts: list[tuple[float, float, _Part]]) -> None:
    """Write each part's words where it begins, or as near as the others and the edge allow."""
    places = [start for start, _, _ in parts]
    for i in range(1, len(parts)):
        places[i] = max(places[i], places[i - 1] + parts[i - 1][2].width + SPACE["zone"])
    limit = float(WIDTH)
    for i in range(len(parts) - 1, 0, -1):
        places[i] = min(places[i], limit - parts[i][2].width)
        limit = places[i] - SPACE["zone"]
    for x, (start, end, part) in zip(places, parts, strict=True):
        sheet.words(
            x, _NUMBERS, part.count, size=part.size, bold=True, colour=part.colour, beside=True,
            slot=part.slot,
        )  # fmt: skip
        colour = "ink" if part.colour == "harm" else part.colour
        sheet.words(x, _NAMES, part.name, colour=colour, beside=True)
        if not start - 1 <= x <= end - 8:  # moved off its part
            sheet.line(x + 8, _NAMES - 8, (start + end) / 2, _TOP, width=1.5, colour="muted")


def _outlined(sheet: Canvas, left: float, foot: float, right: float, top: float) -> None:
    """Draw what may be harm: pale, within an outline that print keeps."""
    sheet.block(left, foot, right, top, colour="harm")
    inset = min(2.5, (right - left) / 3)
    sheet.block(left + inset, foot + inset, right - inset, top - inset, colour="harm-tint")


def _count(many: int) -> str:
    """Write a count in full, as it will be asked for, as long as it can be read."""
    return wording.count(many) if many < 1e10 else money(many, None)


def _span(counts: _Counts) -> str:
    """Say between which shares of all active the affected lie."""

    def part(many: int) -> str:
        if not counts.active:
            return _count(many)
        share = many / counts.active
        written = wording.say("hit.hardly_any") if 0 < share < 0.0001 else percentage(share)
        return f"{_count(many)} ({written})"

    return wording.say(
        "hit.between" if counts.possible else "hit.all",
        least=part(counts.confirmed),
        most=part(counts.most),
        active=_count(counts.active),
    )


def _window(affected: Affected) -> str:
    start, end = affected.start, affected.end
    said = f"{until(start, end)}, {clocks(zone_name(start))}"
    if affected.checked <= affected.confirmed.orders:
        return said  # a list of wrong orders does not say how many were looked at
    return wording.say("hit.checked", window=said, n=affected.checked)


def _rate(affected: Affected) -> str:
    assert affected.rate is not None
    rate = affected.rate
    shown = wording.rounded(rate)
    return wording.say(
        "hit.rate", n=rate.n, rate=wording.rate(rate), level=percent(rate.level), low=shown.low,
        high=shown.high,
    )  # fmt: skip


def _source_line(affected: Affected) -> str:
    counted = wording.say("hit.counted", n=affected.source.rows)
    if affected.rate is not None:
        rate = affected.rate
        level = percent(rate.level)
        counted = wording.say(
            "hit.counted_and_rate", counted=counted, n=rate.n, method=rate.method, level=level
        )
    return f"{counted} · {data_name(affected.source)}"


def _alt(affected: Affected) -> str:
    sentences = [wording.say("hit.alt", window=_window(affected))]
    orders, customers = _counts(affected)
    for counts in (customers, orders):
        if counts is None:
            named = _capital(wording.say("unit.customers"))
            sentences.append(wording.say("hit.alt_not_known", noun=named))
            continue
        sentences.append(
            wording.say(
                "hit.alt_counts",
                noun=_capital(wording.say(counts.noun)),
                confirmed=wording.count(counts.confirmed),
                possible=wording.count(counts.possible),
                most=wording.count(counts.most),
                active=wording.count(counts.active),
            )
        )
    if affected.rate is not None:
        sentences.append(f"{_capital(_rate(affected))}.")
    return one_line(" ".join(sentences))


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


ON_SLIDES = OnSlides(
    needs=incident_part("affected"), draw=affected_counts, slot="customers_confirmed"
)
