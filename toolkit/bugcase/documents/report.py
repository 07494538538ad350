"""The report that is sent ahead: one page, the bottom line first, every number with its source.

The page and its Markdown twin are two ways to write the same `Report`, which is made
here.  It says at the top what is asked of whom by when, and at the foot from which
data the numbers come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bugcase.case.values import known
from bugcase.documents.document import Document
from bugcase.documents.markdown import block, bullets, heading, labelled
from bugcase.facts.conditions import that_hold
from bugcase.facts.facts import Facts
from bugcase.facts.lines import slide_texts
from bugcase.facts.sentences import title
from bugcase.story import follow_up
from bugcase.story.follow_up import Paragraph, Section
from bugcase.story.meeting import ask, attendees, headline, when
from bugcase.text import Span, Text
from bugcase.wording import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the report says.

    Attributes
    ----------
    kicker
        The situation, in words that stand above the headline.
    headline
        The case in a line.
    particulars
        What is asked, who decides by when, the meeting, who comes.
    lead
        The bottom line.
    sections
        The rest, in the playbook's order.
    foot
        The playbook's own words on where the numbers come from; None where it has none.
    origins
        Where they come from, each with the numbers that do; those of the slides as well.
    lang
        The language, as HTML names it.
    """

    kicker: str
    headline: Text
    particulars: tuple[Paragraph, ...]
    lead: Section | None
    sections: tuple[Section, ...]
    foot: Section | None
    origins: tuple[Text, ...]
    lang: str


def report(facts: Facts, *, share: bool = False) -> Report:
    """Gather what the report says; with `share`, as everybody may read it."""
    sections = [_shared(one) if share else one for one in follow_up.report(facts)]
    foot = [one for one in sections if one.means == "provenance"]
    body = [one for one in sections if one not in foot]
    top = headline(facts)
    particulars = tuple(
        Paragraph(label=one.label, text=one.text.shared if share else one.text)
        for one in _particulars(facts)
    )
    said = [top, *(one.text for part in sections for one in part.lines), *_slides(facts)]
    return Report(
        kicker=facts.playbook.title,
        headline=top.shared if share else top,
        particulars=particulars,
        lead=body[0] if body else None,
        sections=tuple(body[1:]),
        foot=foot[0] if foot else None,
        origins=tuple(_origins(said)),
        lang=facts.playbook.locale.replace("_", "-"),
    )


def _shared(section: Section) -> Section:
    return replace(
        section,
        lines=tuple(Paragraph(label=one.label, text=one.text.shared) for one in section.lines),
    )


def _particulars(facts: Facts) -> Iterator[Paragraph]:
    who = attendees(facts)
    asked = ask(facts)
    if asked != headline(facts):
        yield Paragraph(label=say("report.to_decide"), text=asked)
    decides = _joined([one.text for one in who if one.decides])
    if by := facts.words_for("deadline"):
        decides = Text((*decides.spans, Span(words=say("report.by")), by))
    yield Paragraph(label=say("report.decides"), text=decides)
    place = known(facts.case.meeting.place)
    where = (Span(words=f", {place}"),) if place else ()
    yield Paragraph(label=say("report.meeting"), text=Text((when(facts), *where)))
    others = [one.text for one in who if not one.decides]
    if others:
        yield Paragraph(label=say("report.with"), text=_joined(others))


def _joined(texts: Sequence[Text]) -> Text:
    spans = [span for text in texts for span in (Span(words=", "), *text.spans)]
    return Text(tuple(spans[1:]))


def _slides(facts: Facts) -> Iterator[Text]:
    """Give the words of the slides, whose last one refers to the report for all sources."""
    for slide in that_hold(facts.playbook.slides, facts):
        yield title(slide.title, facts)
        yield from slide_texts(slide, facts)


def _origins(texts: Iterable[Text]) -> Iterator[Text]:
    """Say of each origin which numbers come from it and what was noticed; then what was typed."""
    numbers: dict[str, dict[str, None]] = {}
    for span in (span for text in texts for span in text.spans):
        words = span.words if span.shared is None else span.shared
        if span.origin:
            of_origin = numbers.setdefault(span.origin, {})
            if any(c.isdigit() for c in words):
                of_origin[words] = None
    by_hand = say("source.typed")
    typed = numbers.pop(by_hand, None)
    for origin, named in numbers.items():
        made, _, noticed = origin.partition(say("source.noticed"))
        said = f"{made}: {'; '.join(named)}" if named else made
        if noticed:
            said = say("report.noticed", origin=said, noticed=noticed)
        yield Text.plain(said)
    if typed is not None:
        yield Text.plain(say("report.everything_else", typed=by_hand))


def report_md(facts: Facts, *, share: bool = False) -> str:
    """Write the report as Markdown, in the same words as the page."""
    said = report(facts, share=share)
    parts = [
        heading(1, said.headline),
        bullets(labelled(one.label, one.text) for one in said.particulars),
    ]
    for section in (said.lead, *said.sections, said.foot):
        if section:
            parts.append(heading(2, section.heading))
            parts += [labelled(one.label, one.text) for one in section.lines]
    if not said.foot:
        parts.append(heading(2, say("report.foot")))
    parts.append(bullets(map(block, said.origins)))
    return "\n\n".join(parts) + "\n"


DOCUMENT = Document(
    name="report.md", make=lambda of: report_md(of.facts, share=of.share), shared=True
)
