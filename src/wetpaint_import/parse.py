"""One capture -> PageView: decode, lay out as lines, find out what kind of page it is, read it, account for every character.

Pure: the same capture and options always give the same result; nothing is raised.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from html import unescape

from msgspec.structs import replace

from wetpaint_import import admission
from wetpaint_import.addresses import Address, AddressKind, absolute, read_address
from wetpaint_import.encoding import decode
from wetpaint_import.grammar import printed
from wetpaint_import.grammar.claims import FURNITURE, UNPLACED, Claims
from wetpaint_import.grammar.furniture import is_phrase
from wetpaint_import.grammar.list_count import read_list_count
from wetpaint_import.grammar.posts import claim_controls
from wetpaint_import.grammar.printed import mask_addresses
from wetpaint_import.grammar.rendering import as_printed
from wetpaint_import.grammar.thread_page import ThreadPage, read_thread_page
from wetpaint_import.grammar.thread_table import TableReader
from wetpaint_import.grammar.unread import unread_post
from wetpaint_import.model import Capture, Mention, PageKind, PageView, Placed, Problem, State, ThreadView
from wetpaint_import.page.feed import Feed, read_feed
from wetpaint_import.page.flow import Flow, Line
from wetpaint_import.page.html_flow import html_flow
from wetpaint_import.page.names import Mark
from wetpaint_import.page.origin import TOLD, Origin, settle_origin
from wetpaint_import.page.self_description import SelfDescription, describe_itself
from wetpaint_import.page.text_flow import text_flow

# Raised whenever a page may be read differently than before: `status` then offers to read the kept pages again.
PARSER_VERSION = 3

_TAGS = re.compile(r"</?(?:html|head|body|div|table|tr|td|span|p|br|a|b|i|font|ul|li|dl|h[1-6]|img|script)\b[^<>]*>", re.IGNORECASE)
_BLOCK_TAGS = re.compile(r"</?(?:html|head|body|div|table|tr|td|p|br|ul|ol|li|dl|h[1-6])\b[^<>]*>", re.IGNORECASE)
_CONTENT = "content"
_LONGEST_EXCERPT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`default_zone` reads dates that are printed without a zone; None leaves them without an instant.

    `explain` fills `PageView.placed`, for people who want to see which text of the page went where.
    """

    default_zone: tzinfo | None = None
    explain: bool = False


@dataclass(slots=True)
class _Page:
    flow: Flow
    claims: Claims
    explain: bool
    html: str
    own: SelfDescription
    encoding: str
    origin: Origin
    has_whole_lines: bool

    @property
    def url(self) -> str | None:
        return self.origin.url

    @property
    def address(self) -> Address | None:
        return read_address(self.url) if self.url else None


def parse(capture: Capture, options: Options) -> PageView:
    """What the capture shows. Refused pages have state QUARANTINED, no threads, and a problem that says why."""
    if not capture.payload.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return _unread(capture, Problem(code="unreadable", message="the page is empty; look for another copy"))
    if admission.is_binary(capture.payload):
        return _unread(
            capture, Problem(code="unreadable", message="these bytes are no text; probably a picture, a PDF or an archive")
        )
    if (feed := read_feed(capture.payload)) is not None:
        return _feed_view(capture, feed)
    page = _lay_out(capture, options)
    view = _read(page, options)
    return replace(view, problems=capture.problems + view.problems)


def _feed_view(capture: Capture, feed: Feed) -> PageView:
    """A feed of updated pages holds no posts; it gives the wiki's name."""
    origin = settle_origin(capture, SelfDescription(url=feed.address, url_basis="feed-link" if feed.address else None))
    return PageView(
        page_kind=PageKind.OTHER,
        layout="feed",
        state=State.READ,
        url=origin.url,
        url_basis=origin.url_basis,
        captured_at=origin.captured_at,
        captured_at_basis=origin.captured_at_basis,
        encoding=None,
        wiki_name=feed.wiki_name if feed.is_wetpaint else None,
        host=read_address(origin.url).host or None if origin.url else None,
        problems=capture.problems,
    )


