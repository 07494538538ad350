"""With how many orders something is wrong: each part of the account, each order once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bugcase import wording
from bugcase.data.amounts import Money
from bugcase.facts.facts import Facts
from bugcase.figures.canvas import WIDTH, Canvas, CaseFigure, drawing
from bugcase.figures.captions import data_name, sentence
from bugcase.figures.on_slides import OnSlides
from bugcase.incident.account import Account, Part, PartName
from bugcase.incident.affected import Affected
from bugcase.incident.reconcile import Reconciliation
from bugcase.incident.restore import RestoreGap
from bugcase.style.lettering import one_line, text_width, wrapped
from bugcase.style.tokens import TYPE, column, column_end

_FOOT, _TOP, _COLUMNS_TOP = 388, 472, 316  # of the bar; of what stands below it
_LEAST = 3  # pixels: one order of a thousand is seen too
_NOTE, _LABEL = TYPE["note"], TYPE["label"]
_SPANS: Final[Mapping[int, Sequence[int]]] = {  # columns of the grid, by how many parts there are
    1: (12,), 2: (6, 6), 3: (4, 4, 4), 4: (3, 3, 3, 3), 5: (3, 2, 2, 2, 3),
}  # fmt: skip
_COLOURS: Final[Mapping[PartName, str]] = {
    "confirmed": "harm",
    "not rebuilt": "baseline",
    "paid without an order": "muted",
    "does not match": "context",
    "possible": "harm-tint",
}
_MONEY_SLOTS: Final[Mapping[PartName, str]] = {
    "not rebuilt": "gap_lost_money",
    "paid without an order": "paid_without_order_money",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strip:
    """Where a part lies in the bar, and which columns its words have."""

    part: Part
    left: float
    right: float
    first: int
    last: int

    @property
    def edges(self) -> tuple[int, int]:
        return column(self.first), column_end(self.last)


def account_bar(
    account: Account,
    *,
    affected: Affected | None = None,
    gap: RestoreGap | None = None,
    reconciliation: Reconciliation | None = None,
) -> CaseFigure:
    """Draw the orders with which something is wrong as one bar, each order in it once.

    What is most certain stands first, in the accent: orders known to be wrong.  Outlined at
    the end: orders that were exposed and that nobody has ruled out.  Below each part stand
    its count and what it is, and how many there are in all where some of them are counted
    in an earlier part already.

    Parameters
    ----------
    affected, gap, reconciliation
        What the parts were listed from, as far as it was measured: their tables, the money
        of their orders, and how many orders a restore dropped.
    """
    found = _Found(account=account, affected=affected, gap=gap, reconciliation=reconciliation)
    strips = _strips(account)
    with drawing():
        sheet = Canvas(alt=_alt(found), source_line=_source_line(found))
        if not strips:
            sheet.block(0, _FOOT, WIDTH, _TOP, colour="rule")
            sheet.words(0, _COLUMNS_TOP, wording.say("account_bar.none"), size=TYPE["body"])
        for strip in strips:
            left, right = strip.edges
            sheet.area(
                [(strip.left, _FOOT), (strip.right, _FOOT), (right, _COLUMNS_TOP),
                 (left, _COLUMNS_TOP)], colour="tint",
            )  # fmt: skip
        for strip in strips:
            _draw(sheet, strip)
            _words(sheet, strip, found)
        for place, line in enumerate(reversed(_notes(found))):
            sheet.words(0, 6 + 28 * place, line, size=_NOTE, colour="muted", width=WIDTH)
    return sheet.figure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The account, and what it was made from."""

    account: Account
    affected: Affected | None
    gap: RestoreGap | None
    reconciliation: Reconciliation | None

    def money(self, name: PartName) -> str | None:
        """Say what all orders of a part come to, where that was counted."""
        sums: Iterable[Money] = ()
        if name == "not rebuilt" and self.gap:
            sums = self.gap.lost_money
        elif name == "paid without an order" and self.reconciliation:
            sums = (
                Money(amount=one.in_record, currency=one.currency)
                for one in self.reconciliation.tallies
                if one.outcome == "missing" and one.in_record is not None
            )
        said = [wording.counted_money(one.amount, one.currency) for one in sums]
        return wording.in_use().joined(said) if said else None

    def in_all(self, part: Part) -> str | None:
        """Say how many orders a part has in all, where its count says fewer."""
        if part.orders == part.counted_here:
            return None
        return wording.say("account_bar.in_all", n=part.orders)


def _strips(account: Account) -> list[_Strip]:
    """Lay out the parts that have orders of their own."""
    parts = [one for one in account.parts if one.counted_here]
    if not parts:
        return []
    # the least width of each first, and what is left of the bar by their counts
    free = WIDTH - _LEAST * len(parts)
    strips, left, first = [], 0.0, 0
    for part, span in zip(parts, _SPANS[len(parts)], strict=True):
        right = left + _LEAST + free * part.counted_here / account.total
        last = first + span - 1
        strips.append(_Strip(part=part, left=left, right=right, first=first, last=last))
        left, first = right, first + span
    return strips


