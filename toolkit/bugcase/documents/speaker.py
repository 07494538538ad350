"""Prints what the speaker takes along: the case in a minute, the script, answers, checklist.

It is set large enough to be read from a table while standing, and a turn stays on the page
of its speaker.  It is for the speaker alone: what is said to whom, and where an answer is
missing, is never shared.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from markupsafe import Markup

from bugcase.deck.slide import templates
from bugcase.documents.document import Document
from bugcase.documents.pdf import print_pdf
from bugcase.documents.script import brief_title, clock, in_seconds, length
from bugcase.facts.facts import Facts
from bugcase.story.brief import brief
from bugcase.story.meeting import attendees, headline, when
from bugcase.story.preparation import checklist
from bugcase.story.questions import grouped, questions
from bugcase.story.running_order import running_order
from bugcase.style.fonts import font_faces
from bugcase.style.tokens import css_properties


def speaker_html(facts: Facts) -> str:
    """Write the speaker's pages as HTML, which needs no network and runs no script."""
    said, order, points = brief(facts), running_order(facts), checklist(facts)

    def page(*, style: str, policy: str) -> str:
        return (
            templates()
            .get_template("speaker.html.j2")
            .render(
                lang=facts.playbook.locale.replace("_", "-"),
                kicker=facts.playbook.title,
                headline=headline(facts),
                when=when(facts),
                decides=[one.text for one in attendees(facts) if one.decides],
                brief=said,
                brief_title=brief_title(said),
                order=order,
                length=length(order, facts),
                clock=clock,
                in_seconds=in_seconds,
                questions=list(grouped(questions(facts))),
                notes=facts.case.notes,
                checklist=points,
                done=sum(one.done for one in points),
                policy=policy,
                style=Markup(style),
            )
        )

    shown = page(style="", policy="")
    style = (
        templates()
        .get_template("speaker.css")
        .render(fonts=Markup(font_faces(shown)), properties=Markup(css_properties()))
    )
    checksum = b64encode(sha256(style.encode()).digest()).decode("ascii")
    return page(
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{checksum}'; font-src data:; "
        "base-uri 'none'; form-action 'none'",
    )


def _print(facts: Facts) -> bytes:
    with TemporaryDirectory(prefix="bugcase-") as folder:
        html = Path(folder) / "speaker.html"
        html.write_text(speaker_html(facts), encoding="utf-8")
        return print_pdf(html, name="speaker.pdf", instead="read script.md and questions.md")


DOCUMENT = Document(name="speaker.pdf", make=lambda of: _print(of.facts), same_bytes=False)
