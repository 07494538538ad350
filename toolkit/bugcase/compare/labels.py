"""Brings labels and predictions to one form, or refuses them.

A label column says "yes", the model says 1, and a naive comparison reports
100 % error.  Here booleans, 0 and 1, whole floats, strings and categories are
brought to one form; where the two sides still share no value, that is said, and
nothing is measured.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import narwhals as nw

from bugcase.data.table import Table
from bugcase.errors import DataError

Family: TypeAlias = Literal["boolean", "number", "text"]
MOST_CLASSES = 1000
SHOWN = 6
# what is written where there is no answer, whatever its capitals
MARKS = ("", "-", "?", "error", "missing", "n/a", "na", "nan", "none", "null", "unknown")


def only_known(table: Table, columns: Mapping[str, str]) -> tuple[Table, int]:
    """Keep the rows in which every one of the columns has a value; say how many were left out.

    `columns` maps each role ("label", "baseline", ...) to its column.

    Raises
    ------
    DataError
        Where a column is missing or holds no value at all, or no row has them all.
    """
    for role, column in columns.items():
        table.require(column, role)
    names = list(dict.fromkeys(columns.values()))
    known = [~nw.col(name).is_null() for name in names]
    every = nw.all_horizontal(*known, ignore_nulls=False)
    rows, complete, *present = table.summarise(
        [nw.len(), _count(every), *(nw.col(name).count() for name in names)]
    )
    if rows == 0:
        raise DataError(
            table.name, allowed="at least one row", found="none", remedy="check what wrote it"
        )
    for role, column in columns.items():
        if present[names.index(column)] == 0:
            raise DataError(
                f"{role} column {column!r} of {table.name}",
                allowed="at least one value",
                found=f"only missing values in {rows:,} rows",
                remedy="name the column that holds the values",
            )
    if complete == 0:
        raise DataError(
            table.name,
            allowed=f"a row with {', '.join(columns)} all present",
            found=f"none among {rows:,}",
            remedy="join the columns on the same rows before comparing",
        )
    left_out = int(rows - complete)
    return (table.filter(every) if left_out else table), left_out


def as_classes(table: Table, columns: Mapping[str, str]) -> tuple[dict[str, nw.Expr], list[Any]]:
    """Bring a label and its predictions to one form.

    Parameters
    ----------
    table
        Rows in which every one of the columns has a value.
    columns
        Role to column; the first is the label.

    Returns
    -------
    expressions, classes
        One expression per role, comparable with one another, and the classes
        that the label takes, sorted.

    Raises
    ------
    DataError
        Where a column holds no classes, a prediction never takes a value that the
        label takes, one of the columns alone has words among numbers that all have, a
        prediction writes a class of the label with other capitals or spaces, or one
        model alone writes a mark of a missing value ("n/a", "error") that is no class
        of the label.
    """
    families = {role: _family(table, role, column) for role, column in columns.items()}
    common: Family = "text" if "text" in families.values() else "number"
    if set(families.values()) == {"boolean"}:
        common = "boolean"
    expressions = {
        role: _converted(table, column, families[role], common) for role, column in columns.items()
    }
    values = {
        role: _values(table, role, columns[role], e, as_text=common == "text")
        for role, e in expressions.items()
    }
    label, *predictions = columns
    for role in predictions:
        truth, guesses = set(values[label]), set(values[role])
        if not truth & guesses and not truth | guesses <= {0, 1}:  # all 0 for all 1 is just wrong
            raise DataError(
                f"{role} column {columns[role]!r} of {table.name}",
                allowed=f"values of the label column {columns[label]!r} ({_shown(values[label])})",
                found=_shown(values[role]),
                remedy="write both with the same values",
            )
    _refuse_words_among_numbers(table, columns, values)
    _refuse_other_spellings(table, columns, expressions, values)
    _refuse_marks(table, columns, expressions, values)
    return expressions, values[label]


def _refuse_words_among_numbers(
    table: Table, columns: Mapping[str, str], values: Mapping[str, list[Any]]
) -> None:
    """Refuse "n/a" or "yes" that one column alone has beside 0 and 1.

    Counted, each such row would be an error.  A class such as "5+" among numbers is one
    that several columns write.
    """
    numbers = sorted(filter(_is_number, set.intersection(*map(set, values.values()))))
    if not numbers:
        return
    for role, found in values.items():
        others = {value for one, held in values.items() if one != role for value in held}
        words = [value for value in found if value not in others and not _is_number(value)]
        if words:
            raise DataError(
                f"{role} column {columns[role]!r} of {table.name}",
                allowed=f"classes that another column writes too ({_shown(numbers)}), or an empty "
                "cell where there is none",
                found=_shown(words),
                remedy="empty those cells, or write all classes in words",
            )


def _refuse_other_spellings(
    table: Table,
    columns: Mapping[str, str],
    expressions: Mapping[str, nw.Expr],
    values: Mapping[str, list[Any]],
) -> None:
    """Refuse "Yes" or "yes " of a model where the label has "yes": each would be an error."""
    label, *predictions = columns
    classes = {_folded(value): value for value in values[label]}
    for role in predictions:
        unknown = [value for value in values[role] if value not in values[label]]
        meant = {value: classes[_folded(value)] for value in unknown if _folded(value) in classes}
        if meant:
            pairs = [f"{right!r} for {value!r}" for value, right in meant.items()]
            raise DataError(
                f"{role} column {columns[role]!r} of {table.name}",
                allowed=f"classes as the label column {columns[label]!r} writes them "
                f"({_shown(values[label])})",
                found=_rows_with(table, expressions[role], list(meant)),
                remedy=f"write {', '.join(pairs[:SHOWN])}",
            )


def _refuse_marks(
    table: Table,
    columns: Mapping[str, str],
    expressions: Mapping[str, nw.Expr],
    values: Mapping[str, list[Any]],
) -> None:
    """Refuse "n/a" or "error" that one model alone writes, and that is no class of the label.

    Counted, each such row would be an error, where no answer was given.
    """
    label, *predictions = columns
    for role in predictions:
        others = {value for one, held in values.items() if one != role for value in held}
        marks = [value for value in values[role] if value not in others and _folded(value) in MARKS]
        if marks:
            raise DataError(
                f"{role} column {columns[role]!r} of {table.name}",
                allowed=f"classes of the label column {columns[label]!r} "
                f"({_shown(values[label])}), or an empty cell where there is none",
                found=f"{_rows_with(table, expressions[role], marks)}, and in no other column",
                remedy="empty those cells where no answer was given, or make it a class of the "
                "label",
            )


def _rows_with(table: Table, expression: nw.Expr, values: Sequence[Any]) -> str:
    """Tell the first of some classes, each with its rows: "'n/a' in 12 rows"."""
    counts = table.summarise(_count(expression == value) for value in values[:SHOWN])
    return ", ".join(
        f"{value!r} in {count:,} {'row' if count == 1 else 'rows'}"
        for value, count in zip(values, counts, strict=False)
    )


def _folded(value: Any) -> Any:
    """Give text without what is easily written otherwise: capitals, and spaces around it."""
    return value.strip().casefold() if isinstance(value, str) else value


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return str(value).strip().lower() not in ("nan", "inf", "-inf", "infinity")


def positive_class(table: Table, column: str, classes: list[Any], named: Any | None) -> Any:
    """Choose the class that a metric of one class is about: the named one, or 1 of 0 and 1.

    Where the classes are 0 and 1 or false and true, either may be named for the other,
    as text as well: a command line knows no booleans.

    Raises
    ------
    DataError
        Where no class is named and the label is not 0 and 1 (or false and true),
        or the named one never occurs.
    """
    if named is not None:
        same = [value for value in classes if _text(value) == _text(named)]
        if not same and all(_truth(value) is not None for value in classes):
            same = [value for value in classes if _truth(value) == _truth(named)]
        if len(same) == 1:
            return same[0]
        found, remedy = repr(named), "name a class that occurs"
    elif set(classes) <= {0, 1}:
        return type(classes[0])(1)
    else:
        found, remedy = "no class named", "name the class that the metric is about, as positive"
    raise DataError(
        f"label column {column!r} of {table.name}",
        allowed=f"two classes, 0 and 1, or one of its classes named ({_shown(classes)})",
        found=found,
        remedy=remedy,
    )


def _truth(value: Any) -> bool | None:
    """Take 0 and 1 and what is written for them as booleans; None for any other class."""
    return {"0": False, "false": False, "1": True, "true": True}.get(_text(value).lower())


def is_class(expression: nw.Expr, value: Any) -> nw.Expr:
    """Whether each row is of the class."""
    if isinstance(value, bool):
        return expression if value else ~expression
    same: nw.Expr = expression == value
    return same


def as_finite(table: Table, role: str, column: str) -> nw.Expr:
    """Take a column as real numbers.

    Raises
    ------
    DataError
        Where the column is no numbers, or holds infinities.
    """
    dtype = table.schema[column]
    if not (dtype.is_numeric() or dtype == nw.Boolean):
        raise DataError(
            f"{role} column {column!r} of {table.name}",
            allowed="numbers",
            found=f"values of type {dtype}",
            remedy="convert it to numbers, or choose a metric of classes",
        )
    value = nw.col(column).cast(nw.Float64)
    (infinite,) = table.summarise([_count(~value.is_finite())])
    if infinite:
        raise DataError(
            f"{role} column {column!r} of {table.name}",
            allowed="finite numbers",
            found=f"{infinite:,} infinite values",
            remedy="find what wrote them, or leave those rows out",
        )
    return value


def _family(table: Table, role: str, column: str) -> Family:
    dtype = table.schema[column]
    if dtype == nw.Boolean:
        return "boolean"
    if dtype.is_numeric():
        return "number"
    if dtype in (nw.String, nw.Categorical, nw.Enum):
        return "text"
    raise DataError(
        f"{role} column {column!r} of {table.name}",
        allowed="classes: text, booleans or whole numbers",
        found=f"values of type {dtype}",
        remedy="name the column that holds the classes",
    )


def _converted(table: Table, column: str, family: Family, common: Family) -> nw.Expr:
    value = nw.col(column)
    if family == "text":
        return value.cast(nw.String)
    if family == "boolean":
        if common == "text":
            return nw.when(value).then(nw.lit("true")).otherwise(nw.lit("false"))
        return value.cast(nw.Int64) if common == "number" else value
    if common == "text":
        return value.cast(nw.Int64).cast(nw.String)
    return value if table.schema[column].is_integer() else value.cast(nw.Float64)


def _values(
    table: Table, role: str, column: str, expression: nw.Expr, *, as_text: bool
) -> list[Any]:
    dtype = table.schema[column]
    if dtype.is_integer() and not as_text:  # a Parquet file knows its ends without being read
        low, high = table.summarise([nw.col(column).min(), nw.col(column).max()])
        if high - low <= 1:
            return sorted({low, high})
    if dtype.is_numeric() and not dtype.is_integer():
        value = nw.col(column)
        (fractions,) = table.summarise([_count(~value.is_finite() | (value != value.round(0)))])
        if fractions:
            raise DataError(
                f"{role} column {column!r} of {table.name}",
                allowed="classes: text, booleans or whole numbers",
                found=f"{fractions:,} fractions or infinite values",
                remedy="round it to classes, or choose a metric of numbers or probabilities",
            )
    counted = table.with_columns(__class=expression).count_by(["__class"], most=MOST_CLASSES + 1)
    if len(counted) > MOST_CLASSES:
        (distinct,) = table.summarise([nw.col(column).n_unique()])
        raise DataError(
            f"{role} column {column!r} of {table.name}",
            allowed=f"at most {MOST_CLASSES:,} classes",
            found=f"{distinct:,} different values",
            remedy="name the column that holds the classes, or choose a metric of numbers",
        )
    return sorted(value for value, _ in counted)


def _count(condition: nw.Expr) -> nw.Expr:
    """Count the rows of which it is true: Spark sums no booleans."""
    return condition.cast(nw.Int64).sum()


def _shown(values: list[Any]) -> str:
    more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return ", ".join(map(_text, values[:SHOWN])) + more


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
