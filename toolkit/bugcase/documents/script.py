"""Writes the script as Markdown: who says what over which slide, and at which second.

For whoever speaks without a screen.  The case in a minute stands first.  A turn shows the
second at which it begins at a calm pace; with it stand the branches, for when somebody asks.
"""

from collections.abc import Iterator

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, escaped, heading, labelled, quoted
from bugcase.facts.facts import Facts
from bugcase.story.brief import TITLE, brief, brief_seconds
from bugcase.story.meeting import headline, minutes
from bugcase.story.running_order import Aside, Cue, RunningOrder, running_order


def clock(seconds: float) -> str:
    """Write a time of the meeting.

    >>> clock(94.6)
    '1:35'
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def script_md(facts: Facts) -> str:
    """Write the case in a minute, then the script, turn by turn, with its branches."""
    order = running_order(facts)
    parts = [heading(1, headline(facts)), *_brief(facts)]
    parts += [heading(2, "The script"), length(order, facts)]
    for cue in order.cues:
        parts += _cue(cue)
    if order.at_any_time:
        parts += [heading(3, "At any time"), *map(_aside, order.at_any_time)]
    return "\n\n".join(parts) + "\n"


def length(order: RunningOrder, facts: Facts) -> str:
    """Say how long the script takes, and what that leaves of the meeting."""
    most = minutes(facts) * 60
    rest = most - order.seconds
    left = f"{clock(rest)} left to discuss" if rest >= 0 else f"{clock(-rest)} too long"
    return (
        f"Said in {clock(order.seconds)} of {clock(most)} minutes at a calm pace, "
        f"pauses included: {left}."
    )


def in_seconds(seconds: float) -> str:
    """Say a number of seconds.

    >>> in_seconds(1.2)
    '1 second'
    """
    whole = round(seconds)
    return "1 second" if whole == 1 else f"{whole} seconds"


def _brief(facts: Facts) -> Iterator[str]:
    """Write the case in a minute, for whoever meets the one who decides without slides."""
    if said := brief(facts):
        yield heading(2, f"{TITLE} ({in_seconds(brief_seconds(said))})")
        yield from (labelled(one.label, one.text) for one in said)


def _cue(cue: Cue) -> Iterator[str]:
    if cue.slide:
        yield heading(3, cue.slide)
    seconds = in_seconds(cue.until - cue.second)
    yield f"**{clock(cue.second)} to {clock(cue.until)} · {escaped(cue.who)}** ({seconds})"
    yield block(cue.text)
    if cue.pause:
        yield f"*(Pause: {cue.pause:g} seconds.)*"
    yield from map(_aside, cue.asides)


def _aside(aside: Aside) -> str:
    asked = f"If {aside.trigger}"
    if aside.earlier is not None:
        return quoted(f"**{escaped(asked)}:** as at {clock(aside.earlier)}.")
    pause = f" (pause: {in_seconds(aside.pause)})" if aside.pause else ""
    return quoted(
        labelled(asked, f"the {aside.asker}: {aside.ask}")
        if aside.ask
        else f"**{escaped(asked)}**",
        labelled(f"Then the {aside.speaker}{pause}", aside.answer),
    )


DOCUMENT = Document(name="script.md", make=lambda of: script_md(of.facts))
