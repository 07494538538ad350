"""A notebook that holds one of each: toolkit slides, an analyst's own, and what must not show."""

from pathlib import Path
from typing import Any

import nbformat.v4
from nbformat import NotebookNode
from traitlets.config import Config

from bugcase.case.file import CaseFile
from bugcase.case.measuring import measure_case
from bugcase.evidence.record import Evidence
from bugcase.installed import folder as installed_folder
from bugcase.show.exporter import DeckExporter
from bugcase.show.figures import CaseFigure, forest, icon_arrays, interval_against_limit
from bugcase.show.slides import Note, Slide, Table
from bugcase.show.storyline import slide
from bugcase.show.theme import FILE, load_theme
from bugcase.story.load import load_playbook
from bugcase.story.text import Span, Text
from show.cases import CROWDED, GO, HALT, HOSTILE_NAMES, NOT_YET_KNOWN

make: Any = nbformat.v4  # it has no types

# A picture of one pixel.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbH"
    "YQAAAABJRU5ErkJggg=="
)


def text(*parts: str | tuple[str, str]) -> Text:
    """Words, (slot, value) pairs, and for a value of "" the gap."""
    spans = []
    for part in parts:
        match part:
            case (slot, ""):
                spans.append(Span(words=slot, slot=slot, gap=True))
            case (slot, value):
                spans.append(Span(words=value, slot=slot))
            case str():
                spans.append(Span(words=part))
    return Text(tuple(spans))


def table(columns: str, *rows: str, lead: int | None = None) -> Table:
    def cells(line: str) -> tuple[Text, ...]:
        return tuple(
            text((cell[2:], "") if cell.startswith("? ") else cell)
            for cell in map(str.strip, line.split("|"))
        )

    return Table(columns=cells(columns), rows=tuple(map(cells, rows)), lead=lead)


def evidence(id_: str, title: str, figure: CaseFigure) -> Slide:
    return Slide(
        id=id_,
        title=text(title),
        body=figure.picture,
        source_line=figure.source_line,
        notes=(Note(words=text(f"I say what {id_} shows."), speaker="Ana"),),
    )


SLIDES = (
    Slide(
        id="decision-needed",
        kind="decision",
        title=text(
            "Hold release ", ("release", "214"), " until new accounts err no more than 5 per 1,000."
        ),
        body=(
            text("We ask ", ("decider", ""), " to decide today by ", ("deadline", "16:00"), "."),
            text("Everything but new accounts can ship as planned."),
        ),
        notes=(
            Note(words=text("Thank you for coming. I need one decision."), speaker="Ana"),
            Note(words=text("(Wait for the answer.)")),
        ),
    ),
    evidence(
        "what-goes-wrong",
        "Of 1,000 customers who moved within the year, 19.3 more go wrong than today.",
        icon_arrays(HALT, noun="customers"),
    ),
    evidence(
        "how-sure",
        "The real figure lies between 14.2 and 24.4 more per 1,000; our limit is 5.0.",
        interval_against_limit(HALT),
    ),
    evidence("go", "The worsening is within the limit.", interval_against_limit(GO)),
    evidence(
        "not-yet-known",
        "We cannot tell yet: 12,000 more rows would.",
        interval_against_limit(NOT_YET_KNOWN),
    ),
    evidence(
        "where", "It is confined to those who moved; all five groups are shown.", forest(HALT)
    ),
    evidence("crowded", "All 54 groups are worse than the limit allows.", forest(CROWDED)),
    Slide(
        id="what-it-costs",
        title=text(
            "Shipping costs ",
            ("loss", "€180,000 to €420,000"),
            " a week; waiting costs €9,000 a day.",
        ),
        body=(
            text("Shipping: 6,100 more wrong decisions a week, at €29 to €69 each."),
            text("Waiting: two campaigns move by a week; ", ("cost of the campaigns", ""), "."),
            text("Both figures rest on last quarter's refunds, which finance confirmed on 2 May."),
        ),
        notes=(Note(words=text("Pause after the number.")),),
    ),
    Slide(
        id="options",
        title=text("Holding wins unless the chance that the bug is real is below 1 in 8."),
        body=table(
            "Option | Expected loss | Worst case | Back by | Needs",
            "Hold for new accounts | €27,000 | €63,000 | Friday | a flag, tested Tuesday",
            "Ship everything | €300,000 | €1,400,000 | - | nothing",
            "Hold everything | €63,000 | €90,000 | Friday | two customers told",
            "Ship to 5% | €31,000 | €140,000 | ? date | an alarm at 10 per 1,000",
            lead=0,
        ),
        source_line="Expected losses: formula and ranges in report.html, section 4",
    ),
    Slide(
        id="long",
        title=text(
            "The sentence on this slide " + "is much longer than a title ought to be, " * 6 + "."
        ),
        body=(text("It says more than anybody reads. " * 90),),
    ),
    Slide(
        id="hostile",
        title=text("Names: ", *(("group", name) for name in HOSTILE_NAMES[:5])),
        body=tuple(text(("group", name)) for name in HOSTILE_NAMES),
    ),
)


