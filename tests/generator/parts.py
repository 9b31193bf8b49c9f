"""Pieces of a page that look alike in every skin: header lines, dates, rating, tags."""

from urllib.parse import quote_plus

from .pen import Pen
from .truth import PostTruth, ThreadTruth

FLAG_LABELS = ("Reported", "This is a featured thread")


def location_html(pen: Pen, truth: ThreadTruth) -> str:
    """`Location: X`, or nothing."""
    if truth.location is None or truth.location_url is None:
        return ""
    place = pen.label(truth.location)
    if pen.rng.random() < 0.8:
        place = f'<a href="{pen.address(truth.location_url)}">{place}</a>'
    return f"Location: {place}"


def discussion_html(pen: Pen, truth: ThreadTruth) -> str:
    """`Discussion: TITLE` and the flags' labels, hidden where the flag is not set."""
    flags = zip((truth.is_reported, truth.is_featured), FLAG_LABELS, strict=True)
    shown = "".join(_flag(pen, label, is_set=bool(is_set)) for is_set, label in flags)
    title = pen.label(truth.title)
    if pen.rng.random() < 0.3:
        title = f"<b>{title}</b>"
    return f"Discussion:&nbsp;{title}{shown}"


def showing_html(pen: Pen, truth: ThreadTruth) -> str:
    """`Showing N posts`, `Showing 20 of 60 posts`, or nothing."""
    if truth.claimed_post_count is None:
        return ""
    return pen.scattered(showing_text(truth)).replace(" ", "&nbsp;", 1)


def showing_text(truth: ThreadTruth) -> str:
    """The count as text; on a last page the first number is that of the posts shown.

    Unseen for last pages; both readings of it claim the same count.
    """
    noun = "post" if truth.total == 1 else "posts"
    if truth.page is None:
        return f"Showing {truth.total} {noun}"
    return f"Showing {len(truth.posts)} of {truth.total} {noun}"


def date_html(pen: Pen, post: PostTruth) -> str:
    """Both times on one line, in one run or in elements of their own."""
    if pen.rng.random() >= pen.split:
        return pen.label(post.date_line)
    posted, edited = pen.scattered(post.posted_at_text), pen.scattered(post.edited_at_text)
    return f"<span>{posted}</span> | <i>Post edited:</i> <span>{edited}</span>"


def rating_html(pen: Pen, post: PostTruth) -> str:
    """The rating phrase and what stands for the yes and no icons (evidence §7)."""
    phrase = pen.scattered(post.rating_line).replace("  out", "&nbsp; out")
    icons = (
        "&nbsp; &nbsp; ",
        ' <img src="/img/yes.gif" alt="Yes">&nbsp;<img src="/img/no.gif" alt="No">',
        "",
    )
    return phrase + pen.rng.choice(icons)


def tags_html(pen: Pen, truth: ThreadTruth) -> str:
    """The tags line with one link a tag, or nothing."""
    if truth.tags is None:
        return ""
    links = [f'<a href="/search?tag={quote_plus(tag)}">{pen.label(tag)}</a>' for tag in truth.tags]
    edit = pen.rng.choice(("", "", ' (<a href="#">edit keyword tags</a>)'))
    return f"Keyword tags: {truth.tag_separator.join(links) or 'None'}{edit}"


def paging_html(pen: Pen, truth: ThreadTruth) -> str:
    """`Previous 1 2 3 Next Last`, links except for the page shown; nothing on single pages."""
    if truth.page is None or truth.url is None:
        return ""
    size, pages = truth.page.size, -(-truth.total // truth.page.size)
    current = truth.page.offset // size
    base = truth.url.partition("?")[0]
    shown = [(str(number + 1), number) for number in range(min(pages, 5))]
    before = [("Previous", current - 1)] if current else []
    after = [("Next", current + 1), ("Last", pages - 1)] if current + 1 < pages else []
    items = []
    for text, number in (*before, *shown, *after):
        address = pen.address(f"{base}?offset={number * size}&maxResults={size}")
        items.append(text if number == current else f'<a href="{address}">{text}</a>')
    return " ".join(items)


def _flag(pen: Pen, label: str, *, is_set: bool) -> str:
    """A label after the title; without the flag it is hidden or missing."""
    if not is_set:
        return pen.rng.choice((f"<span {pen.hider}>{label}</span>", ""))
    icon = f'<img src="/img/flag.gif" alt="{label}" title="{label}">'
    return " " + pen.rng.choice((f'<span class="label">{label}</span>', icon))
