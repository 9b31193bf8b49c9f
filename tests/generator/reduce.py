"""What of a thread one kind of rendering can show: ThreadTruth -> smaller ThreadTruth."""

from dataclasses import replace

from .truth import Json, Kind, Line, Lines, LinkTruth, Piece, PostTruth, ThreadTruth


def shown_in(truth: ThreadTruth, kind: Kind) -> ThreadTruth:
    """The thread as far as a page of this kind shows it; HTML shows all."""
    if kind in ("named", "unknown"):
        return truth
    outside = truth.address == "outside"
    return replace(
        truth,
        url=truth.given_url,
        original_id=truth.original_id if outside else None,
        location_url=None,
        # The label text of text pages is no flag (evidence §3).
        is_featured=None,
        is_reported=None,
        tags=_printed_tags(truth),
        posts=tuple(map(_plain_post, truth.posts)),
    )


def expected_for(truth: ThreadTruth, kind: Kind) -> dict[str, Json]:
    """expected.json of a page of this kind.

    A page with known names shows nothing but fields and known furniture, hence
    `no_unplaced`; of unknown skins and texts nothing is said about unplaced text.
    """
    expected = shown_in(truth, kind).to_expected()
    if kind == "named":
        expected["no_unplaced"] = True
    return expected


def _printed_tags(truth: ThreadTruth) -> tuple[str, ...] | None:
    """Tags as a text page tells them: cut at commas if there are any, else at spaces."""
    if not truth.tags or truth.tags_text is None:
        return truth.tags
    separator = "," if "," in truth.tags_text else " "
    return tuple(tag.strip() for tag in truth.tags_text.split(separator))


def _plain_post(post: PostTruth) -> PostTruth:
    author = post.author and replace(post.author, profile_url=None, avatar_url=None)
    quote = _in_marks(post.quote) if post.quote else ()
    return replace(
        post,
        author=author,
        original_id=None,
        # Quotes come from HTML only, so in text the quoted lines are body.
        body=tuple(map(_plain_line, (*quote, *post.body))),
        quote=None,
    )


def _in_marks(lines: Lines) -> Lines:
    marked = list(lines)
    marked[0] = ('"', *marked[0])
    marked[-1] = (*marked[-1], '"')
    return tuple(marked)


def _plain_line(line: Line) -> Line:
    return tuple(plain for piece in line if (plain := _plain_piece(piece)) is not None)


def _plain_piece(piece: Piece) -> Piece | None:
    """Only text and addresses printed as such survive."""
    if isinstance(piece, str):
        return piece
    if isinstance(piece, LinkTruth):
        return piece if piece.form == "bare" else piece.text
    return None
