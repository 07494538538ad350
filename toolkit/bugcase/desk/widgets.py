"""Widgets with a shared Layout and Style, to stay below Jupyter's message rate limit.

Every widget brings a layout and a style of its own, and each of the three is a
message to the browser.  A notebook of two hundred fields would send thousands in
the second in which it is run, more than a Jupyter server lets through by default
(1,000 a second); it drops the rest, and forms with it.  Nothing here is ever given
another layout afterwards, so one of each kind serves all.
"""

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import Any

import ipywidgets as widgets

from bugcase.desk.kernel_loop import on_kernel_loop


@cache
def layout_of(**settings: str) -> widgets.Layout:
    """Give the Layout with these settings that all widgets share."""
    return widgets.Layout(**settings)


def style_of(widget: type[widgets.DOMWidget], **settings: str) -> Any:
    """Give the Style that all widgets of a kind share."""
    return _style(widget.style.klass, **settings)


@cache
def _style(kind: Callable[..., Any], **settings: str) -> Any:
    return kind(**settings)


def text(value: str = "") -> widgets.HTML:
    """Show HTML."""
    return widgets.HTML(value, layout=layout_of(), style=style_of(widgets.HTML))


def stacked(children: Sequence[widgets.Widget], *classes: str) -> widgets.VBox:
    """Lay widgets out under one another."""
    return widgets.VBox(children, layout=layout_of(), _dom_classes=classes)


def abreast(children: Sequence[widgets.Widget], *classes: str) -> widgets.HBox:
    """Lay widgets out beside one another."""
    return widgets.HBox(children, layout=layout_of(), _dom_classes=classes)


def cells(children: Sequence[widgets.Widget], kind: str) -> widgets.Box:
    """Lay widgets out as a row of a table, under one another where there is no room."""
    return widgets.Box(
        children, layout=layout_of(), _dom_classes=("bugcase-cells", f"bugcase-{kind}")
    )


def packed(children: Sequence[widgets.Widget]) -> widgets.Box:
    """Lay widgets out side by side, as many as there is room for, each under its label."""
    return widgets.Box(children, layout=layout_of(), _dom_classes=("bugcase-packed",))


def cell(
    widget: type[widgets.DOMWidget], value: Any, *, tooltip: str | None = None, **settings: Any
) -> widgets.DOMWidget:
    """Make a cell of a table, which names it."""
    return widget(
        value=value,
        description_allow_html=True,
        tooltip=tooltip,
        layout=layout_of(),
        style=style_of(widget),
        **settings,
    )


def head(words: str) -> widgets.HTML:
    """Head a column of cells."""
    return text(f'<div class="bugcase-head">{escape(words)}</div>')


def button(words: str, does: Callable[[], None], *, tooltip: str, icon: str) -> widgets.Button:
    """Make a button that is as wide as its words."""
    made = widgets.Button(
        description=words,
        tooltip=tooltip,
        icon=icon,
        layout=layout_of(width="fit-content"),
        style=style_of(widgets.Button),
    )
    made.on_click(on_kernel_loop(lambda _: does()))
    return made
