"""Working days: which days of a country are worked, and on which of them work is done.

A plan in working days becomes a date only through a calendar, and calendars differ:
Friday and Saturday are the weekend in Egypt, the day after Christmas is a day off in
London and not in Paris, and in China some Sundays are worked to make a holiday longer.
A mask of weekdays with a list of holidays cannot say that, so every day is asked for
by itself (python-holidays knows them), and a finish is looked up among those worked.

Without a country Monday to Friday are worked, and the calendar says that no public
holiday was counted.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bugcase.errors import CaseError
from bugcase.wording import in_use, say

Days: TypeAlias = NDArray[np.datetime64]

LONGEST = 2_500  # working days, about ten years: work that takes longer ends on the last of them
ROUNDING = 1e-9  # ten tasks of 0.1 days take one day, and not a little more


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """The days on which a country, or a part of it, works.

    Parameters
    ----------
    country
        Its code in ISO 3166, such as "DE"; None for Monday to Friday without any
        public holiday.
    subdivision
        The state or region whose holidays count as well, such as "BE" for Berlin.

    Raises
    ------
    CaseError
        Where the country or the subdivision is not known.

    Notes
    -----
    Public holidays only: half days, school holidays and what a firm gives its people
    are worked days here.  Holidays that a government sets late, or by the moon, are
    the library's best guess for the years to come.

    Examples
    --------
    >>> germany = WorkingCalendar(country="DE")
    >>> germany.is_working_day(date(2026, 12, 24)), germany.is_working_day(date(2026, 12, 25))
    (True, False)
    """

    country: str | None = None
    subdivision: str | None = None

    def __post_init__(self) -> None:
        if self.country is not None:
            _check(self.country, self.subdivision)
        elif self.subdivision is not None:
            raise CaseError(
                f"subdivision {self.subdivision!r}",
                allowed="a part of a country that is named as well",
                found="no country",
                remedy="name the country, or leave both unknown",
            )

    @property
    def counts_holidays(self) -> bool:
        """Whether public holidays are days off."""
        return self.country is not None

    @property
    def description(self) -> str:
        """Which days are worked, for a source line.

        >>> WorkingCalendar(country="DE", subdivision="BE").description
        'working days of Germany (BE), without its public holidays'
        >>> WorkingCalendar().description
        'Monday to Friday; no public holidays counted'
        """
        if self.country is None:
            return say("calendar.no_country")
        part = f" ({self.subdivision})" if self.subdivision else ""
        name = in_use().territory(self.country)
        return say("calendar.country", country=f"{name}{part}")

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked."""
        return bool(np.isin(np.datetime64(day, "D"), self._worked_in(day.year)))

    def distance(self, start: date, end: date) -> int:
        """Count the working days from one day to another; negative where it comes before.

        Examples
        --------
        >>> germany = WorkingCalendar(country="DE")
        >>> thursday, monday = date(2026, 12, 24), date(2026, 12, 28)
        >>> germany.distance(thursday, monday), germany.distance(monday, thursday)
        (1, -1)
        """
        step = 1 if end >= start else -1
        passed = (start + timedelta(step * i) for i in range(1, abs((end - start).days) + 1))
        return step * sum(self.is_working_day(day) for day in passed)

    def step(self, day: date, working_days: int) -> date:
        """Give the working day that is so many working days after a day; before, if negative.

        Examples
        --------
        >>> WorkingCalendar(country="DE").step(date(2026, 12, 24), 1)
        datetime.date(2026, 12, 28)
        """
        left, step = abs(working_days), timedelta(1 if working_days >= 0 else -1)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def finish(self, first: date, working_days: NDArray[np.float64]) -> Days:
        """Say on which days work is done that begins with the day `first`.

        Parameters
        ----------
        first
            The first day that is free for the work; where it is a day off, the work
            begins on the next working day.
        working_days
            How many working days it takes, of any shape.  A part of a day counts as
            the whole, and no work at all is done by the end of the first working day.

        Returns
        -------
        ndarray of datetime64[D]
            The days by the end of which it is done, in the shape of `working_days`.

        Examples
        --------
        >>> christmas = WorkingCalendar(country="DE").finish(date(2026, 12, 24), np.array([0.5, 2]))
        >>> christmas.astype(str).tolist()
        ['2026-12-24', '2026-12-28']
        """
        later = np.ceil(np.minimum(working_days, LONGEST) - ROUNDING).astype(np.int64) - 1
        later = np.maximum(later, 0)
        worked = self._from(first, 1 + int(later.max(initial=0)))
        return worked[later]

    def _from(self, first: date, count: int) -> Days:
        """List the first `count` working days from a day on."""
        year = first.year
        worked = self._worked_in(year)
        worked = worked[np.searchsorted(worked, np.datetime64(first, "D")) :]
        while len(worked) < count:
            year += 1
            worked = np.concatenate([worked, self._worked_in(year)])
        return worked[:count]

    def _worked_in(self, year: int) -> Days:
        return _worked(self.country, self.subdivision, year)


def local_day() -> date:
    """Give the day that it is by the clock of this machine."""
    return datetime.now().astimezone().date()


@cache
def _worked(country: str | None, subdivision: str | None, year: int) -> Days:
    """List the working days of a year."""
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    if country is None:
        worked = days[np.is_busday(days)]
    else:
        known = _holidays(country, subdivision)
        worked = days[[known.is_working_day(day) for day in days.tolist()]]
    worked.flags.writeable = False  # every plan shares it
    return worked


@cache
def _holidays(country: str, subdivision: str | None) -> Any:
    import holidays

    return holidays.country_holidays(country, subdiv=subdivision)


@cache
def _check(country: str, subdivision: str | None) -> None:
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        raise CaseError(
            f"country {country!r}",
            allowed="a code of two letters as in ISO 3166, such as DE, GB or US",
            found="no country of that code whose holidays are known",
            remedy=_advice(country, known),
        )
    parts = known[country]
    if subdivision is not None and subdivision not in parts:
        raise CaseError(
            f"subdivision {subdivision!r} of {country}",
            allowed="one of " + ", ".join(parts) if parts else "no subdivision",
            found="no such part of the country",
            remedy="write its code, or leave it unknown" if parts else "leave it unknown",
        )


def _advice(country: str, known: Any) -> str:
    names = {name.casefold(): code for code, name in _territories().items() if code in known}
    codes = {code.casefold(): code for code in known} | names
    near = get_close_matches(country.casefold(), codes, n=1, cutoff=0.8)
    if near:
        code = codes[near[0]]
        return f"did you mean {code} ({_territories().get(code, code)})?"
    return "write the country's code, or unknown for Monday to Friday without holidays"


@cache
def _territories() -> dict[str, str]:
    from babel import Locale

    return {code: str(name) for code, name in Locale("en").territories.items()}
