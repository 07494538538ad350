"""Keeps the answer of a query as a Parquet file that says what was asked, where and when.

A query on a live database gives other rows tomorrow, and none on a train.  So its answer is
kept, and the file itself carries where it was asked, what, and when: whoever measures it
measures the same, and can say so.
"""

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bugcase.data.duck import connect_shared, sql_text
from bugcase.data.provenance import Asked
from bugcase.errors import DataError

KEY = "bugcase"  # under which the file's metadata has it


def keep(relation: Any, path: Path, asked: Asked) -> None:
    """Write a DuckDB relation to a Parquet file, whole or not at all, with what was asked.

    Raises
    ------
    DataError
        Where a row cannot be read, or the file not be written.
    """
    import duckdb

    metadata = json.dumps({**asdict(asked), "at": asked.at.isoformat()})
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        relation.query(
            "kept_rows",  # unlike every table of the connections that make relations
            f"copy (from kept_rows) to {sql_text(str(temporary))} "
            f"(format parquet, kv_metadata {{{KEY}: {sql_text(metadata)}}})",
        )
        temporary.replace(path)
    except (duckdb.Error, OSError) as error:
        raise DataError(
            f"rows of {asked.of}",
            allowed=f"rows that can be kept in {path.name}",
            found=str(error).partition("\n")[0],
            remedy="see that the folder can be written to, and select only what is needed",
        ) from error
    finally:
        if temporary.exists():
            temporary.unlink()


def asked_of(path: Path) -> Asked | None:
    """Read what was asked for the rows of a Parquet file; None where it says nothing of that."""
    import duckdb

    try:
        found = connect_shared().execute(
            "select value from parquet_kv_metadata($1) where key = $2",
            [str(path), KEY.encode()],
        )
        row = found.fetchone()
    except duckdb.Error:
        return None
    if row is None:
        return None
    metadata = json.loads(row[0])
    return Asked(**{**metadata, "at": datetime.fromisoformat(metadata["at"])})
