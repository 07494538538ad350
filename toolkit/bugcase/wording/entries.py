"""Languages: the words that code puts into sentences, one file a language, and their numbers.

Playbooks bring their own sentences.  What code adds to them (the words of slots, axes and
frames, joins, patterns of numbers) stands in `languages/`, one entry each, so that changing
a phrase is one entry in one file.  Numbers, dates, lists and currencies follow the locale
(Unicode CLDR, by Babel).  Of a language without a file the words are English ones.

An entry is text with named slots, `{name}`, which are replaced and nothing more: no entry
runs code.  Where its words depend on a number, it is a table by CLDR's plural categories,
and the slot `n` chooses among them.

The language in use is a context, as in `decimal`: whoever says something for a case says it
`using` the case's locale.  What is said within one call follows it; a lazy iterator that
leaves the block does not.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

DEFAULT_LOCALE: Final = "en_GB"
FALLBACK: Final = "en"  # whose words a language without a file of its own has

_SLOT: Final = re.compile(r"\{(\w+)\}")
_OTHER: Final = "other"  # the plural category that every language has
_PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", _OTHER})

Pairs: TypeAlias = tuple[tuple[str, str], ...]
Entry: TypeAlias = str | Mapping[str, str] | tuple[str, ...] | Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The words of a language, with the numbers and dates of a locale.

    Attributes
    ----------
    locale
        "en_GB".
    entries
        Every entry of its file, by the names of its tables and its own: "duration.hours".
    has_own_words
        Whether there is a file of this language; else the words are English.
    """

    locale: str
    entries: Mapping[str, Entry]
    has_own_words: bool

    def say(self, entry: str, **slots: str | int | Decimal) -> str:
        """Write an entry with its slots filled; numbers are written as the locale has them.

        Raises
        ------
        LookupError
            Where there is no such entry, or one of its slots is not given.

        Examples
        --------
        >>> language("en_GB").say("duration.hours", n=1_200)
        '1,200 hours'
        >>> language("de_DE").say("duration.hours", n=1)
        '1 Stunde'
        """
        found, n = self._entry(entry), slots.get("n")
        if isinstance(found, Mapping):
            # a number that is rounded is a text already; its plural is that of many
            plural = _OTHER if n is None or isinstance(n, str) else self._parsed.plural_form(n)
            found = found.get(plural, found[_OTHER])

        def fill(slot: re.Match[str]) -> str:
            value = slots[slot[1]]
            return value if isinstance(value, str) else self.number(value)

        return _SLOT.sub(fill, str(found))

    def words(self, entry: str) -> tuple[str, ...]:
        """Give the words of an entry that is a list."""
        found = self._entry(entry)
        return tuple(one for one in found if isinstance(one, str))

    def pairs(self, entry: str) -> Pairs:
        """Give an entry that is a list of pairs: what is found, and what takes its place."""
        found = self._entry(entry)
        return tuple((one[0], one[1]) for one in found if isinstance(one, tuple))

    def term(self, table: str, name: str) -> str:
        """Translate a name of the package's own, such as that of a unit; of others, give it back.

        >>> language("de_DE").term("unit", "orders"), language("de_DE").term("unit", "parcels")
        ('Bestellungen', 'parcels')
        """
        found = self.entries.get(f"{table}.{name}", name)
        return found if isinstance(found, str) else name

    def number(self, number: int | Decimal) -> str:
        """Write a number in all its digits.

        >>> language("en_GB").number(Decimal("1234.50")), language("de_DE").number(-68785)
        ('1,234.50', '-68.785')
        """
        exact = Decimal(number)
        if not exact.is_finite():
            return self.say("number.unbounded")
        exponent = exact.as_tuple().exponent
        decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
        whole = self._parsed.decimal_formats[None].pattern.partition(".")[0]
        pattern = f"{whole}.{'0' * decimals}" if decimals else whole
        return format_decimal(exact, pattern, locale=self._parsed, decimal_quantization=False)

    def joined(self, items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
        """Join items as a sentence does.

        >>> language("en_GB").joined(("a", "b", "c")), language("de_DE").joined(("a", "b"), "or")
        ('a, b and c', 'a oder b')
        """
        return format_list(tuple(items), style, locale=self._parsed)

    def day(
        self, day: date, *, weekday: bool = False, year: bool = False, short: bool = False
    ) -> str:
        """Write a day; a line break may part its weekday, and nothing else of it.

        `short` is for a drawing, which has no line breaks: "Thu 26 Nov".

        >>> language("en_GB").day(date(2026, 11, 26), weekday=True).replace(chr(0xA0), "_")
        'Thursday 26_November'
        >>> language("de_DE").day(date(2026, 11, 26), weekday=True).replace(chr(0xA0), "_")
        'Donnerstag, 26._November'
        """
        skeletons = self._parsed.datetime_skeletons
        plain = skeletons["MMMd"].pattern
        pattern = skeletons["yMMMd"].pattern if year else plain
        kept = pattern if short else pattern.replace(" ", "\u00a0")
        pattern = skeletons["MMMEd"].pattern.replace(plain, kept) if weekday else kept
        if not short:
            pattern = re.sub("M{3}", "MMMM", pattern).replace("E", "EEEE")
        return format_date(day, pattern, locale=self._parsed)

    def territory(self, code: str) -> str:
        """Name a country by its code.

        >>> language("en_GB").territory("DE"), language("de_DE").territory("DE")
        ('Germany', 'Deutschland')
        """
        return str(self._parsed.territories.get(code, code))

    def part(self, day: date, part: Literal["weekday", "month"]) -> str:
        """Name the weekday or the month of a day, as it stands within a sentence."""
        pattern = "EEEE" if part == "weekday" else "MMMM"
        return format_date(day, pattern, locale=self._parsed)

    def time(self, time: datetime, *, pattern: str = "clock.pattern") -> str:
        """Write what a clock shows, in the pattern of an entry."""
        return format_time(time, self.say(pattern), locale=self._parsed)

    @property
    def _parsed(self) -> Locale:
        return _parsed(self.locale)

    def _entry(self, name: str) -> Entry:
        try:
            return self.entries[name]
        except KeyError:
            raise LookupError(f"no entry {name!r} among the words of {self.locale}") from None


def language(locale: str) -> Language:
    """Give the language of a locale: its own words, or where there are none, English ones.

    >>> language("es_ES").say("list.more", what="a", n=2), language("es_ES").number(12345)
    ('a and 2 more', '12.345')
    """
    name = locale.replace("-", "_").partition("_")[0].lower()
    own = _read(name)
    return Language(
        locale=locale.replace("-", "_"),
        entries=_read(FALLBACK) or {} if own is None else own,
        has_own_words=own is not None,
    )


_IN_USE: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


@contextmanager
def using(locale: str) -> Iterator[Language]:
    """Say everything within a block in the language of a locale.

    >>> with using("de_DE"):
    ...     say("duration.days", n=3)
    '3 Tage'
    """
    before = _IN_USE.set(locale)
    try:
        yield language(locale)
    finally:
        _IN_USE.reset(before)


def in_use() -> Language:
    """Give the language that is in use; English until another is."""
    return language(_IN_USE.get())


def say(entry: str, **slots: str | int | Decimal) -> str:
    """Write an entry of the language in use with its slots filled."""
    return in_use().say(entry, **slots)


@cache
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale)


@cache
def _read(name: str) -> Mapping[str, Entry] | None:
    file = resources.files("bugcase.wording") / "languages" / f"{name}.toml"
    if not name.isalpha() or not file.is_file():
        return None
    return MappingProxyType(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, Entry]:
    """Give the entries of nested tables by their whole names."""
    found: dict[str, Entry] = {}
    for name, value in table.items():
        if isinstance(value, dict) and not value.keys() <= _PLURALS:
            found |= _flat(value, f"{before}{name}.")
        elif isinstance(value, dict):
            found[f"{before}{name}"] = MappingProxyType(value)
        elif isinstance(value, list):
            found[f"{before}{name}"] = tuple(tuple(x) if isinstance(x, list) else x for x in value)
        else:
            found[f"{before}{name}"] = value
    return found