def _draw(sheet: Canvas, strip: _Strip) -> None:
    colour = _COLOURS[strip.part.name]
    edge = min(2.5, (strip.right - strip.left) / 3)
    is_outlined = colour == "harm-tint"
    sheet.block(strip.left, _FOOT, strip.right, _TOP, colour="harm" if is_outlined else colour)
    if is_outlined:
        sheet.block(strip.left + edge, _FOOT + edge, strip.right - edge, _TOP - edge, colour=colour)
    if strip.left:  # neighbours are apart in print too
        sheet.line(strip.left, _FOOT, strip.left, _TOP, width=1.5, colour="paper")


def _words(sheet: Canvas, strip: _Strip, found: _Found) -> None:
    part, (left, right) = strip.part, strip.edges
    width = right - left
    count = wording.count(part.counted_here)
    sizes = (TYPE["title"], TYPE["body"], _LABEL, _NOTE)
    size = next((it for it in sizes if text_width(count, it, "bold") <= width), _NOTE)
    accent = "harm" if part.name == "confirmed" else "ink"
    y = _COLUMNS_TOP - 52
    sheet.words(
        left, y, count, size=size, bold=True, colour=accent, width=width, slot="account_parts"
    )
    y -= 4
    for line in wrapped(_say(part.name), width=width, most=2, weight="bold"):
        y -= 28
        sheet.words(left, y, line, bold=True, width=width)
    y -= 4
    for line in wrapped(_say(part.name, "_is"), width=width, most=3, size=_NOTE):
        y -= 24
        sheet.words(left, y, line, size=_NOTE, colour="muted", width=width)
    y -= 28
    at, in_all, money = float(left), found.in_all(part), found.money(part.name)
    if in_all:
        line = f"{in_all}," if money else in_all
        gap = text_width(" ", _NOTE)
        is_one_line = text_width(f"{line} {money or ''}", _NOTE) <= width
        wide = sheet.words(left, y, line if is_one_line else in_all, size=_NOTE, width=width)
        at, y = (left + wide + gap, y) if is_one_line else (left, y - 24)
    if money:
        lines = wrapped(money, width=right - at, most=2, size=_NOTE)
        slot = _MONEY_SLOTS[part.name] if len(lines) == 1 else None
        for line in lines:
            sheet.words(at, y, line, size=_NOTE, width=right - at, slot=slot, beside=at > left)
            y -= 24


def _say(name: PartName, which: str = "") -> str:
    return wording.say(f"account_bar.{name.replace(' ', '_')}{which}")


def _notes(found: _Found) -> list[str]:
    """Say how orders of several parts are counted, and what of a restore is back."""
    notes = []
    if any(one.orders > one.counted_here for one in found.account.parts):
        notes.append(wording.say("account_bar.once"))
    if found.gap:
        dropped, rebuilt = found.gap.in_gap.orders, found.gap.rebuilt.orders
        notes.append(wording.say("account_bar.restored", n=dropped, rebuilt=rebuilt))
    return notes


def _source_line(found: _Found) -> str:
    tables = [
        *([found.affected.source] if found.affected else []),
        *([found.gap.table] if found.gap else []),
        *([found.reconciliation.record] if found.reconciliation else []),
    ]
    names = dict.fromkeys(data_name(one, 24) for one in tables)
    return " · ".join([wording.say("account_bar.method"), *names])


def _alt(found: _Found) -> str:
    sentences = [wording.say("account_bar.alt", n=found.account.total)]
    for part in found.account.parts:
        if not part.counted_here:
            continue
        what = f"{_say(part.name)} ({_say(part.name, '_is')})"
        count = wording.count(part.counted_here)
        line = wording.say("account_bar.alt_part", what=what, count=count)
        more = [found.in_all(part), found.money(part.name)]
        sentences.append(sentence("; ".join([line, *filter(None, more)])))
    sentences += map(sentence, _notes(found))
    return one_line(" ".join(sentences))


def _drawn(
    account: Account,
    affected: Affected | None,
    gap: RestoreGap | None,
    reconciliation: Reconciliation | None,
) -> CaseFigure:
    return account_bar(account, affected=affected, gap=gap, reconciliation=reconciliation)


def _needs(
    facts: Facts,
) -> tuple[Account | None, Affected | None, RestoreGap | None, Reconciliation | None]:
    found = facts.evidence.incident
    if found is None:
        return None, None, None, None
    return found.account, found.affected, found.gap, found.reconciliation


ON_SLIDES = OnSlides(needs=_needs, draw=_drawn, slot="account_total")
