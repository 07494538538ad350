"""Writes the script as Markdown: who says what over which slide, and at which second.

For whoever speaks without a screen.  A turn shows the second at which it begins at
a calm pace; after the turns stand the branches, for when somebody asks.
"""

from bugcase.documents.document import Document
from bugcase.documents.markdown import block, escaped, heading, labelled, quoted
from bugcase.facts.facts import Facts
from bugcase.facts.sentences import spoken, title
from bugcase.playbook.format import Branch
from bugcase.story.meeting import headline, minutes
from bugcase.story.script import Turn, branches, script
from bugcase.text import Text


def clock(seconds: float) -> str:
    """Write a time of the meeting.

    >>> clock(94.6)
    '1:35'
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def script_md(facts: Facts) -> str:
    """Write the script, turn by turn, with its branches."""
    turns = script(facts)
    said, most = sum(turn.seconds for turn in turns), minutes(facts) * 60
    rest = most - said
    left = f"{clock(rest)} left to discuss" if rest >= 0 else f"{clock(-rest)} too long"
    parts = [
        heading(1, headline(facts)),
        f"Said in {clock(said)} of {clock(most)} minutes at a calm pace, pauses included: {left}.",
    ]
    second, slide = 0.0, ""
    told: dict[str, str] = {}  # where a branch stands already
    plans = {plan.id: plan for plan in facts.playbook.turns}
    here = branches(facts)
    for turn in turns:
        planned = plans[turn.id]
        if turn.slide != slide:
            slide = turn.slide
            parts.append(heading(2, title(facts.playbook.slide(slide).title, facts)))
        parts.append(_head(turn, planned.speaker, second, facts))
        parts.append(block(turn.text))
        if planned.pause:
            parts.append(f"*(Pause: {planned.pause:g} seconds.)*")
        for branch, answer in (one for one in here if turn.id in one[0].turns):
            if branch.id in told:
                parts.append(quoted(f"**If {escaped(branch.trigger)}:** as at {told[branch.id]}."))
            else:
                parts.append(_branch(branch, answer, facts))
                told[branch.id] = clock(second)
        second += turn.seconds
    if anywhere := [one for one in here if not one[0].turns]:
        parts += [heading(2, "At any time"), *(_branch(*one, facts) for one in anywhere)]
    return "\n\n".join(parts) + "\n"


def _head(turn: Turn, role: str, second: float, facts: Facts) -> str:
    who = f"{facts(role)}, {turn.speaker}" if facts.known(role) else turn.speaker
    until = clock(second + turn.seconds)
    return f"**{clock(second)} to {until} · {escaped(who)}** ({_seconds(turn.seconds)})"


def _branch(branch: Branch, answer: Text, facts: Facts) -> str:
    asked = f"If {branch.trigger}"
    if branch.asker and branch.ask:
        asked = labelled(
            asked, f"the {facts.playbook.role_labels[branch.asker]}: {spoken(branch.ask, facts)}"
        )
    else:
        asked = f"**{escaped(asked)}**"
    pause = f" (pause: {_seconds(branch.pause)})" if branch.pause else ""
    speaker = f"Then the {facts.playbook.role_labels[branch.speaker]}{pause}"
    return quoted(asked, labelled(speaker, answer))


def _seconds(seconds: float) -> str:
    whole = round(seconds)
    return "1 second" if whole == 1 else f"{whole} seconds"


DOCUMENT = Document(name="script.md", make=lambda of: script_md(of.facts))
