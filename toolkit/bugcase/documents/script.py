"""Writes the script as Markdown: who says what over which slide, and at which second.

For whoever speaks without a screen.  The case in a minute stands first.  A turn shows the
second at which it begins at a calm pace; with it stand the branches, for when somebody asks.
"""

from collections.abc import Iterator
from decimal import Decimal

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, escaped, heading, labelled, quoted
from bugcase.facts.facts import Facts
from bugcase.story.brief import BriefText, brief, brief_seconds
from bugcase.story.meeting import headline, minutes
from bugcase.story.running_order import Aside, Cue, RunningOrder, running_order
from bugcase.wording import say


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
    parts += [heading(2, say("script.title")), length(order, facts)]
    for cue in order.cues:
        parts += _cue(cue)
    if order.at_any_time:
        parts += [heading(3, say("script.any_time")), *map(_aside, order.at_any_time)]
    return "\n\n".join(parts) + "\n"


def length(order: RunningOrder, facts: Facts) -> str:
    """Say how long the script takes, and what that leaves of the meeting."""
    most = minutes(facts) * 60
    rest = most - order.seconds
    left = say("script.left" if rest >= 0 else "script.too_long", time=clock(abs(rest)))
    return say("script.length", time=clock(order.seconds), minutes=clock(most), left=left)


def in_seconds(seconds: float) -> str:
    """Say a number of seconds.

    >>> in_seconds(1.2)
    '1 second'
    """
    return say("duration.seconds", n=round(seconds))


def _brief(facts: Facts) -> Iterator[str]:
    """Write the case in a minute, for whoever meets the one who decides without slides."""
    if said := brief(facts):
        yield heading(2, brief_title(said))
        yield from (labelled(one.label, one.text) for one in said)


def brief_title(said: tuple[BriefText, ...]) -> str:
    """Name the case in a minute, with how long it takes."""
    return say("brief.title", time=in_seconds(brief_seconds(said)))


def _cue(cue: Cue) -> Iterator[str]:
    if cue.slide:
        yield heading(3, cue.slide)
    seconds = in_seconds(cue.until - cue.second)
    span = say("script.span", start=clock(cue.second), end=clock(cue.until))
    yield f"**{span} · {escaped(cue.who)}** ({seconds})"
    yield block(cue.text)
    if cue.pause:
        pause = say("duration.seconds", n=Decimal(f"{cue.pause:g}"))
        yield f"*({say('script.pause', time=pause)}.)*"
    yield from map(_aside, cue.asides)


def _aside(aside: Aside) -> str:
    asked = say("script.if", trigger=aside.trigger)
    if aside.earlier is not None:
        earlier = say("script.as_at", time=clock(aside.earlier))
        return quoted(f"**{escaped(asked)}:** {earlier}.")
    then = say("script.then", speaker=aside.speaker)
    if aside.pause:
        then = f"{then} ({say('script.pause_within', time=in_seconds(aside.pause))})"
    return quoted(
        labelled(asked, say("script.asks", asker=str(aside.asker), words=str(aside.ask)))
        if aside.ask
        else f"**{escaped(asked)}**",
        labelled(then, aside.answer),
    )


DOCUMENT = Document(name="script.md", make=lambda of: script_md(of.facts))