def _unread(capture: Capture, problem: Problem) -> PageView:
    origin = settle_origin(capture, SelfDescription())
    return PageView(
        page_kind=PageKind.OTHER,
        layout="none",
        state=State.QUARANTINED,
        url=origin.url,
        url_basis=origin.url_basis,
        captured_at=origin.captured_at,
        captured_at_basis=origin.captured_at_basis,
        encoding=None,
        problems=(*capture.problems, problem),
    )


def _lay_out(capture: Capture, options: Options) -> _Page:
    decoded = decode(capture.payload, capture.charset)
    has_whole_lines = True
    if is_html(decoded.text, capture.media_type):
        flow = html_flow(decoded.text)
    else:
        text, has_whole_lines = as_printed(decoded.text)
        flow = text_flow(text)
    flow.settle_furniture(lambda text: printed.EDITED_LABEL.search(text) is not None)
    own = describe_itself(flow)
    return _Page(
        flow,
        Claims(flow),
        options.explain,
        decoded.text,
        own,
        decoded.encoding,
        settle_origin(capture, own),
        has_whole_lines,
    )


def is_html(text: str, media_type: str | None) -> bool:
    """Whether `text` is HTML; the media type counts only where the text itself does not tell."""
    sample = text.lstrip("\ufeff \t\r\n\x00")[:200000]
    if re.match(r"<(?:!doctype|!--|\?xml|[a-zA-Z])", sample, re.IGNORECASE) and _TAGS.search(sample):
        return True
    tags = len(_TAGS.findall(sample[:50000]))
    if media_type in ("text/html", "application/xhtml+xml"):
        return tags > 0
    # People type `<b>` in texts; nobody types tables.
    blocks = len(_BLOCK_TAGS.findall(sample[:50000]))
    return tags >= 6 and blocks >= 3 and tags * 200 > min(len(sample), 50000)


def _read(page: _Page, options: Options) -> PageView:
    address = page.address
    if address is not None and address.kind is AddressKind.HISTORY:
        return _finish(page, PageKind.OTHER, "history", State.READ)
    if not page.has_whole_lines:
        message = "the cells of a table stand side by side in this text, and cannot be told apart; look for an HTML copy"
        problem = Problem(code="unknown-layout", message=message)
        return _finish(page, PageKind.THREAD, "text", State.QUARANTINED, problems=(problem,))
    thread = read_thread_page(
        page.flow,
        page.claims,
        url=page.url,
        captured_at=page.origin.captured_at,
        default_zone=options.default_zone,
        ends_early=_ends_early(page),
    )
    if thread.view is not None and _is_credible(page, thread, thread.view):
        return _finish_thread(page, thread)
    page.claims = Claims(page.flow)
    return _read_table(page, options)


def _ends_early(page: _Page) -> bool:
    if page.flow.is_text:
        return False
    return (
        re.search(r"<html\b", page.html, re.IGNORECASE) is not None and re.search(r"</html\s*>", page.html, re.IGNORECASE) is None
    )


def _is_credible(page: _Page, thread: ThreadPage, view: ThreadView) -> bool:
    """Whether this is a thread page at all, and not a page that only quotes one."""
    evidence = 2 * (thread.title_line is not None)
    evidence += 1 if view.claimed_post_count is not None else 0
    evidence += 1 if view.location is not None and view.location.title is not None else 0
    evidence += 2 if admission.has_engine(page.html, page.url) else 0
    evidence += 2 if page.address is not None and page.address.kind is AddressKind.THREAD else 0
    if evidence >= 2:
        return True
    rated = page.claims.lines_with("rating")
    evidence += min(rated, 2) if page.flow.is_text else rated >= 2
    evidence += 1 if any(post.number is not None for post in view.posts) and len(view.posts) > 1 else 0
    return evidence >= 2


