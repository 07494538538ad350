"""A source that stands in for a file: a database query, a log, or an answer of Prometheus.

`[sources.NAME]` of case.toml says how; the name then stands wherever the name of a file may.
What comes back is kept as Parquet beside the case (`bugcase.case.tables`).  No password is
ever written here: PostgreSQL's clients find it where they always do.
"""

import re
from typing import Annotated, Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, Field, model_validator

from bugcase.case.values import UNKNOWN, Known, Section, Unknown, Words
from bugcase.data.database import FILE_SCHEME, SERVER_SCHEMES

ENVIRONMENT = "env:"  # and the name of the variable that holds the address
_ALLOWED = (
    "sqlite:///shop.db, postgresql://user@host/shop, postgresql:///?service=shop or env:NAME of a "
    "variable that holds one"
)
_SECRET = ("password", "sslpassword")


def _database(address: str) -> str:
    """Refuse what names no database, and what holds a password, without repeating it."""
    if address.startswith(ENVIRONMENT):
        return address
    parts = urlsplit(address)
    if parts.password or set(_SECRET) & parse_qs(parts.query).keys():
        raise ValueError(
            "an address without its password, which belongs in PGPASSWORD, ~/.pgpass or a service "
            "file; found one with a password"
        )
    if parts.scheme == "mysql":
        raise ValueError(
            f"{_ALLOWED}; found MySQL, which needs an extension of DuckDB that is not supported: "
            "export the rows with mysql --batch to a .tsv file, and name that file"
        )
    if parts.scheme not in SERVER_SCHEMES and not address.startswith(FILE_SCHEME):
        raise ValueError(f"{_ALLOWED}; found {address!r}")
    return address


def _parquet(name: str) -> str:
    if not name.lower().endswith(".parquet"):
        raise ValueError(f"a name that ends in .parquet; found {name!r}")
    return name


def _source_name(name: str) -> str:
    """Refuse a name that would be no file's name, or that a data file could have."""
    if not re.fullmatch(r"\w[\w-]*", name):
        raise ValueError(f"a name of letters, digits, _ and -; found {name!r}")
    return name


SourceName: TypeAlias = Annotated[str, AfterValidator(_source_name)]


class TableSource(Section):
    """Where a table is asked for, and what is asked.

    One of `database`, `log` and `prometheus` says where.  A database needs a `query`; of a
    log and of an answer of Prometheus it may ask the table of that name.  `fields` names
    the columns: each the field of a log's line, or the series, that fills it.
    """

    database: Known[Annotated[Words, AfterValidator(_database)]] = UNKNOWN
    query: Known[Words] = UNKNOWN
    log: Known[Words] = UNKNOWN
    prometheus: Known[Words] = UNKNOWN
    fields: dict[str, Words] = Field(default_factory=dict)
    time: Known[Words] = UNKNOWN  # of a log, as `level` and `message`: the field's name
    level: Known[Words] = UNKNOWN
    message: Known[Words] = UNKNOWN
    kept: Known[Annotated[Words, AfterValidator(_parquet)]] = UNKNOWN

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        places = ("database", "log", "prometheus")
        given = [name for name in places if not isinstance(getattr(self, name), Unknown)]
        if len(given) != 1:
            raise ValueError(
                f"one of database, log and prometheus; found {' and '.join(given) or 'none'}"
            )
        if given == ["database"] and isinstance(self.query, Unknown):
            raise ValueError("a query for its database; found none")
        strange = ["fields"] if self.fields and given == ["database"] else []
        if given != ["log"]:
            named = ("time", "level", "message")
            strange += [one for one in named if not isinstance(getattr(self, one), Unknown)]
        if strange:
            raise ValueError(f"no {strange[0]} of a {given[0]}; found one")
        return self
