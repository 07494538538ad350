"""Numbers: counts, rates, shares, odds and amounts.

Rates are told as so many of every 1,000, always of the same 1,000, because
people compare counts well and percentages badly (Gigerenzer, Edwards, BMJ 327
(2003) 741).

What was simulated from somebody's guesses and has no interval is told in two significant
digits: more would promise a sureness that nobody has.  What has one is rounded by it
(`bugcase.wording.rounding`).  A probability has its word from one fixed
scale and never stands without the band that the word means, because the word alone
means something else to every reader (Budescu, Broomell, Por, Psychol. Sci. 20 (2009)
299).
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from babel import Locale
from babel.numbers import format_currency, get_currency_precision, is_currency

from bugcase.errors import CaseError
from bugcase.wording.entries import in_use, say


def count(n: int) -> str:
    """Write a whole number with its thousands apart.

    >>> count(68785)
    '68,785'
    """
    return in_use().number(n)


def percent(share: float) -> str:
    """Write a share that somebody chose, such as the level of an interval.

    >>> percent(0.95), percent(0.995)
    ('95%', '99.5%')
    """
    return say("number.percent", number=Decimal(f"{share * 100:g}"))


def per_1000(rate: float) -> str:
    """Write a rate without an interval as so many of every 1,000, below ten in two digits.

    What was measured has an interval, and is rounded by it (`bugcase.wording.rounding`).

    >>> per_1000(0.0826), per_1000(0.0083), per_1000(0.00042), per_1000(0.0)
    ('83', '8.3', '0.42', '0')
    """
    return in_use().number(two_digits(rate * 1000))


def two_digits(number: float) -> Decimal:
    """Round to two digits, and to whole numbers from ten on.

    >>> two_digits(82.6), two_digits(0.4249), two_digits(1234)
    (Decimal('83'), Decimal('0.42'), Decimal('1234'))
    """
    exact = Decimal(repr(float(number)))
    if not exact:
        return Decimal(0)
    return exact.quantize(Decimal((0, (1,), min(exact.adjusted() - 1, 0))))


def percentage(share: float) -> str:
    """Write a share in two digits, never 100% for less than all.

    >>> percentage(0.124), percentage(0.004), percentage(0.9991), percentage(1.0)
    ('12%', '0.4%', '99.91%', '100%')
    """
    part = 100 * share
    if 99 < part < 100:
        written = f"{100 - float(f'{100 - part:.1g}'):.6g}"
    else:
        written = f"{part:.0f}" if part >= 10 else f"{part:.2g}"
    return say("number.percent", number=Decimal(written))


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsBand:
    """A word for a probability, and the band from `low` up to `high` that it means."""

    entry: str
    low: float
    high: float

    @property
    def words(self) -> str:
        """The word, in the language in use."""
        return say(self.entry)

    @property
    def percent(self) -> str:
        """The band in per cent.

        >>> ODDS[0].words, ODDS[0].percent
        ('almost no chance', '1–5%')
        """
        low, high = (Decimal(f"{100 * end:g}") for end in (self.low, self.high))
        return say("odds.band", low=low, high=high)


_BOUNDS = (0.01, 0.05, 0.20, 0.45, 0.55, 0.80, 0.95, 0.99)
_ENTRIES = (
    "odds.almost_no_chance",
    "odds.very_unlikely",
    "odds.unlikely",
    "odds.roughly_even",
    "odds.likely",
    "odds.very_likely",
    "odds.almost_certain",
)

ODDS = tuple(  # the scale of Intelligence Community Directive 203 (2015); print it as a legend
    OddsBand(entry=entry, low=low, high=high)
    for entry, (low, high) in zip(_ENTRIES, pairwise(_BOUNDS), strict=True)
)


def odds(probability: float) -> str:
    """Say a probability by its word on the printed scale, with the word's band beside it.

    A boundary belongs to the band above it; what is off the scale is said as it is.

    >>> odds(0.7), odds(0.2), odds(0.004), odds(0.999)
    ('likely (55–80%)', 'unlikely (20–45%)', 'less than 1 in 100', 'more than 99 in 100')
    """
    _check_probability(probability)
    band = odds_band(probability)
    if band is None:
        return say("odds.below" if probability < ODDS[0].low else "odds.above")
    return say("odds.said", word=band.words, band=band.percent)


def odds_band(probability: float) -> OddsBand | None:
    """Find the band of a probability; None where it is off the scale."""
    _check_probability(probability)
    if not ODDS[0].low <= probability <= ODDS[-1].high:
        return None
    return next(band for band in reversed(ODDS) if probability >= band.low)


def odds_of_range(low: float, high: float) -> str:
    """Say the odds of a range by the words of the scale whose bands cover it.

    >>> odds_of_range(0.06, 0.15), odds_of_range(0.03, 0.2)
    ('very unlikely (5–20%)', 'almost no chance to very unlikely (1–20%)')
    >>> odds_of_range(0, 0.03), odds_of_range(0.8, 1)
    ('almost no chance at most (up to 5%)', 'very likely at least (80% or more)')
    >>> odds_of_range(0, 0.005), odds_of_range(0, 1)
    ('less than 1 in 100', 'anything from 0 to 100%')
    """
    _check_probability(low)
    _check_probability(high)
    if low == high or high < ODDS[0].low or low > ODDS[-1].high:
        return odds(low)
    first = next((band for band in reversed(ODDS) if low >= band.low), None)
    last = next((band for band in ODDS if high <= band.high), None)  # a boundary ends its band
    numbers = {
        **({"low": Decimal(f"{100 * first.low:g}")} if first else {}),
        **({"high": Decimal(f"{100 * last.high:g}")} if last else {}),
    }
    if last is None:
        return say("odds.at_least", word=first.words, **numbers) if first else say("odds.any")
    if first is None:
        return say("odds.at_most", word=last.words, **numbers)
    if first == last:
        return say("odds.said", word=first.words, band=first.percent)
    return say("odds.between", first=first.words, last=last.words, **numbers)


def one_in(probability: float) -> str:
    """Say a probability as so many in so many, the fewest that are near enough.

    >>> one_in(0.124), one_in(0.3), one_in(0.96), one_in(0.00081), one_in(0.0)
    ('about 1 in 8', 'about 3 in 10', 'about 96 in 100', 'about 1 in 1,200', '0 in 10')
    """
    _check_probability(probability)
    if probability in {0, 1}:
        return say("number.one_in", number=int(10 * probability), of=10)
    near = 0.055 * min(probability, 1 - probability)  # 5% is what two digits may be off
    one = _two_digits(round(1 / probability))
    if abs(1 / one - probability) <= near:
        return say("number.about_one_in", number=1, of=int(one))
    of = 10
    while abs(round(probability * of) / of - probability) > near:
        of *= 10
    return say("number.about_one_in", number=round(probability * of), of=of)


def about(number: float) -> str:
    """Say a simulated count in two significant digits.

    >>> about(1234), about(7.3), about(0.2), about(0)
    ('about 1,200', 'about 7', 'less than 1', 'none')
    """
    if number < 0:
        raise ValueError(f"a count is not negative: {number!r}; see more_or_fewer")
    if 0 < number < 0.5:
        return say("number.less_than", number=1)
    return say("number.about", number=int(whole(number))) if number else say("number.none")


def money(number: float, currency: str) -> str:
    """Say an amount that has no interval in two significant digits.

    Parameters
    ----------
    number
        The amount, in units of the currency.
    currency
        Its code in ISO 4217: "EUR".

    Raises
    ------
    CaseError
        Where there is no such currency.

    Examples
    --------
    >>> [money(x, "EUR") for x in (182_430, -1234, 4.5, 0)]
    ['€180,000', '€1,200 saved', '€4.50', '€0']
    """
    return say_amount(Decimal(f"{number:.2g}"), currency)


def counted_money(number: Decimal, currency: str | None) -> str:
    """Say an amount that was counted: to the unit from ten on, below that with its cents.

    Without a currency it is said as a number.

    >>> counted_money(Decimal("2974.7300"), "EUR")
    '€2,975'
    >>> counted_money(Decimal("9.5"), "EUR")
    '€9.50'
    >>> counted_money(Decimal("2974.73"), None)
    '2,975'
    """
    if currency is None:
        return in_use().number(round(number))
    digits = 0 if abs(number) >= 10 else get_currency_precision(currency)
    return amount(round(number, digits), currency)


def say_amount(number: Decimal, currency: str) -> str:
    """Say an amount that is rounded; less than nothing was saved.

    >>> say_amount(Decimal("-1.2E3"), "EUR")
    '€1,200 saved'
    """
    said = amount(number, currency)
    return say("number.saved", amount=said) if number < 0 else said


def amount(number: Decimal, currency: str, *, like: tuple[Decimal, ...] = ()) -> str:
    """Write an amount that is rounded, without its sign.

    It has the decimals that its digits need, and those that the amounts it stands with
    (`like`) need; where there are some, as many as the currency has.

    >>> amount(Decimal("4.5"), "EUR"), amount(Decimal(4), "EUR")
    ('€4.50', '€4')
    >>> amount(Decimal(3), "EUR", like=(Decimal("4.5"),))
    '€3.00'
    """
    _check_currency(currency)
    decimals = max(_decimals(one) for one in (number, *like))
    if decimals:
        decimals = max(decimals, get_currency_precision(currency))
    locale = in_use().locale
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    pattern = pattern.replace(".00", "." + "0" * decimals if decimals else "")
    return format_currency(abs(number), currency, pattern, locale=locale, currency_digits=False)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def whole(number: float) -> float:
    """Round to two significant digits, and to a whole number; never to minus zero.

    >>> whole(1234), whole(-0.2)
    (1200.0, 0.0)
    """
    return round(_two_digits(number)) + 0.0


def _check_probability(probability: float) -> None:
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies between 0 and 1: {probability!r}")


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")


def _check_currency(currency: str) -> None:
    if not is_currency(currency):
        raise CaseError(
            f"currency {currency!r}",
            allowed="a code of three letters as in ISO 4217, such as EUR, GBP or USD",
            found="no such currency",
            remedy="write the currency's code",
        )
