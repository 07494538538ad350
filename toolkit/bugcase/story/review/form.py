"""Rules of form: a title is a sentence that fits, and the talk fits its meeting."""

import re
from collections.abc import Iterator

from bugcase.story.review.rule import Rule, Spot
from bugcase.story.review.texts import ReviewedCase, shortened
from bugcase.story.script import presenter

LONGEST_TITLE = 110  # characters: two lines of a slide
FEWEST_WORDS = 3

_ENDS = re.compile(r"[.?!。？！…][\s”\"’')\]]*$")


def _no_sentence(reviewed: ReviewedCase) -> Iterator[Spot]:
    for slide in reviewed.slides:
        title = str(slide.title).strip()
        spaced = " " in title or title.isascii()  # a script without spaces has its words unparted
        if not _ENDS.search(title[-20:]) or (spaced and len(title.split()) < FEWEST_WORDS):
            yield Spot(place=f"slides.{slide.id}.title", found=f"{shortened(title)} is no sentence")


def _long_title(reviewed: ReviewedCase) -> Iterator[Spot]:
    for slide in reviewed.slides:
        if (length := len(str(slide.title))) > LONGEST_TITLE:
            found = f"{length} characters, where {LONGEST_TITLE} fit two lines"
            yield Spot(place=f"slides.{slide.id}.title", found=found)


def _long_script(reviewed: ReviewedCase) -> Iterator[Spot]:
    """Hold the presenter's turns against their share, or, without one, all against the meeting."""
    if not reviewed.turns:
        return
    share = reviewed.facts.playbook.talk_minutes
    speaker = presenter(reviewed.turns)
    of_share = [turn.seconds for turn in reviewed.turns if not share or turn.speaker == speaker]
    minutes, most = sum(of_share) / 60, share or reviewed.facts.playbook.minutes
    if minutes > most:
        who = f"the {speaker}’s turns take" if share else "it takes"
        yield Spot(place="script", found=f"{who} {minutes:.1f} minutes of {most:g}")
    longest = {turn.id: turn.seconds for turn in reviewed.facts.playbook.turns if turn.seconds}
    for turn in reviewed.turns:
        if turn.id in longest and round(turn.seconds) > longest[turn.id]:  # as it is said
            found = f"{turn.seconds:.0f} seconds, where {longest[turn.id]:g} are meant"
            yield Spot(place=f"script.{turn.id}", found=found)


RULES = (
    Rule(
        id="title_no_sentence",
        severity="warning",
        says="A slide’s title is a whole sentence, which says what the slide shows.",
        remedy="write the message as a sentence, with its full stop",
        find=_no_sentence,
    ),
    Rule(
        id="title_too_long",
        severity="warning",
        says="A slide’s title fits two lines.",
        remedy="shorten it, or shorten the answer that stands in it",
        find=_long_title,
    ),
    Rule(
        id="script_too_long",
        severity="warning",
        says="What is said fits the time that is meant for it, and leaves the rest to discuss.",
        remedy="take turns out, or say them in fewer words",
        find=_long_script,
    ),
)
