"""Reads columns of amounts and adds them exactly, one currency at a time.

Ten cents have no binary fraction, and a million of them added as floats are off
by cents that somebody will find.  Amounts become decimals of four places before
anything is added (no currency has more), and stay so; a float's own error
vanishes in that rounding below a trillion.

Amounts written as text ("1,234.50", "€ 12") are read and counted.  Two
currencies are never added: with a column that names them, each has its own sum;
without one, marks inside the text betray them, and the question is refused.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from bugcase.data.notices import Notice, noticed
from bugcase.data.stage import Stage, Staged, text
from bugcase.errors import DataError

DECIMAL = "decimal(38, 4)"
DecimalMark: TypeAlias = Literal[".", ","]
Number: TypeAlias = Decimal | int | float | str
MARK = "([A-Z]{3}|[€$£¥₹₽₩₺₪₫])"


def as_decimal(number: Number, thing: str) -> Decimal:
    """Read a number that somebody typed, as it was written: 0.1 is a tenth.

    Raises
    ------
    DataError
        Where it is no finite number.
    """
    try:
        exact = Decimal(str(number))
    except InvalidOperation:
        exact = Decimal("nan")
    if not exact.is_finite():
        raise DataError(
            thing, allowed="a number, such as 0.01", found=repr(number), remedy="write it so"
        )
    return exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An exact sum; the currency is None where the data does not say it."""

    amount: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """A column read as amounts: the SQL of the amount and of its currency."""

    sql: str
    currency: str
    notices: tuple[Notice, ...]

    @classmethod
    def read(
        cls, stage: Stage, staged: Staged, role: str = "amount", decimal: DecimalMark = "."
    ) -> "Amounts":
        """Read a column of amounts, with the currency in role "currency" if it is there.

        Raises
        ------
        DataError
            Where no value is an amount, or the amounts themselves name several
            currencies and no column does.
        """
        place = staged.place(role)
        is_text = not staged.is_number(role)
        value = _number(text(role), decimal) if is_text else role
        sql = f"try_cast({value} as {DECIMAL})"
        finer = "false"
        if is_text or staged.types[role].startswith(("FLOAT", "DOUBLE")):
            finer = f"abs(try_cast({value} as double) - cast({sql} as double)) > 1e-6"
        amounts, unread, fine = stage.one(
            f"select count({sql}), count(*) filter ({role} is not null and {sql} is null), "
            f"count(*) filter ({finer}) from {staged.name}"
        )
        if not amounts:
            other = "," if decimal == "." else "."
            (example,) = stage.one(f"select min({text(role)}) from {staged.name}")
            raise DataError(
                place,
                allowed="amounts: numbers, or text such as 1,234.50",
                found=f"other values, such as {example!r}" if example else "only missing values",
                remedy=f"name the column of the amounts, or their decimal mark (decimal={other!r})",
            )
        return cls(
            sql=sql,
            currency=_currency(stage, staged, role, is_text=is_text),
            notices=noticed(
                place,
                {
                    "amounts written as text": amounts if is_text else 0,
                    "amounts that cannot be read": unread,
                    "amounts finer than four decimals": fine,
                },
            ),
        )


def _number(written: str, decimal: DecimalMark) -> str:
    """Take the currency, the spaces and the thousands' marks out of text; null where it is none."""
    bare = f"regexp_replace({written}, '{MARK}|[\\s\\x{{A0}}\\x{{202F}}'']', '', 'g')"
    thousands, point = (",", r"\.") if decimal == "." else (r"\.", ",")
    grouped = f"[+-]?[0-9]{{1,3}}({thousands}[0-9]{{3}})+({point}[0-9]+)?"
    plain = f"[+-]?[0-9]*{point}?[0-9]+"
    ungrouped = f"replace({bare}, '{thousands[-1]}', '')"
    return (
        f"case when regexp_full_match({bare}, '{plain}|{grouped}') "
        f"then replace({ungrouped}, '{decimal}', '.') end"
    )


def _currency(stage: Stage, staged: Staged, role: str, *, is_text: bool) -> str:
    """Give the SQL of each row's currency, null where nothing says it."""
    if "currency" in staged.columns:
        return f"nullif(upper(trim({text('currency')})), '')"
    if not is_text:
        return "cast(null as varchar)"
    marks = stage.rows(
        f"select nullif(regexp_extract({text(role)}, '{MARK}'), '') as mark, count(*) "
        f"from {staged.name} group by mark having mark is not null order by count(*) desc, mark"
    )
    if len(marks) > 1:
        raise DataError(
            staged.place(role),
            allowed="amounts in one currency",
            found=", ".join(f"{count:,} in {mark}" for mark, count in marks[:6]),
            remedy="split off the currency into a column of its own, and name it as currency",
        )
    return f"'{marks[0][0]}'" if marks else "cast(null as varchar)"
