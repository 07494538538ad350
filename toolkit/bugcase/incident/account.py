"""One account of the orders that something is wrong with: each is counted once.

Wrong values, orders that were not rebuilt, payments without an order: each is counted
from tables of its own, and one order can be in several of them.  Whoever adds these
counts up counts it twice.  Here the parts are joined by key, in an order that is fixed
beforehand, and each key is counted in the first part that it is in.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

PartName: TypeAlias = Literal[
    "confirmed", "not rebuilt", "paid without an order", "does not match", "possible"
]
PARTS: tuple[PartName, ...] = get_args(PartName)  # what is most certain comes first
_ZEROS = re.compile(r"^0+(?=[0-9]+$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the account: how many orders are in it, and how many in it and no earlier one."""

    name: PartName
    orders: int
    counted_here: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The orders of every part, each counted once; a part that was not measured is left away."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """How many orders are in any part."""
        return sum(part.counted_here for part in self.parts)


def join_account(parts: Mapping[PartName, Collection[Any]]) -> Account:
    """Join parts by key, and count each key in the first of `PARTS` that it is in.

    Parameters
    ----------
    parts
        The keys of each part that was measured.  Keys are compared as text without the
        spaces around it, and of digits without zeros in front.

    Notes
    -----
    Complete counts, so they have no interval.  Only parts of the same kind of row can be
    joined: orders with orders, by one key.

    Examples
    --------
    >>> found = join_account({"confirmed": [1, 2, 3], "not rebuilt": ["3", "4"], "possible": []})
    >>> [(part.orders, part.counted_here) for part in found.parts], found.total
    ([(3, 3), (2, 1), (0, 0)], 4)
    """
    seen: set[str] = set()
    joined = []
    for name in PARTS:
        if name not in parts:
            continue
        keys = {_ZEROS.sub("", str(key).strip()) for key in parts[name]}
        joined.append(Part(name=name, orders=len(keys), counted_here=len(keys - seen)))
        seen |= keys
    return Account(parts=tuple(joined))
