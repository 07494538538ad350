"""An incident's findings together: each part on its own, so that one gap leaves the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from bugcase.data.notices import Notice
from bugcase.errors import BugcaseError
from bugcase.incident.account import Account
from bugcase.incident.affected import Affected
from bugcase.incident.cause import Reproduction
from bugcase.incident.invariants import InvariantCheck
from bugcase.incident.reconcile import Reconciliation
from bugcase.incident.restore import RestoreGap
from bugcase.incident.resumption import Resumption
from bugcase.incident.service_level import ServiceLevel
from bugcase.incident.shortfall import Shortfall
from bugcase.incident.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A part that the data could not answer, and why.

    Attributes
    ----------
    part
        The part, by its name in `Incident`; a moment as "timeline.started".
    why
        The whole message.
    thing, remedy
        What it is about and what to do, where the message says so.
    """

    part: str
    why: str
    thing: str | None = None
    remedy: str | None = None

    @classmethod
    def of(cls, part: str, error: Exception) -> Self:
        """Keep what an error says."""
        if not isinstance(error, BugcaseError):
            return cls(part=part, why=str(error))
        return cls(part=part, why=str(error), thing=error.thing, remedy=error.remedy)

    @property
    def short(self) -> str:
        """What it is about and what to do, without what was expected and found.

        >>> from bugcase.errors import DataError
        >>> error = DataError("a.csv", allowed="a table", found="none", remedy="add it")
        >>> Refusal.of("gap", error).short
        'a.csv: add it'
        """
        return f"{self.thing}: {self.remedy}" if self.thing and self.remedy else self.why


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What was measured of an incident; None where nothing was asked, or it was refused.

    Attributes
    ----------
    affected
        Who was hit.
    check
        Whether the total of every order is that of its lines.
    clean
        The same check on the orders as they are now, restored.
    clean_since
        The same check on those of them that were written since the end of the window.
    reconciliation
        The orders against an independent record.
    gap
        What lay between backup and restore, and how much of it was rebuilt.
    resumption
        The orders that have come since the restore.
    account
        The orders of the parts above, each counted once.
    timeline
        When it started, was detected, mitigated and resolved.
    shortfall
        The money that did not come, that came later, and that is gone.
    service_level
        What it took of the error budget.
    before, after
        How often the failure came when it was tried, before the fix and with it.
    refused
        The parts that the data could not answer.
    settings
        The hash of the settings that all this was measured with.
    """

    affected: Affected | None = None
    check: InvariantCheck | None = None
    clean: InvariantCheck | None = None
    clean_since: InvariantCheck | None = None
    reconciliation: Reconciliation | None = None
    gap: RestoreGap | None = None
    resumption: Resumption | None = None
    account: Account | None = None
    timeline: Timeline | None = None
    shortfall: Shortfall | None = None
    service_level: ServiceLevel | None = None
    before: Reproduction | None = None
    after: Reproduction | None = None
    refused: tuple[Refusal, ...] = ()
    settings: str

    def refusal(self, part: str) -> Refusal | None:
        """Give the refusal of a part; None where the data did not refuse it."""
        return next((one for one in self.refused if one.part == part), None)

    @property
    def measured(self) -> tuple[str, ...]:
        """The names of the parts that were measured."""
        parts = (one.name for one in fields(self) if one.name not in ("refused", "settings"))
        return tuple(name for name in parts if getattr(self, name) is not None)

    @property
    def noticed(self) -> Mapping[str, tuple[Notice, ...]]:
        """What was noticed in the data, by the part that was measured of it."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        found = {name: getattr(part, "notices", ()) for name, part in parts.items()}
        return {name: notices for name, notices in found.items() if notices}
