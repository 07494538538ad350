"""A filled example, dated by the day on which it is built.

The meeting of an example would soon be past, and its check would find nothing but that.
So its case is written with the meeting on the next working day, and whatever the meeting
arranges (until when to decide, the release, the plan) as many working days away from it
as in the example, at the same time on the clock.

An incident is bound to its tables.  What lies before the meeting's day moves with them by
whole weeks on the clock of the meeting's zone, so that a busy Tuesday evening stays one
also across a change of the clock.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import tomlkit

from bugcase.build import write_notebook
from bugcase.case.file import FILE
from bugcase.case.model import Case
from bugcase.case.values import known
from bugcase.data.duck import connect, sql_name, sql_text
from bugcase.decision.calendar import WorkingCalendar, local_day
from bugcase.errors import BuildError
from bugcase.files import write_atomically
from bugcase.folder import case_file
from bugcase.installed import folder as installed_folder

COUNTRIES = {"ceo-report": "PT"}  # where an example plays whose case plans no work
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
UNTIL_COLLECTED = DAY  # from the evening of an incident to the morning on which its data end
# in text: 2026-10-13T17:41:07, or 2026/10/13 17:41:07 as Go writes it; both in UTC
MOMENT = re.compile(r"\d{4}(?P<dash>[-/])\d\d(?P=dash)\d\d(?P<gap>[T ])\d\d:\d\d:\d\d")


def new_demo(name: str, folder: Path, *, today: date | None = None) -> None:
    """Write a filled example with its meeting on the next working day.

    Files that are there already are left as they are; where a case.toml is among them,
    the tables get its dates.

    Parameters
    ----------
    name
        The example, which has the name of its playbook.
    folder
        Where to write it.
    today
        The day on which it is built; by default the day on which it is.

    Raises
    ------
    BuildError
        Where there is no such example.
    CaseError, PlaybookError
        Where the folder holds a case already that cannot be read.
    """
    example = installed_folder("examples") / name
    if not (example / FILE).is_file():
        there = sorted(path.parent.name for path in example.parent.glob(f"*/{FILE}"))
        raise BuildError(
            f"example {name!r}",
            allowed=f"one of {', '.join(there)}",
            found="no such example",
            remedy="name one of these",
        )
    folder.mkdir(parents=True, exist_ok=True)
    case, text = case_file(example).read(), (example / FILE).read_text(encoding="utf-8")
    if not (folder / FILE).exists():  # before the tables, which follow it
        write_atomically(folder / FILE, _dated(text, _Move.to(today or local_day(), case)))
    weeks = _weeks_between(case, case_file(folder).read())
    for source in example.iterdir():
        if _is_for_a_demo(source, text) and not (folder / source.name).exists():
            content = _moved(source, weeks, _zone(case)) if weeks else source.read_bytes()
            write_atomically(folder / source.name, content)
    write_notebook(folder)


def _is_for_a_demo(path: Path, case: str) -> bool:
    """Whether a file is of use outside the repository; one that the case tells of is.

    The walked notebook shows the example's own dates, so a demo gets a fresh one.
    """
    if path.name in (FILE, "slide.png", "truth.json") or path.suffix == ".ipynb":
        return False
    return path.is_file() and (path.suffix != ".py" or path.name in case)


# ---------------------------------------------------------------------------- the case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """From the days of an example to those of a demo."""

    meeting: date
    demo_meeting: date
    calendar: WorkingCalendar
    zone: ZoneInfo
    weeks: int | None  # by which what lies before the meeting's day moves with its tables

    @classmethod
    def to(cls, today: date, case: Case) -> "_Move":
        """Have the meeting on the next working day."""
        country = known(case.plan.country) or COUNTRIES[case.playbook]
        calendar, zone = WorkingCalendar(country=country), _zone(case)
        at, began = known(case.meeting.at), known(case.incident.start)
        if at is None:
            raise TypeError("the case of an example says when its meeting is")
        meeting, demo_meeting = at.astimezone(zone).date(), calendar.step(today, 1)
        weeks = None
        if began is not None:
            collected = began.astimezone(zone).date() + UNTIL_COLLECTED
            # of the latest such evening whose data were complete by yesterday; but where the
            # meeting is the example's own, its tables stay as well
            weeks = 0 if meeting == demo_meeting else (today - collected - DAY) // WEEK
        return cls(
            meeting=meeting, demo_meeting=demo_meeting, calendar=calendar, zone=zone, weeks=weeks
        )

    def day(self, day: date) -> date:
        """Move a day so that it keeps its working days from the meeting."""
        return self.calendar.step(self.demo_meeting, self.calendar.distance(self.meeting, day))

    def moment(self, moment: datetime) -> datetime:
        """Move a moment; it keeps its time on the clock of the zone, and is in UTC if it was."""
        here = moment.astimezone(self.zone)
        if self.weeks is not None and here.date() < self.meeting:
            day = here.date() + self.weeks * WEEK
        else:
            day = self.day(here.date())
        moved = datetime.combine(day, here.timetz())
        return moved if moment.utcoffset() else moved.astimezone(UTC)


def _zone(case: Case) -> ZoneInfo:
    return ZoneInfo(known(case.meeting.zone) or "UTC")


def _dated(text: str, move: _Move) -> str:
    """Move every date and time of a case.toml; the rest of it stays, letter by letter."""
    document = tomlkit.parse(text)
    _date(document, move)
    return tomlkit.dumps(document)


def _date(table: Any, move: _Move) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _date(value, move)
        elif isinstance(value, list):
            for row in (one for one in value if isinstance(one, dict)):
                _date(row, move)
        elif isinstance(value, datetime):  # which is a date as well
            table[key] = move.moment(value)
        elif isinstance(value, date):
            table[key] = move.day(value)


# -------------------------------------------------------------------------- its tables


def _weeks_between(example: Case, demo: Case) -> int:
    """Say by how many weeks the incident of a demo is later; 0 where there is none."""
    before, now = known(example.incident.start), known(demo.incident.start)
    if before is None or now is None:
        return 0
    return round((now - before) / WEEK)  # a clock may have changed in between


def _moved(path: Path, weeks: int, zone: ZoneInfo) -> bytes:
    """Give what a file holds with its times moved by weeks on the clock of a zone."""
    if path.suffix == ".parquet":
        return _moved_table(path, weeks, zone)
    if path.suffix in (".csv", ".jsonl"):
        return _moved_text(path.read_bytes().decode(), weeks, zone).encode()
    return path.read_bytes()


def _moved_table(path: Path, weeks: int, zone: ZoneInfo) -> bytes:
    clock = sql_text(zone.key)
    with connect() as database, TemporaryDirectory(prefix="bugcase-") as temporary:
        table = database.read_parquet(str(path))
        times = [
            sql_name(name)
            for name, kind in zip(table.columns, table.types, strict=True)
            if str(kind) == "TIMESTAMP WITH TIME ZONE"
        ]
        if not times:
            return path.read_bytes()
        moved = ", ".join(
            f"timezone({clock}, timezone({clock}, {time}) + interval {weeks} week) as {time}"
            for time in times
        )
        made = Path(temporary, path.name)
        table.project(f"* replace ({moved})").write_parquet(str(made), compression="zstd")
        return made.read_bytes()


def _moved_text(text: str, weeks: int, zone: ZoneInfo) -> str:
    def moved(found: re.Match[str]) -> str:
        date_format = "%Y{dash}%m{dash}%d{gap}%H:%M:%S".format(**found.groupdict())
        at = datetime.strptime(found[0], date_format).replace(tzinfo=UTC)
        return (at.astimezone(zone) + weeks * WEEK).astimezone(UTC).strftime(date_format)

    return MOMENT.sub(moved, text)
