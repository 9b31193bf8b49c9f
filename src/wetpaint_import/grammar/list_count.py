"""The line above a cut table, `(Showing the last 5 of 8 - view all)` -> how many threads there are (docs/evidence.md §10)."""

from wetpaint_import.addresses import absolute
from wetpaint_import.grammar import printed
from wetpaint_import.model import ListCount, Location
from wetpaint_import.page.flow import Flow


def read_list_count(flow: Flow, base: str | None, location: Location | None) -> ListCount | None:
    """`location` is that of the threads in the table; None if the page has no such line."""
    for line in flow.lines:
        if match := printed.TABLE_CUT.search(line.text):
            links = [absolute(href, base) for piece in line.pieces if (href := flow.link_of(piece))]
            url = next((link for link in links if link.startswith(("http://", "https://"))), None)
            return ListCount(threads=int(match["all"]), location=location.title if location else None, url=url)
    return None
