"""The script turn by turn, each to be put in one's own words."""

from html import escape
from typing import Any

import ipywidgets as widgets

from bugcase.case.model import OwnWords
from bugcase.case.values import Unknown
from bugcase.desk.field_row import FieldRow
from bugcase.desk.fields import FormField
from bugcase.desk.live import LiveCase
from bugcase.desk.messages import STYLE, alert
from bugcase.desk.widgets import stacked, text
from bugcase.playbook.format import StoryTurn
from bugcase.story.script import rests_on, script


def script_form(live: LiveCase) -> widgets.VBox:
    """Show every turn of the script with a field for one's own words."""
    plans = live.playbook.turns
    spoken = {plan.id: text() for plan in plans}

    def draw() -> None:
        said = {turn.id: turn for turn in script(live.facts)}
        for plan in plans:
            turn = said.get(plan.id)
            if turn is None:
                words = f"Not said as the case stands: {plan.id.replace('_', ' ')}"
            else:
                words = (
                    f"<b>{escape(turn.speaker)}</b>, {turn.seconds:.0f} s: {escape(str(turn.text))}"
                )
            if turn and turn.moved:
                moved = ", ".join(slot.replace("_", " ") for slot in turn.moved)
                words += alert(f"{moved}; read it again", what="Changed since you wrote this")
            if spoken[plan.id].value != words:
                spoken[plan.id].value = words

    rows = [stacked([spoken[plan.id], _own_words(live, plan).box]) for plan in plans]
    live.follow("script", draw, idle=True)
    return stacked([text(STYLE), *rows], "bugcase-form")


def _own_words(live: LiveCase, plan: StoryTurn) -> FieldRow:
    def resting_on_what_stands_above(own: Any) -> Any:
        """Remember the numbers that these words were written over."""
        if isinstance(own, Unknown):
            return own
        return OwnWords(text=own, rests_on=rests_on(plan, live.facts))

    own = FormField(
        place=f"script.{plan.id}",
        label=f"Own words, {plan.id.replace('_', ' ')}",
        kind="own words",
        help=f"{plan.move}; leave empty to say what stands above",
    )
    return FieldRow(live, own, made=resting_on_what_stands_above)
