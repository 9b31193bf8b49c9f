"""The outermost shell of an HTML page: doctype, head, canonical link, archive's marks."""

from dataclasses import replace
from html import escape
from typing import Final

from .pen import HIDING_CSS, Pen
from .truth import ThreadTruth

DOCTYPES: Final = (
    "<!DOCTYPE html>",
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">',
    "",
)
CHARSET: Final = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
ARCHIVE_BANNER: Final = (
    "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp'>"
    "<a href='http://web.archive.org/web/'>INTERNET ARCHIVE WAYBACK MACHINE</a></div>"
    "<!-- END WAYBACK TOOLBAR INSERT -->"
)


def framed(pen: Pen, truth: ThreadTruth, head: str, body: str) -> str:
    """The whole page; its comment says that it is synthetic."""
    title = escape(f"{truth.title} - {truth.wiki.name}", quote=False)
    banner = ARCHIVE_BANNER if pen.archive else ""
    return (
        f"{pen.rng.choice(DOCTYPES)}\n<html><head>\n{CHARSET}\n<title>{title}</title>\n"
        f"{_canonical(pen, truth)}{HIDING_CSS}\n{head}</head>\n<body>{banner}\n{body}\n"
        f"</body></html>\n<!-- synthetic: made by tests/generator -->{_archive_comment(pen, truth)}"
    )


def _canonical(pen: Pen, truth: ThreadTruth) -> str:
    """Always where nothing else tells the address; sometimes beside one from outside."""
    if truth.url is None or (truth.address == "outside" and pen.rng.random() < 0.6):
        return ""
    address = replace(pen, relative=False).address(truth.url)
    return f'<link rel="canonical" href="{address}">\n'


def _archive_comment(pen: Pen, truth: ThreadTruth) -> str:
    if pen.archive is None or truth.captured_at is None:
        return "\n"
    stamp = truth.captured_at.strftime("%H:%M:%S %b %d, %Y")
    note = f"     FILE ARCHIVED ON {stamp} AND RETRIEVED FROM THE\n     INTERNET ARCHIVE."
    return f"\n<!--\n{note}\n-->\n"
