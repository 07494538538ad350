"""What was measured, in words, and the button to measure again."""

from html import escape

import ipywidgets as widgets

from bugcase import wording
from bugcase.case.measure import missing_settings
from bugcase.compare.groups import GroupComparison
from bugcase.compare.metrics import ERROR_RATE
from bugcase.compare.models import Comparison
from bugcase.compare.verdict import Verdict
from bugcase.data.notices import most_serious_first
from bugcase.data.provenance import Source
from bugcase.desk.live import LiveCase
from bugcase.desk.messages import STYLE, alert, hint
from bugcase.desk.widgets import button, stacked, text
from bugcase.figures.captions import MetricFormat
from bugcase.incident.findings import Incident

SHOWN = 8  # groups
_TRIALS = {"before": "trials", "after": "trials with the fix"}

OWN_FRAME = (
    "Measured from your dataframe, not from a file. An export runs this notebook afresh, so the "
    "cells that make the dataframe, and desk.use(…) after them, have to stay in it."
)
KEPT_FRAME = (
    "Measured earlier from a dataframe that is not here now: desk.use(…) measures it again."
)


def measurement_view(live: LiveCase) -> widgets.VBox:
    """Measure now, show what came out, and offer to measure again."""
    shown = text()
    again = button(
        "Measure again", live.measure, tooltip="measure the data once more", icon="refresh"
    )
    live.measure()
    live.follow("measurement", lambda: setattr(shown, "value", STYLE + finding(live)))
    return stacked([shown, again], "bugcase-form")


def finding(live: LiveCase) -> str:
    """Say what was measured, or why nothing was."""
    if live.measuring:
        return hint("measuring …")
    if live.trouble:
        return alert(live.trouble, what="Not measured")
    found, incident = live.evidence.of_data, live.evidence.incident
    if found is None and incident is not None:
        return _incident_finding(incident)
    if found is None:
        missing = ", ".join(missing_settings(live.case, live.frame))
        needs_data = any("data" in step.asks for step in live.playbook.steps)
        wanting = missing if needs_data else "the window, and at least one table"
        return hint(f"still missing: {wanting}" if wanting else "not measured")
    source = found.source
    said = _of_groups(found) if isinstance(found, GroupComparison) else (_of_models(found),)
    return (
        "".join(f"<p>{one}</p>" for one in said)
        + hint(
            f"{wording.count(source.rows)} rows of {source.data}, {source.left_out} left out, "
            f"{source.method}, data {source.sha256[:8]}"
        )
        + _of_frame(live, source)
    )


def _of_models(found: Comparison) -> str:
    """Say the verdict and the worsening: per 1,000 rows, or in the metric's own unit."""
    worsening = wording.rounded_levels(found, limit=found.limit).worsening
    if found.metric == ERROR_RATE:
        sentence = (
            f"The candidate gets {wording.change(worsening)} wrong "
            f"({wording.change_interval(worsening)}, {worsening.level:.0%})"
        )
    else:
        sentence = f"The candidate’s {_changed(MetricFormat.of(found), worsening)}"
    return f"<b>{escape(_verdict(found.verdict))}.</b> {escape(sentence)}."


def _of_groups(found: GroupComparison) -> tuple[str, ...]:
    """Say of each group how it fares against the reference, the worst first."""
    form = MetricFormat.of_groups(found)
    lines = [
        f"<b>{escape(_verdict(one.verdict))}.</b> {escape(found.group)} "
        f"{escape(one.group)} against {escape(found.reference)}: "
        f"{escape(_changed(form, wording.rounded(one.change, limit=found.limit)))}."
        for one in found.groups[:SHOWN]
    ]
    more = len(found.groups) - SHOWN
    return (*lines, f"and {more} more groups") if more > 0 else tuple(lines)


def _changed(form: MetricFormat, worsening: wording.Rounded) -> str:
    return f"{form.metric}: {form.change(worsening)} ({form.interval(worsening)})"


def _verdict(verdict: Verdict | None) -> str:
    return (verdict or "no verdict, because no limit was agreed").capitalize()


def _of_frame(live: LiveCase, source: Source) -> str:
    """Say what has to stay, where no file was measured."""
    if not source.of_frame:
        return ""
    return hint(KEPT_FRAME if live.frame is None else OWN_FRAME)


def _incident_finding(found: Incident) -> str:
    """Say which parts were measured, what was noticed, and why the data refused the others."""
    measured = [_TRIALS.get(part, part.replace("_", " ")) for part in found.measured]
    html = hint(f"measured: {', '.join(measured) or 'nothing yet'}")
    notices = dict.fromkeys(one for part in found.noticed.values() for one in part)
    for one in most_serious_first(notices):
        html += alert(str(one), what="Look again") if one.is_beyond_bounds else hint(str(one))
    return html + "".join(alert(f"{one.part}: {one.why}", what="Refused") for one in found.refused)
