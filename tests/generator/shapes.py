"""Ways to put posts below each other: skin and the posts' parts -> HTML."""

from collections.abc import Callable, Sequence
from typing import Final

from .skin import Parts, Skin, content

Shape = Callable[[Skin, Sequence[Parts]], str]


def rows(skin: Skin, posts: Sequence[Parts]) -> str:
    """One table, one row a post."""
    return _table("\n".join(f"<tr{skin.classes['post']}>{_cells(skin, p)}</tr>" for p in posts))


def nested(skin: Skin, posts: Sequence[Parts]) -> str:
    """A table in a table's cell for each post."""
    inner = (_table(f"<tr>{_cells(skin, p)}</tr>") for p in posts)
    return _table("\n".join(f"<tr><td{skin.classes['post']}>{table}</td></tr>" for table in inner))


def stacked(skin: Skin, posts: Sequence[Parts]) -> str:
    """Several rows a post: subject and date beside each other, body, rating below."""
    return _table("\n".join(_stacked_rows(skin, post) for post in posts))


def divs(skin: Skin, posts: Sequence[Parts]) -> str:
    """A div a post, with a column for the author beside the rest."""
    items = []
    for post in posts:
        side = skin.element("div", "author", post.author)
        main = skin.element("div", "page", content(skin, post))
        columns = {"before": side + main, "after": main + side}
        inner = columns.get(skin.author_place, main)
        items.append(skin.element("div", "post", inner))
    return "\n".join(items)


def flat(skin: Skin, posts: Sequence[Parts]) -> str:
    """Nothing around a post: headings, lines and bodies are all siblings."""
    tag = skin.pen.rng.choice(("h3", "h4", "div"))
    items = []
    for post in posts:
        items += [
            skin.element("div", "author", post.author),
            skin.element(tag, "subject", post.subject),
            skin.element("div", "date", post.date),
            skin.element("div", "body", post.body),
            skin.element("div", "rating", post.rating),
            skin.element("div", "tags", post.tags),
        ]
    return "\n".join(filter(None, items))


def definitions(skin: Skin, posts: Sequence[Parts]) -> str:
    """A definition list: subjects as terms, the rest as their definitions."""
    items = []
    for post in posts:
        items += [
            skin.element("dt", "author", post.author),
            skin.element("dt", "subject", post.subject),
            skin.element("dd", "date", post.date),
            skin.element("dd", "body", post.body),
            skin.element("dd", "rating", post.rating),
            skin.element("dd", "tags", post.tags),
        ]
    return "<dl>\n" + "\n".join(filter(None, items)) + "\n</dl>"


def items(skin: Skin, posts: Sequence[Parts]) -> str:
    """A list item a post."""
    tag = skin.pen.rng.choice(("ul", "ol"))
    inner = "\n".join(skin.element("li", "post", content(skin, post)) for post in posts)
    return f"<{tag}>\n{inner}\n</{tag}>"


def soup(skin: Skin, posts: Sequence[Parts]) -> str:
    """Nothing but line breaks, between posts two of them or a rule."""
    end = skin.pen.line_break
    rule = skin.pen.rng.choice((end * 2, "<hr>", f"{end}\n<hr>\n", end))
    texts = []
    for post in posts:
        lines = (post.author, post.subject, post.date, post.body, post.rating, post.tags)
        texts.append(end.join(filter(None, lines)))
    return rule.join(texts)


# Shapes with cells of their own for authors, and those without.
CELL_SHAPES: Final[tuple[Shape, ...]] = (rows, nested, divs)
LINE_SHAPES: Final[tuple[Shape, ...]] = (stacked, flat, definitions, items, soup)


def _table(inner: str) -> str:
    return f'<table border="0" width="100%">\n{inner}\n</table>'


def _cells(skin: Skin, post: Parts) -> str:
    main = f"<td>{content(skin, post)}</td>"
    side = skin.element("td", "author", post.author)
    cells = {"before": f"{side}\n{main}", "after": f"{main}\n{side}"}
    return cells.get(skin.author_place, main)


def _stacked_rows(skin: Skin, post: Parts) -> str:
    subject = skin.element("td", "subject", post.subject)
    date = skin.element("td", "date", post.date)
    lines = [f"<tr>{subject}{date}</tr>"]
    if post.author:
        lines.insert(0, f'<tr><td colspan="2">{post.author}</td></tr>')
    below = filter(None, (post.body, post.rating, post.tags))
    return "\n".join((*lines, *(f'<tr><td colspan="2">{line}</td></tr>' for line in below)))
