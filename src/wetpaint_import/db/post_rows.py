"""A merged post -> the values of the rows below it: quotes, links, images, versions, sources."""

from wetpaint_import.db.codec import to_text
from wetpaint_import.model import Post, Source

Version = tuple[tuple[int, ...], int, str | None, str, str | None]


def children(post: Post) -> dict[str, list[tuple[str | None, ...]]]:
    view = post.view
    return {
        "quotes": [(quote.text,) for quote in view.quotes],
        "links": [(link.url, link.text) for link in view.links],
        "images": [(image.url, image.original_url, image.alt) for image in view.images],
    }


def versions(post: Post) -> list[Version]:
    """For each state: the captures that show it, then the columns of its row."""
    return [
        (version.capture_ids, version.capture_ids[0], version.subject, version.body_html, to_text(version.edited_at))
        for version in post.versions
    ]


def with_reply(post: Post) -> tuple[Source, ...]:
    """The reply link is inferred: its source is the capture that shows the quote."""
    if post.reply_to is None:
        return post.sources
    body = next(source for source in post.sources if source.field == "body_text")
    rule = "the text of the quote stands in the earlier post"
    inferred = [Source(field=name, capture_id=body.capture_id, rule=rule) for name in ("reply_to_id", "reply_to_basis")]
    return (*post.sources, *inferred)
