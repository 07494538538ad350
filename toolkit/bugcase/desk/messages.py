"""The messages beside a form's fields: a hint, what was saved, and what went wrong.

All of it is HTML in which every word is escaped.  Trouble is told in words and
read out by screen readers; colour only repeats it.
"""

from datetime import datetime
from html import escape

STYLE = """<style>
.bugcase-form { container-type: inline-size; max-width: 64rem; overflow: visible; }
.bugcase-form .widget-html-content { line-height: 1.35; }
.bugcase-form .widget-html:has(> .widget-html-content:empty) { display: none; }
.bugcase-form .widget-inline-hbox > label { white-space: normal; line-height: 1.2; height: auto;
  overflow: visible; }
.bugcase-said { margin: 0 0 .35rem 2px; max-width: 38rem;
  color: var(--jp-ui-font-color2, #555); }
.bugcase-alert { margin: .1rem 0 .35rem 2px; max-width: 38rem;
  padding: .1rem .5rem; border-left: 4px solid var(--jp-error-color1, #b3261e);
  color: var(--jp-ui-font-color1, #222); }
.bugcase-sentence { font-style: italic; border-left: 2px solid var(--jp-border-color2, #ddd);
  padding-left: .5rem; }
.bugcase-heard { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.bugcase-stem { display: block; font-style: italic; color: var(--jp-ui-font-color2, #555); }
.bugcase-field { display: grid !important; grid-template-columns: 12rem minmax(0, 36rem);
  grid-template-rows: auto 1fr; gap: .2rem 8px; margin-bottom: .3rem; overflow: visible; }
.bugcase-field > .widget-inline-hbox { display: contents; }
.bugcase-field > .widget-inline-hbox > label { grid-row: 1 / span 2; width: auto !important;
  margin: 0; padding-top: 6px; text-align: right; }
.bugcase-field > .widget-inline-hbox > :is(input, textarea) { width: 100% !important; }
.bugcase-field > :not(.widget-inline-hbox) { grid-column: 2; margin: 0; }
.bugcase-field > .widget-box > .widget-box { margin-left: 2px; }
.bugcase-progress summary { cursor: pointer; }
.bugcase-progress ul { margin: .2rem 0 .4rem; padding-left: 1.4rem; }
.bugcase-group { margin-top: .7rem; overflow: visible; }
.bugcase-head { font-weight: 600; }
.bugcase-cells > .widget-html:has(.bugcase-head) { align-self: end; }
.bugcase-cells, .bugcase-packed { display: grid !important; gap: 0 .4rem; align-items: start;
  overflow: visible; }
.bugcase-cells > .widget-box, .bugcase-packed > .widget-box { min-width: 0; overflow: visible; }
.bugcase-cells .widget-inline-hbox, .bugcase-packed .widget-inline-hbox { width: auto !important;
  max-width: none; }
.bugcase-5 { grid-template-columns: minmax(11rem, 1.5fr) repeat(3, minmax(4.5rem, .6fr))
  minmax(9rem, 1.4fr); }
.bugcase-4 { grid-template-columns: minmax(11rem, 1.5fr) repeat(2, minmax(4.5rem, .6fr))
  minmax(9rem, 1.4fr); }
.bugcase-people { grid-template-columns: minmax(0, 1.3fr) minmax(0, .8fr) minmax(0, 1.3fr)
  minmax(0, 1.5fr) 7.8rem; }
.bugcase-phrases { grid-template-columns: repeat(2, minmax(0, 1fr)) minmax(0, 2fr) 7.8rem; }
.bugcase-actions { grid-template-columns: minmax(0, 2.2fr) minmax(0, 1.3fr) 9.5rem 7.8rem; }
.bugcase-cells .widget-textarea { height: auto; }
.bugcase-cells textarea { field-sizing: content; min-width: 0; min-height: 28px; max-width: 100%;
  overflow-y: auto; resize: none; }
@supports not (field-sizing: content) { .bugcase-cells textarea { resize: vertical; } }
.bugcase-rows-1 { grid-template-columns: minmax(0, 1fr) 7.8rem; }
.bugcase-rows-2 { grid-template-columns: minmax(0, 1fr) 13rem 7.8rem; }
.bugcase-rows-3 { grid-template-columns: minmax(0, 2fr) repeat(2, minmax(0, 1fr)) 7.8rem; }
.bugcase-rows-4 { grid-template-columns: repeat(4, minmax(0, 1fr)) 7.8rem; }
.bugcase-rows-5 { grid-template-columns: repeat(5, minmax(0, 1fr)) 7.8rem; }
.bugcase-rows-6 { grid-template-columns: repeat(6, minmax(0, 1fr)) 7.8rem; }
.bugcase-cells .widget-inline-hbox > label { display: block; position: absolute; width: 1px;
  height: 1px; overflow: hidden; clip-path: inset(50%); }
.bugcase-packed { grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); max-width: 100%; }
.bugcase-packed > .widget-box { margin: 0; width: auto; }
.bugcase-form :is(input, textarea) { font-family: inherit !important; }
.bugcase-form input[type=date], .bugcase-form input[type=datetime-local] { min-height: 28px;
  box-sizing: border-box; max-width: 100%; }
.bugcase-form input[type=datetime-local] { flex: 1; padding: 4px 8px; font: inherit;
  border: 1px solid var(--jp-widgets-input-border-color, #bdbdbd);
  background: var(--jp-widgets-input-background-color, #fff);
  color: var(--jp-widgets-input-color, #222); }
.bugcase-packed input, .bugcase-cells input { min-width: 0; max-width: 100%; }
.bugcase-packed .widget-inline-hbox { flex-direction: column; align-items: stretch; height: auto; }
.bugcase-packed .widget-inline-hbox > label { width: auto !important; text-align: left; }
.bugcase-read > .widget-html-content { line-height: 1.45; max-width: 60rem; }
.bugcase-read li { margin-bottom: .4rem; }
.bugcase-read :is(th, td) { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--jp-border-color2, #ddd); }
@container (max-width: 42rem) {
  .bugcase-cells { grid-template-columns: 1fr; margin-bottom: .6rem; }
  .bugcase-cells .widget-inline-hbox { height: auto; }
  .bugcase-cells .widget-inline-hbox > label { position: static; width: 8rem !important;
    height: auto; clip-path: none; }
  .bugcase-cells .bugcase-head { display: none; }
  .bugcase-field { grid-template-columns: minmax(0, 1fr); }
  .bugcase-field > .widget-inline-hbox > label { grid-row: auto; padding-top: 0; }
  .bugcase-field > :not(.widget-inline-hbox) { grid-column: 1; }
  .bugcase-form .widget-inline-hbox { flex-wrap: wrap; height: auto; }
  .bugcase-form .widget-inline-hbox > label { width: 100% !important; text-align: left; }
}
</style>"""


def hint(words: str) -> str:
    """Say something by the way, if there is something to say."""
    if not words:
        return ""
    return f'<div class="bugcase-said">{escape(words)}</div>'


def sentence(words: str) -> str:
    """Show the sentence that typed words end, as it will be said."""
    return f'<div class="bugcase-said bugcase-sentence">{escape(words)}</div>' if words else ""


def alert(words: str, *, what: str = "Not saved") -> str:
    """Say what went wrong, out loud."""
    return f'<div role="alert" class="bugcase-alert"><b>{escape(what)}:</b> {escape(words)}</div>'


def saved(more: str = "") -> str:
    """Say that it is in the file."""
    at = f"saved at {datetime.now().astimezone():%H:%M:%S}"
    return hint(f"{more}; {at}" if more else at)


def heard_only(words: str) -> str:
    """Give words to a screen reader that whoever sees the form has before their eyes."""
    return f'<span class="bugcase-heard">{escape(words)}</span>'


def second_line(words: str) -> str:
    """Put words under a label; of a line break JupyterLab would leave nothing there."""
    return f'<span class="bugcase-stem">{escape(words)}</span>'
