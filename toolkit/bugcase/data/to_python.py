"""Casts what an engine gives to plain Python values."""

from decimal import Decimal
from typing import Any

PLAIN = frozenset({bool, float, int, str, type(None)})


def to_python(value: Any) -> Any:
    """Cast an engine's number to Python's, so that subtraction never wraps and never is Decimal."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if type(value).__name__ in ("NAType", "NaTType"):  # what pandas has beside None and NaN
        return None
    return value.item() if hasattr(value, "item") else value
