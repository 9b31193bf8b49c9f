"""A thread page -> ThreadView: header, heads, sections, posts, tags, paging, and what does not add up."""

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from wetpaint_import.addresses import Address, AddressKind, absolute, read_address
from wetpaint_import.grammar import printed
from wetpaint_import.grammar.claims import Claims
from wetpaint_import.grammar.header import Header, read_flags, read_header, settle_title
from wetpaint_import.grammar.heads import Head, find_heads
from wetpaint_import.grammar.posts import Context, read_posts
from wetpaint_import.grammar.sections import Section, cut_sections
from wetpaint_import.model import Location, LocationKind, PageSlice, PostView, Problem, ThreadView
from wetpaint_import.page.flow import Flow
from wetpaint_import.page.names import Mark

# 20 posts a page; a page n > 1 is asked for with `?offset=20(n-1)&maxResults=20` (docs/evidence.md §9).
POSTS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """`is_cut`: the page ends within a post, which is then not among the posts. `title_line`: that of `Discussion:`."""

    view: ThreadView | None
    problems: tuple[Problem, ...] = ()
    is_cut: bool = False
    title_line: int | None = None


@dataclass(slots=True)
class _Paging:
    slice: PageSlice | None = None
    thread_ids: set[str] = field(default_factory=set)


def read_thread_page(
    flow: Flow,
    claims: Claims,
    *,
    url: str | None,
    captured_at: datetime | None,
    default_zone: tzinfo | None,
    ends_early: bool,
) -> ThreadPage:
    """The thread that the page shows; view None if it shows no posts. `ends_early`: the source is cut off somewhere."""
    address = read_address(url) if url else None
    peek = read_header(flow, Claims(flow), len(flow.lines))
    heads = find_heads(flow, peek.printed_title, _claimed_here(peek, address))
    if not heads:
        return ThreadPage(None)
    header = read_header(flow, claims, heads[0].first_line)
    title, labels = settle_title(header.printed_title, _titles(heads))
    paging = _read_paging(flow, header, address, heads)
    flags = read_flags(flow, claims, header, labels, heads[0].first_line)
    sections = cut_sections(flow, heads, claims, header.end)
    sections, cut = _without_cut(sections, _claimed_here(header, address), ends_early=ends_early)
    thread_id = address.thread_id if address and address.thread_id else _own_id(header, paging, url)
    context = Context(
        base=url or flow.base_url,
        captured_at=captured_at,
        default_zone=default_zone,
        thread_id=thread_id,
        offset=paging.slice.offset if paging.slice else None,
    )
    posts, problems = read_posts(flow, sections, claims, context)
    if title is None:
        title = _title_of(heads)
    if cut is not None:
        problems.append(_cut_problem(claims, cut, header, len(posts)))
    elif (mismatch := _count_problem(header, paging.slice, posts, ends_early=ends_early)) is not None:
        problems.append(mismatch)
    tags = read_tags(flow, next((s for s in sections if s.tags_lines), None))
    view = ThreadView(
        original_id=thread_id,
        title=title,
        location=_location(header, address, context.base),
        claimed_post_count=header.claimed,
        tags=tags,
        posts=tuple(posts),
        page=paging.slice,
        url=url if address and address.thread_id else None,
        is_featured=flags.is_featured,
        is_locked=flags.is_locked,
        is_reported=flags.is_reported,
        rules=_rules(header, address, tags),
    )
    return ThreadPage(view, tuple(problems), is_cut=cut is not None, title_line=header.title_line)


def _claimed_here(header: Header, address: Address | None) -> int | None:
    """How many posts this page should show, where it is no page of several."""
    if header.claimed is None or header.claimed > POSTS_A_PAGE or (address and address.offset):
        return header.shown
    return header.shown or header.claimed


def _titles(heads: list[Head]) -> list[str]:
    """What the posts call their thread: the opening post's subject, then what replies answer to."""
    own = [head.subject for head in heads if head.subject and not head.is_reply]
    answered = [printed.without_reply_mark(head.subject) for head in heads if head.subject and head.is_reply]
    return own + sorted(set(answered), key=lambda title: (-answered.count(title), title))


def _title_of(heads: list[Head]) -> str | None:
    titles = _titles(heads)
    return titles[0] if titles else None


def _rules(header: Header, address: Address | None, tags: tuple[str, ...] | None) -> tuple[tuple[str, str], ...]:
    rules = [("title", "Discussion: line" if header.printed_title else "subject of the posts")]
    if header.location:
        rules.append(("location", "Location: line"))
    if header.claimed is not None:
        rules.append(("claimed_post_count", "Showing … posts"))
    if address and address.thread_id:
        rules.append(("original_id", "address"))
    if tags is not None:
        rules.append(("tags", "Keyword tags: line"))
    return tuple(rules)


def _location(header: Header, address: Address | None, base: str | None) -> Location | None:
    url = absolute(header.location_url, base) if header.location_url else None
    kind = address.location_kind if address else None
    if kind is None and url:
        kind = _kind_of(read_address(url), url)
    if header.location is None and kind is None:
        return None
    return Location(title=header.location, kind=kind or LocationKind.PAGE, url=url)


