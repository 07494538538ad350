"""Hashes the settings of a case, to tell which measurements still belong to them."""

import hashlib
import json
from typing import Any

from bugcase.case.model import Case


def hash_of(case: Case, said: Any) -> str | None:
    """Hash what some fields of a case say, by pydantic's `include`; None where they say nothing.

    A field that says nothing has no part in it, so that a new one leaves evidence as it is.
    """
    given = case.model_dump(mode="json", include=said, exclude_defaults=True)
    filled = {name: one for name, one in given.items() if one not in ({}, [])}
    if not filled:
        return None
    return hashlib.sha256(json.dumps(filled, sort_keys=True).encode()).hexdigest()
