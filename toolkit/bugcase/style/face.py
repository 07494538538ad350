"""Measures how wide words are in a font, from the font's own file.

A word is as wide as the advances of its letters and the kerning between them; both
stand in the font, so that nothing needs to be drawn to know it.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_PAIRS, _EXTENSION = 2, 9  # types of a lookup in OpenType's GPOS
_ALL_PAIRS = 2  # the format of a subtable that has classes of letters
_EMOJI: Final = "\U0001f000"  # from here on the systems' own pictures, which run wider than an em


class Face:
    """One font: a family in one weight.

    Parameters
    ----------
    path
        A TrueType or OpenType file.
    number
        Which font of a collection (``.ttc``).
    """

    def __init__(self, path: Path, number: int = 0) -> None:
        from fontTools.ttLib import TTFont

        # lazy: a pair is read when it is first asked for; from memory, so that no file stays open
        font = TTFont(BytesIO(path.read_bytes()), fontNumber=number, lazy=True)
        self._em = font["head"].unitsPerEm
        self._names = dict(font.getBestCmap())
        self._advances = {name: wide for name, (wide, _) in font["hmtx"].metrics.items()}
        self._kerning = list(_kerning(font))
        self.width = lru_cache(maxsize=8192)(self._width)  # the same words in many sizes

    def holds(self, letter: str) -> bool:
        """Whether the font has a letter."""
        return ord(letter) in self._names

    def _width(self, words: str) -> float:
        """How wide words are in one line, in ems."""
        wide, before = 0.0, None
        for letter in words:
            name = self._names.get(ord(letter))
            if name is None:
                wide += _elsewhere(letter)
            else:
                wide += self._advances[name] / self._em
                if before is not None:
                    wide += sum(pairs(before, name) for pairs in self._kerning) / self._em
            before = name
        return wide


def _elsewhere(letter: str) -> float:
    """How wide a letter of another font is at most: a Chinese one is just as wide as high."""
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.3 if letter >= _EMOJI else 1.0


def _kerning(font: "TTFont") -> Iterator[Callable[[str, str], int]]:
    """Yield what each of the font's tables of pairs says of two letters."""
    if "GPOS" not in font:
        return
    table = font["GPOS"].table
    features = [one.Feature for one in table.FeatureList.FeatureRecord if one.FeatureTag == "kern"]
    for place in sorted({place for one in features for place in one.LookupListIndex}):
        subtables = [
            one.ExtSubTable if one.LookupType == _EXTENSION else one
            for one in table.LookupList.Lookup[place].SubTable
        ]
        yield _pairs([one for one in subtables if one.LookupType == _PAIRS])


def _pairs(subtables: list[Any]) -> Callable[[str, str], int]:
    """Read a lookup: of its subtables the first that knows the pair counts."""
    read = [_by_class(one) if one.Format == _ALL_PAIRS else _by_letter(one) for one in subtables]

    @lru_cache(maxsize=8192)
    def kerned(left: str, right: str) -> int:
        found = (one(left, right) for one in read)
        return next((wide for wide in found if wide is not None), 0)

    return kerned


def _by_letter(subtable: Any) -> Callable[[str, str], int | None]:
    place = {left: number for number, left in enumerate(subtable.Coverage.glyphs)}

    @lru_cache(maxsize=512)
    def pairs(left: str) -> dict[str, int]:
        of_left = subtable.PairSet[place[left]].PairValueRecord
        return {pair.SecondGlyph: _advance(pair.Value1) for pair in of_left}

    return lambda left, right: pairs(left).get(right) if left in place else None


def _by_class(subtable: Any) -> Callable[[str, str], int | None]:
    covered = frozenset(subtable.Coverage.glyphs)
    first, second = subtable.ClassDef1.classDefs, subtable.ClassDef2.classDefs
    rows = subtable.Class1Record

    def kerned(left: str, right: str) -> int | None:
        if left not in covered:
            return None
        record = rows[first.get(left, 0)].Class2Record[second.get(right, 0)]
        return _advance(record.Value1)

    return kerned


def _advance(value: Any) -> int:
    return getattr(value, "XAdvance", 0) or 0
