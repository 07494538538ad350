"""Where numbers come from: enough for somebody else to measure them again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from bugcase.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked elsewhere for the rows of a file that keeps them.

    Parameters
    ----------
    of
        The database without its password, or the file of a log or of Prometheus.
    what
        The query, or the fields.
    sha256
        The hash of that file's bytes; None for a database, which has none.
    at
        When it was asked, in UTC.
    left_out
        The lines or samples that could not be read, and are not among the rows.
    """

    of: str
    what: str
    sha256: str | None
    at: datetime = field(compare=False)
    left_out: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The provenance of a measurement.

    Parameters
    ----------
    data
        The file's name, or the kind of frame.
    sha256
        The hash of the file's bytes; for a frame, which has none, of the counts
        that it gave.
    rows
        The rows that count.
    left_out
        The rows in which the label, a prediction, the unit or the weight is missing.
    columns
        The columns that were read.
    method
        The method of the headline's interval.
    measured_at
        The time of measuring, in UTC; the same numbers at another time are the same.
    version
        The version of bugcase.
    asked
        What was asked elsewhere for these rows; None where the data are where they came from.
    """

    data: str
    sha256: str
    rows: int
    left_out: int
    columns: tuple[str, ...]
    method: str
    measured_at: datetime = field(compare=False)
    version: str
    asked: Asked | None = None

    @property
    def of_frame(self) -> bool:
        """Whether a dataframe was measured: whoever lacks it can't measure it again."""
        return self.data.endswith(" frame")  # a file has an ending

    @classmethod
    def now(
        cls,
        *,
        data: str,
        sha256: str,
        rows: int,
        left_out: int,
        columns: tuple[str, ...],
        method: str,
        asked: Asked | None = None,
    ) -> Self:
        """Say where numbers come from that this version measures now, to the second."""
        return cls(
            data=data,
            sha256=sha256,
            rows=rows,
            left_out=left_out,
            columns=columns,
            method=method,
            measured_at=datetime.now(UTC).replace(microsecond=0),
            version=__version__,
            asked=asked,
        )


def file_sha256(path: Path) -> str:
    """Hash a file's bytes, as `sha256sum` does."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(counted: Iterable[object]) -> str:
    """Hash what was counted."""
    digest = hashlib.sha256()
    for one in counted:
        digest.update(repr(one).encode())
    return digest.hexdigest()
