"""Writes where the words of a slot come from: which file, which method, whose typing.

An estimate is told with its n, its method and its interval, a count with the tables that
were counted, what was typed with the source that was given for it.  Which of these a slot
has is said where the slot is declared (`bugcase.facts.slots`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bugcase import wording
from bugcase.case.values import Unknown
from bugcase.data.notices import Notice, most_serious_first
from bugcase.data.provenance import Source
from bugcase.estimate import Estimate
from bugcase.facts.case_context import CaseContext
from bugcase.wording import in_use, say

SHORT_HASH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where one fact comes from.

    Attributes
    ----------
    line
        All of it, in a line.
    origin
        What it has in common with the other slots of the same data, or of the same
        hand, so that they can be listed under it: its name, and behind a dot the rest.
    """

    line: str
    origin: str


def typed(_: CaseContext) -> Provenance:
    """Tell of words that somebody typed, and that need no other source."""
    return of_hand(say("source.typed"))


def of_hand(line: str) -> Provenance:
    """Tell of what somebody typed, in a line."""
    return Provenance(line=line, origin=say("source.typed"))


def given(source: str | Unknown | None) -> Provenance:
    """Tell of a number that nobody measured: typed, with the source that was named for it."""
    named = source if isinstance(source, str) else say("source.none_named")
    return of_hand(say("source.given", typed=say("source.typed"), source=named))


def _hash(source: Source) -> str:
    """Name the hash; of a frame, which has no bytes to hash, what it is the hash of."""
    entry = "source.hash_of_counts" if source.of_frame else "source.hash"
    return say(entry, hash=source.sha256[:SHORT_HASH])


def file_and_hash(source: Source) -> str:
    """Name a file, and the first letters of its hash."""
    return f"{source.data}, {_hash(source)}"


def _rows(source: Source) -> str:
    return f"{file_and_hash(source)}, {_read(source)}"


def _read(source: Source) -> str:
    """Say how many rows were read, and how many took no part because a value is missing."""
    entry = "source.rows_but" if source.left_out else "source.rows"
    return say(entry, n=source.rows, left_out=source.left_out)


def _when(source: Source) -> str:
    return say("source.measured", at=f"{source.measured_at:%Y-%m-%d %H:%M} UTC")


def _listed(source: Source, method: str, notices: Iterable[Notice]) -> str:
    parts = (_hash(source), _read(source), method)
    listed = f"{source.data} · {', '.join((*parts, *_asked(source), _when(source)))}"
    noticed = "; ".join(_noticed(most_serious_first(notices), source))
    return f"{listed}{say('source.noticed')}{noticed}" if noticed else listed


def _asked(source: Source) -> Iterator[str]:
    """Say where the rows were asked for, and when; what was asked stands in the evidence."""
    if asked := source.asked:
        yield say("source.asked", of=asked.of, at=f"{asked.at:%Y-%m-%d %H:%M} UTC")
        if asked.left_out:
            yield say("source.unreadable", n=asked.left_out)


def _noticed(notices: Sequence[Notice], source: Source) -> Iterator[str]:
    """Say what was noticed, and where in the source if it was in several places."""
    kinds = Counter(one.kind for one in notices)
    for one in notices:
        is_plain = one.where.endswith(source.data) and kinds[one.kind] == 1
        yield f"{one.kind}: {wording.count(one.count)}" if is_plain else str(one)


def of_data(source: Source, how: str | None = None, notices: Iterable[Notice] = ()) -> Provenance:
    """Tell how a number was made from one table; how the table's headline was, where that is it."""
    left_out = [say("source.left_out", n=source.left_out)] if source.left_out else []
    parts = [*([how, *left_out, file_and_hash(source)] if how else [_rows(source)]), _when(source)]
    return Provenance(
        line=" · ".join(parts),
        origin=_listed(source, source.method, notices),
    )


def estimated(
    estimate: Estimate,
    source: Source,
    note: str | None = None,
    notices: Iterable[Notice] = (),
) -> Provenance:
    """Tell of an estimate: its n, its method, it and its interval in all digits; a note first."""
    parts = [
        *([note] if note else []),
        say("source.n", n=estimate.n),
        f"{wording.interval(estimate)}, {estimate.method}",
    ]
    return of_data(source, " · ".join(parts), notices)


def counted(table: Source, notices: Iterable[Notice], *beside: str) -> Provenance:
    """Tell of a complete count of a table, with what its rows were held against."""
    held = [say("source.held_against", tables=in_use().joined(beside))] if beside else []
    return Provenance(
        line=" · ".join((say("source.complete_count"), _rows(table), *held, _when(table))),
        origin=_listed(table, say("source.complete_count"), notices),
    )


def computed(*rests_on: str, simulated: Estimate | None = None) -> Provenance:
    """Tell of a number that was computed: from what, and from how many draws."""
    origin = say("source.computed", rests_on=in_use().joined(rests_on))
    if simulated is None:
        return Provenance(line=origin, origin=origin)
    draws = say("source.draws", method=simulated.method, n=simulated.n)
    return Provenance(line=f"{draws}: {wording.interval(simulated)} · {origin}", origin=origin)
