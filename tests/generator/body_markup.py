"""Bodies as HTML: PostTruth -> what stands in the body's element."""

from collections.abc import Sequence
from itertools import groupby

from .pen import Pen
from .truth import ImageTruth, Line, Lines, LinkTruth, Piece, PostTruth, line_text


def body_html(pen: Pen, post: PostTruth) -> str:
    """Quote first, then the body: mostly text and line breaks, as evidence §8 says."""
    quote = quote_html(pen, post.quote) if post.quote else ""
    style = pen.rng.random()
    if style < 0.7 or not _may_have_blocks(post.body):
        return quote + _broken(pen, post.body)
    if style < 0.8:
        return quote + _paragraphs(pen, post.body)
    if style < 0.9 and all(post.body):
        return quote + "".join(f"<div>{_line(pen, line)}</div>" for line in post.body)
    return quote + _boxed(pen, post.body)


def quote_html(pen: Pen, quote: Lines) -> str:
    """A blockquote in literal quotation marks, with or without a line break behind it."""
    mark = pen.rng.choice(('"', "&quot;"))
    after = pen.rng.choice(("", pen.line_break, "\n"))
    return f"<blockquote>{mark}{_broken(pen, quote)}{mark}</blockquote>{after}"


def _may_have_blocks(lines: Lines) -> bool:
    """Blocks around an image alone, or around a pasted head, would blur what is a line."""
    texts = [line_text(line) for line in lines]
    lonely = any(line and not text for line, text in zip(lines, texts, strict=True))
    return not lonely and not any("| Post edited:" in text for text in texts)


def _broken(pen: Pen, lines: Sequence[Line]) -> str:
    return pen.line_break.join(_line(pen, line) for line in lines)


def _paragraphs(pen: Pen, lines: Lines) -> str:
    groups = [list(group) for filled, group in groupby(lines, bool) if filled]
    return "\n".join(f"<p>{_broken(pen, group)}</p>" for group in groups)


def _boxed(pen: Pen, lines: Lines) -> str:
    """One line in a block of its own; no line breaks beside it, so that none is in doubt."""
    inner = range(1, len(lines))
    fit = [i for i in inner if lines[i - 1] and lines[i] and (i + 1 == len(lines) or lines[i + 1])]
    if not fit:
        return _broken(pen, lines)
    boxed = pen.rng.choice(fit)
    tag = pen.rng.choice(("div", "blockquote", "center"))
    before, after = _broken(pen, lines[:boxed]), _broken(pen, lines[boxed + 1 :])
    return f"{before}<{tag}>{_line(pen, lines[boxed])}</{tag}>{after}"


def _line(pen: Pen, line: Line) -> str:
    return "".join(_piece(pen, piece) for piece in line).strip()


def _piece(pen: Pen, piece: Piece) -> str:
    match piece:
        case str():
            return _marked_up(pen, piece)
        case LinkTruth():
            return _link(pen, piece)
        case ImageTruth():
            return _image(pen, piece)


def _marked_up(pen: Pen, text: str) -> str:
    """Text, with one word in bold or the like now and then."""
    words = text.split(" ")
    if len(words) < 4 or pen.rng.random() > 0.1:
        return pen.text(text)
    at = pen.rng.randrange(1, len(words) - 1)
    tag = pen.rng.choice(("b", "i", "u", "em", "strong", "font"))
    before, after = " ".join(words[:at]), " ".join(words[at + 1 :])
    return f"{pen.text(before)} <{tag}>{pen.text(words[at])}</{tag}> {pen.text(after)}"


def _link(pen: Pen, link: LinkTruth) -> str:
    if link.form == "embed":
        return _embed(pen, pen.address(link.url, "oe_"))
    if link.form == "bare" and pen.rng.random() < 0.6:
        return pen.label(link.url)
    looks = pen.rng.choice(("", ' class="external" rel="nofollow" target="_blank"'))
    shown = pen.label(link.text) if link.form == "bare" else pen.text(link.text)
    return f'<a{looks} href="{pen.address(link.url)}">{shown}</a>'


def _embed(pen: Pen, address: str) -> str:
    size = 'width="425" height="350"'
    flash = f'<embed src="{address}" type="application/x-shockwave-flash" {size}>'
    movie = f'<param name="movie" value="{address}">'
    framed = f'<iframe src="{address}" {size}></iframe>'
    return pen.rng.choice((f"<object {size}>{movie}{flash}</object>", flash, framed))


def _image(pen: Pen, image: ImageTruth) -> str:
    alt = f' alt="{pen.label(image.alt).replace(chr(34), "&quot;")}"' if image.alt else ""
    return f'<img border="0" src="{pen.address(image.url, "im_")}"{alt}>'