def _finish_thread(page: _Page, thread: ThreadPage) -> PageView:
    view = thread.view
    assert view is not None  # noqa: S101  (the caller has looked)
    layout = "text" if page.flow.is_text else "named" if any(e.marks & Mark.BODY for e in page.flow.elements) else "printed"
    own_ids = _own_ids(page, thread)
    if problem := admission.wrong_thread(page.address, own_ids, view.title):
        return _finish(page, PageKind.THREAD, layout, State.QUARANTINED, problems=(problem,), is_accounted=False)
    claim_controls(page.flow, page.claims)
    if problem := unread_post(page.flow, page.claims, view, is_cut=thread.is_cut):
        return _finish(page, PageKind.THREAD, layout, State.QUARANTINED, problems=(problem,), is_accounted=False)
    if view.original_id is None and len(own_ids) == 1:
        view = replace(view, original_id=next(iter(own_ids)))
    return _finish(page, PageKind.THREAD, layout, State.READ, problems=thread.problems, threads=(view,))


def _own_ids(page: _Page, thread: ThreadPage) -> set[str]:
    """The thread ids that the page gives for itself: its canonical link, its title's link, its paging."""
    urls = [page.own.canonical] if page.own.canonical else []
    title = page.flow.lines[thread.title_line] if thread.title_line is not None else None
    may_page = page.flow.may_page or (page.url is not None and "offset=" in page.url)
    for line in page.flow.lines:
        if line is title:
            urls += _hrefs(page, line)
        elif may_page and line.marks & (Mark.LINK | Mark.PAGING):
            # Only paging asks for an offset within a thread, whatever the skin calls it.
            urls += _paging_hrefs(page, line)
    return {thread_id for url in urls if (thread_id := read_address(url).thread_id)}


def _paging_hrefs(page: _Page, line: Line) -> list[str]:
    return [url for url in _hrefs(page, line) if "offset=" in url and not page.flow.is_furniture(line)]


def _hrefs(page: _Page, line: Line) -> list[str]:
    return [absolute(href, page.url) for piece in line.pieces if (href := page.flow.link_of(piece))]


def _read_table(page: _Page, options: Options) -> PageView:
    address = page.address
    is_list = address is not None and address.kind is AddressKind.THREAD_LIST
    is_engine = admission.has_engine(page.html, page.url)
    reader = TableReader(
        page.flow, page.claims, base=page.url, captured_at=page.origin.captured_at, default_zone=options.default_zone
    )
    has_list_rows = any(line.marks & Mark.THREAD_LIST for line in page.flow.lines)
    threads = reader.read(is_list=is_list or has_list_rows)
    if threads:
        kind = (
            PageKind.THREAD_LIST
            if is_list or (not any(t.posts for t in threads) and _is_bare_list(page))
            else PageKind.CONTENT_PAGE
        )
        layout = "text-table" if page.flow.is_text else "table"
        view = _finish(page, kind, layout, State.READ, problems=tuple(reader.problems), threads=tuple(threads))
        return replace(view, list_count=read_list_count(page.flow, page.url, threads[0].location))
    has_title = any(printed.DISCUSSION.match(line.text) for line in page.flow.lines if not page.flow.is_furniture(line))
    problem = None if is_list and is_engine else admission.refusal(page.flow, address, is_engine=is_engine, has_title=has_title)
    if problem is not None:
        kind = PageKind.THREAD if problem.code == "unknown-layout" else PageKind.OTHER
        return _finish(page, kind, "none", State.QUARANTINED, problems=(problem,))
    return _finish(page, PageKind.THREAD_LIST if is_list else PageKind.CONTENT_PAGE, "none", State.READ)


def _is_bare_list(page: _Page) -> bool:
    """A list of threads and nothing else; a content page also tells of its own updates."""
    return not any(re.match(r"Latest page update|More Info: links", line.text, re.IGNORECASE) for line in page.flow.lines)


