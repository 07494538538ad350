"""Who was hit: at least so many and at most so many of all, by orders and by customers."""

from bugcase import wording
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name
from bugcase.figures.clock import clocks, until, zone_name
from bugcase.figures.money import money
from bugcase.figures.on_slides import OnSlides, incident_part
from bugcase.figures.scale import Scale
from bugcase.incident.affected import Affected, Reach
from bugcase.style.lettering import one_line
from bugcase.style.tokens import TYPE
from bugcase.wording import percent, percentage

_SMALL = TYPE["note"]
_COLUMNS = (150.0, 478.0, 806.0)
_PITCH = 188.0  # of the two panels


def affected_counts(affected: Affected) -> CaseFigure:
    """Draw how many are confirmed, possibly affected and active, by orders and by customers.

    Each in a panel of its own, with a bar that is all active of its own kind, so that
    orders are never read against customers.  In the accent: confirmed.  Outlined: exposed,
    and neither confirmed nor ruled out.  Who is in neither part was not hit.

    Not a sample: these are counts of all.  Where a random part was checked, the rate it
    tells stands under them with its interval.
    """
    with drawing():
        sheet = Canvas(alt=_alt(affected), source_line=_source_line(affected))
        for place, (noun, counts) in enumerate(_panels(affected)):
            _panel(sheet, noun, counts, top=452 - _PITCH * place)
        sheet.words(0, 50, _window(affected), size=_SMALL, colour="muted")
        if affected.rate is not None:
            sheet.words(0, 20, _rate(affected), size=_SMALL)
    return sheet.figure


def _panels(affected: Affected) -> list[tuple[str, tuple[int, int, int] | None]]:
    """Give confirmed, possibly affected and active of each kind; None where nobody knows."""
    reaches: tuple[Reach, ...] = (affected.confirmed, affected.possible, affected.active)
    orders = (reaches[0].orders, reaches[1].orders, reaches[2].orders)
    customers = [one.customers for one in reaches if one.customers is not None]
    known = (customers[0], customers[1], customers[2]) if len(customers) == len(reaches) else None
    return [("unit.orders", orders), ("unit.customers", known)]


def _panel(sheet: Canvas, noun: str, counts: tuple[int, int, int] | None, *, top: float) -> None:
    noun = wording.say(noun)
    sheet.words(0, top - 34, noun, bold=True)
    if counts is None:
        sheet.gap(_COLUMNS[0], top - 42, WIDTH, top - 12, wording.say("hit.not_known", noun=noun))
        return
    confirmed, possible, active = counts
    for x, many, what, colour in zip(
        _COLUMNS, counts, ("hit.confirmed", "hit.possible", "hit.active"),
        ("harm", "ink", "ink"), strict=True,
    ):  # fmt: skip
        sheet.words(x, top - 34, _count(many), size=TYPE["title"], bold=True, colour=colour)
        at = x
        if what != "hit.active":
            _swatch(sheet, x, top - 64, is_sure=what == "hit.confirmed")
            at += 24
        sheet.words(at, top - 62, wording.say(what), size=_SMALL, colour="muted")
    foot, head = top - 108, top - 80
    sheet.block(_COLUMNS[0], foot, WIDTH, head, colour="rule")
    if not active:
        return
    along = Scale(low=0, high=active, start=_COLUMNS[0], end=WIDTH)
    sure, maybe = along.place(confirmed), along.place(confirmed + possible)
    # one of a million is seen too
    sure = max(sure, _COLUMNS[0] + 3) if confirmed else sure
    maybe = max(maybe, sure + 5) if possible else sure
    if possible:
        _outlined(sheet, sure, foot, min(maybe, WIDTH), head)
    if confirmed:
        sheet.block(_COLUMNS[0], foot, sure, head, colour="harm")
    sheet.words(_COLUMNS[0], foot - 24, _span(counts), size=_SMALL)


def _swatch(sheet: Canvas, x: float, y: float, *, is_sure: bool) -> None:
    if is_sure:
        sheet.block(x, y, x + 16, y + 16, colour="harm")
    else:
        _outlined(sheet, x, y, x + 16, y + 16)


def _outlined(sheet: Canvas, left: float, foot: float, right: float, top: float) -> None:
    """Draw what may be harm: pale, within an outline that print keeps."""
    sheet.block(left, foot, right, top, colour="harm")
    inset = min(2.5, (right - left) / 3)
    sheet.block(left + inset, foot + inset, right - inset, top - inset, colour="harm-tint")


def _count(many: int) -> str:
    """Write a count in full, as it will be asked for, as long as it can be read."""
    return wording.count(many) if many < 1e10 else money(many, None)


def _span(counts: tuple[int, int, int]) -> str:
    """Say between which shares of all active the affected lie."""
    confirmed, possible, active = counts

    def part(many: int) -> str:
        share = many / active
        written = wording.say("hit.hardly_any") if 0 < share < 0.0001 else percentage(share)
        return f"{_count(many)} ({written})"

    return wording.say(
        "hit.between" if possible else "hit.all",
        least=part(confirmed),
        most=part(confirmed + possible),
        active=_count(active),
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
    for noun, counts in _panels(affected):
        named = _capital(wording.say(noun))
        if counts is None:
            sentences.append(wording.say("hit.alt_not_known", noun=named))
            continue
        confirmed, possible, active = map(wording.count, counts)
        most = wording.count(counts[0] + counts[1])
        sentences.append(
            wording.say(
                "hit.alt_counts",
                noun=named,
                confirmed=confirmed,
                possible=possible,
                most=most,
                active=active,
            )
        )
    if affected.rate is not None:
        sentences.append(f"{_capital(_rate(affected))}.")
    return one_line(" ".join(sentences))


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


ON_SLIDES = OnSlides(needs=incident_part("affected"), draw=affected_counts, slot="orders_confirmed")