def code(source: str, *outputs: NotebookNode, slide_type: str | None = None) -> NotebookNode:
    return _typed(make.new_code_cell(source, outputs=list(outputs)), slide_type)


def markdown(source: str, *, slide_type: str | None = None) -> NotebookNode:
    return _typed(make.new_markdown_cell(source), slide_type)


def _typed(cell: NotebookNode, slide_type: str | None) -> NotebookNode:
    if slide_type:
        cell.metadata["slideshow"] = {"slide_type": slide_type}
    return cell


def display(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> NotebookNode:
    output: NotebookNode = make.new_output("display_data", data=data, metadata=metadata or {})
    return output


def stream(words: str, name: str = "stdout") -> NotebookNode:
    output: NotebookNode = make.new_output("stream", name=name, text=words)
    return output


def failure(name: str, message: str) -> NotebookNode:
    output: NotebookNode = make.new_output("error", ename=name, evalue=message)
    return output


def book(*cells: NotebookNode, **metadata: str) -> NotebookNode:
    made: NotebookNode = make.new_notebook(cells=list(cells), metadata=metadata)
    return made


def export(made: NotebookNode, folder: Path | None = None, **options: bool) -> str:
    exporter = DeckExporter(config=Config({"DeckExporter": options}))  # type: ignore[no-untyped-call]  # nbconvert's
    return exporter.from_notebook_node(made, {"metadata": {"path": str(folder or "")}})[0]


def case_folder(name: str, folder: Path, theme: str = "") -> Path:
    """A folder with an example's case and data, and a theme.toml if there is one."""
    example = installed_folder("examples") / name
    folder.mkdir(parents=True, exist_ok=True)
    for path in (path for path in example.iterdir() if path.is_file()):
        (folder / path.name).symlink_to(path)
    if theme:
        (folder / FILE).write_text(theme, encoding="utf-8")
    return folder


def case_slides(folder: Path, evidence: Evidence | None = None) -> list[Slide]:
    """Every slide of a case, measured if it is not, as its notebook would leave it."""
    case = CaseFile(folder).read()
    playbook, theme = load_playbook(case.playbook, folder), load_theme(folder)
    evidence = evidence or measure_case(folder, case)
    ids = [slide_id for step in playbook.steps for slide_id in step.slides]
    return [slide(slide_id, playbook, case, evidence, theme=theme) for slide_id in ids]


def slide_cell(shown: Slide, slide_type: str | None = "slide") -> NotebookNode:
    return code("slide", display(shown._repr_mimebundle_()), slide_type=slide_type)


WIDGET = display(
    {
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "text/plain": "Text(value='FORM')",
    }
)

FRAME = """<div><style scoped>.dataframe tbody tr th {vertical-align: top}</style>
<table border="1" class="dataframe"><thead><tr><th></th><th>n</th><th>rate</th></tr></thead>
<tbody><tr><th>moved</th><td>5,210</td><td>0.103</td></tr>
<tr><th>never</th><td>51,221</td><td>0.041</td></tr></tbody></table></div>"""

ATTACK = """<p>An output that attacks</p>
<img src=x onerror="document.title='owned'"><img src="https://example.invalid/spy.png" alt="spy">
<script>document.title='owned'</script><iframe src="https://example.invalid/"></iframe>
<a href="javascript:document.title='owned'">link</a><style>@import "https://example.invalid/x.css";
body {background: url(https://example.invalid/bg.png)}</style>
<svg><script>document.title='owned'</script><circle r="5"/></svg>
</section></div></div><section><div><b>left open"""


def notebook() -> NotebookNode:
    """The sample deck: every rule of the exporter is met in it once."""
    own = [
        markdown(
            "# My own slide has *its* title\n\nWith a list:\n\n- one\n- two", slide_type="slide"
        ),
        code("frame", display({"text/html": FRAME, "text/plain": "frame"})),
        code("print('scratch')", stream("NOT IN THE DECK"), slide_type="skip"),
        code("more", stream("NOT IN THE DECK EITHER")),
        markdown("Shown on the next press", slide_type="fragment"),
        markdown("What I say about **my own** slide", slide_type="notes"),
        code("attack()", display({"text/html": ATTACK}), slide_type="subslide"),
        code("picture", display({"image/png": PNG}, {"image/png": {"alt": "one pixel"}})),
        code("warn()", stream("ON STDERR", "stderr"), WIDGET),
    ]
    cells = [
        markdown("# Notes to myself: NOT IN THE DECK"),
        code("form()", WIDGET),
        *(
            cell
            for one in SLIDES
            for cell in (slide_cell(one), code("form()", WIDGET, stream("FORM IN NO DECK")))
        ),
        *own,
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return book(*cells, title="Release 214 <held>")