def _finish(
    page: _Page,
    kind: PageKind,
    layout: str,
    state: State,
    *,
    problems: tuple[Problem, ...] = (),
    threads: tuple[ThreadView, ...] = (),
    is_accounted: bool = True,
) -> PageView:
    is_accounted = is_accounted and kind is PageKind.THREAD and state is State.READ
    if is_accounted or page.explain:
        _claim_furniture(page)
    if is_accounted:
        problems += tuple(_unplaced(page.claims))
    host = _host(page, threads)
    return PageView(
        page_kind=kind,
        layout=layout,
        state=state,
        url=page.url,
        url_basis=page.origin.url_basis,
        captured_at=page.origin.captured_at,
        captured_at_basis=page.origin.captured_at_basis,
        encoding=page.encoding,
        host=host,
        problems=tuple(
            replace(problem, excerpt=mask_addresses(problem.excerpt)) if problem.excerpt else problem for problem in problems
        ),
        threads=threads,
        mentions=_mentions(page, host),
        placed=tuple(_placed(page.claims, kind)) if page.explain else (),
    )


def _host(page: _Page, threads: tuple[ThreadView, ...]) -> str | None:
    """The wiki's host: that of the page's address; else the one to which the page's own location and accounts all link; else what
    the user tells."""
    named = page.address.host or None if page.address is not None else None
    if named is not None and page.origin.url_basis != TOLD:
        return named
    urls = [url for thread in threads for url in _own_urls(thread)]
    hosts = {read_address(url).host for url in urls} - {""}
    return hosts.pop() if len(hosts) == 1 else named


def _own_urls(thread: ThreadView) -> list[str]:
    location = thread.location.url if thread.location else None
    profiles = [post.author.profile_url for post in thread.posts if post.author]
    return [url for url in (location, thread.url, *profiles) if url and "://" in url]


def _claim_furniture(page: _Page) -> None:
    for line in page.flow.lines:
        if page.flow.is_furniture(line) or (page.claims.is_free(line.index) and is_phrase(line.text)):
            page.claims.take(line.index, FURNITURE)


def _unplaced(claims: Claims) -> list[Problem]:
    message = "visible text that belongs to no field; it stays in the raw page"
    return [
        Problem(code="unplaced-text", message=message, excerpt=text[i : i + _LONGEST_EXCERPT])
        for text in map(mask_addresses, claims.unplaced())
        for i in range(0, len(text), _LONGEST_EXCERPT)
    ]


def _placed(claims: Claims, kind: PageKind) -> list[Placed]:
    """What no field takes of a page that is no thread page is its content."""
    rest = UNPLACED if kind is PageKind.THREAD else _CONTENT
    return [
        Placed(text=mask_addresses(part.text), place=rest if part.place == UNPLACED else part.place) for part in claims.placed()
    ]


_THREAD_ADDRESS = re.compile(r"/thread/\d", re.IGNORECASE)
_THREAD_LINK = re.compile(r'<a\b[^>]*?\bhref\s*=\s*["\']?([^"\'\s>]*/thread/\d[^"\'\s>]*)', re.IGNORECASE)


def _thread_links(html: str) -> Iterator[str]:
    """The pattern of a link crosses no `>`, and is slow: it is tried only on the stretches that hold such an address."""
    end = 0
    for match in _THREAD_ADDRESS.finditer(html):
        if match.start() >= end:
            start = html.rfind(">", end, match.start()) + 1 or end
            end = html.find(">", match.end())
            end = len(html) if end < 0 else end
            yield from _THREAD_LINK.findall(html, start, end)


def _mentions(page: _Page, host: str | None) -> tuple[Mention, ...]:
    """Links to threads of this wiki, once each; they stand also in the frame of a page, which nothing else reads."""
    found: dict[str, Mention] = {}
    for href in _thread_links(page.html):
        address = read_address(absolute(unescape(href), page.url))
        if address.kind is AddressKind.THREAD and address.thread_id and (host is None or address.host in (host, "")):
            url = address.url if address.host or host is None else f"http://{host}/thread/{address.thread_id}"
            found.setdefault(address.thread_id, Mention(url=url, text=address.slug or ""))
    return tuple(found.values())