def _kind_of(address: Address, url: str) -> LocationKind:
    """What the link behind `Location:` leads to."""
    if match := re.match(r"^[a-z]+://[^/]+/(forum|account|photo|video)/", url):
        return LocationKind(match[1])
    return address.location_kind or LocationKind.PAGE


def _own_id(header: Header, paging: _Paging, url: str | None) -> str | None:
    """The thread's id as the page itself gives it, where its address is not known."""
    if header.title_url and (found := read_address(absolute(header.title_url, url)).thread_id):
        return found
    return next(iter(paging.thread_ids)) if len(paging.thread_ids) == 1 else None


def _read_paging(flow: Flow, header: Header, address: Address | None, heads: list[Head]) -> _Paging:
    paging = _Paging()
    offsets: list[int] = []
    current: int | None = None
    numbers: list[int] = []
    lines = [line for line in flow.lines if line.marks & Mark.PAGING]
    for line in lines:
        for piece in line.pieces:
            text = line.text[piece.start : piece.end].strip()
            href = flow.link_of(piece)
            if href:
                linked = read_address(absolute(href, address.url if address else None))
                if linked.kind is AddressKind.THREAD and linked.thread_id:
                    paging.thread_ids.add(linked.thread_id)
                if linked.offset is not None:
                    offsets.append(linked.offset)
                if text.isdecimal() and len(text) < 6:
                    numbers.append(int(text))
            elif current is None and (match := re.search(r"(?:^|\s)(\d{1,4})(?:\s|$)", text)):
                current = int(match[1])
                numbers.append(current)
    is_paged = bool(lines) or (header.shown is not None and header.shown != header.claimed)
    offset = address.offset if address else None
    if offset is None and not is_paged:
        return paging
    size = (address.size if address else None) or POSTS_A_PAGE
    if offset is None and current is not None:
        offset = size * (current - 1)
    if offset is None:
        first = heads[0].number
        offset = first if first is not None and first >= size else 0
    last = max([offset, *offsets, *(size * (n - 1) for n in numbers)])
    paging.slice = PageSlice(offset=offset, size=size, last_offset=last)
    return paging


def _without_cut(sections: list[Section], due: int | None, *, ends_early: bool) -> tuple[list[Section], Section | None]:
    """The last post goes if the page is cut within it: it has no rating where the others have one, or the source is cut off."""
    last = sections[-1]
    others_rated = len(sections) > 1 and all(section.rating for section in sections[:-1])
    misses = due is not None and due > len(sections)
    is_cut = last.rating is None and (
        (ends_early and not (last.is_whole and last.tags_lines)) or ((others_rated or misses) and not last.is_whole)
    )
    return (sections[:-1], last) if is_cut else (sections, None)


def _cut_problem(claims: Claims, cut: Section, header: Header, whole: int) -> Problem:
    lines = sorted({segment.line.index for segment in cut.body} | set(range(cut.head.first_line, cut.head.last_line + 1)))
    for line in lines:
        claims.take(line, "cut-off post")
    text = "\n".join(claims.flow.lines[line].text for line in lines)
    claimed = f" of {header.claimed}" if header.claimed is not None else ""
    message = f"the page ends within a post; {whole}{claimed} posts are whole, the rest must come from another copy"
    return Problem(code="truncated", message=message, excerpt=text)


def _count_problem(header: Header, page: PageSlice | None, posts: list[PostView], *, ends_early: bool) -> Problem | None:
    if header.claimed is None:
        return None
    due = header.claimed
    shown = len(posts)
    if page is not None:
        due = header.shown if header.shown is not None else max(0, min(page.size, header.claimed - page.offset))
        if page.offset and posts and posts[0].position == 0:
            shown -= 1  # the opening post is repeated on every page
    if shown == due or (header.shown is not None and header.shown == len(posts)):
        return None
    if ends_early and shown < due:
        return Problem(code="truncated", message=f"the page ends early: it says {due} posts are shown here, and {shown} were found")
    return Problem(code="count-mismatch", message=f"the page says {due} posts are shown here, and {shown} were found")


def read_tags(flow: Flow, section: Section | None) -> tuple[str, ...] | None:
    """The tags of a tags line: one a link, else split at commas, else at spaces; () for `None`, None without such a line."""
    if section is None:
        return None
    return tags_of(flow, section)


def tags_of(flow: Flow, section: Section) -> tuple[str, ...]:
    linked = []
    for line in section.tags_lines:
        pieces = [(flow.link_of(piece), line.text[piece.start : piece.end].strip()) for piece in line.pieces]
        linked += [text for href, text in pieces if href and text and not printed.EDIT_TAGS.fullmatch(text)]
    linked = [tag.strip(" ,") for tag in linked if tag.strip(" ,()")]
    if linked:
        return tuple(dict.fromkeys(linked))
    text = " ".join(printed.without_pipes(line.text) for line in section.tags_lines)
    return split_tags(re.sub(r"^.*?Keyword tags:\s*\|?", "", text, count=1, flags=re.IGNORECASE))


def split_tags(text: str) -> tuple[str, ...]:
    """Tags of a text page: multi-word tags cannot be told apart there (docs/evidence.md §7)."""
    text = printed.EDIT_TAGS.sub(" ", text).strip(" |")
    if text.casefold() in ("", "none"):
        return ()
    parts = text.split(",") if "," in text else text.split()
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
