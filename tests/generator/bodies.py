"""Bodies and quotes of posts, traps included: knobs and earlier posts -> lines of pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from . import sentences, words
from .truth import (
    ImageTruth,
    Line,
    Lines,
    LinkTruth,
    Piece,
    PostTruth,
    WikiTruth,
    line_text,
    lines_text,
    piece_text,
)

BLANK: Final[Line] = ()
PAGE_SIZE: Final = 20  # posts a page (evidence §9)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyOdds:
    """How likely a body has each thing, 0 to 1."""

    links: float
    images: float
    embeds: float
    lists: float
    dated_prose: float
    phrases: float
    pasted_heads: float


def make_body(rng: Random, odds: BodyOdds, wiki: WikiTruth, earlier: Sequence[PostTruth], dates: Sequence[str]) -> Lines:
    """Blocks of lines, divided by a line break or a blank line.

    `dates` are printed dates to mention. No body starts with a quotation mark: in a
    `blockquote` of its own such a line would be a quote.
    """
    count = rng.choice((1, 1, 1, 2, 2, 3, 4))
    blocks: list[Lines] = [(_prose(rng, odds, wiki, dates),) for _ in range(count)]
    if rng.random() < odds.lists:
        blocks.append(_numbered_list(rng))
    if earlier and rng.random() < odds.pasted_heads:
        blocks.append(_pasted_head(rng, earlier))
    if rng.random() < odds.images:
        blocks.insert(rng.randint(0, len(blocks)), _image_block(rng))
    if rng.random() < odds.embeds:
        blocks.append(((_embed(rng),),))
    return _joined(rng, blocks)


def make_quote(rng: Random, earlier: Sequence[PostTruth]) -> Lines | None:
    """The first lines of an earlier post; None where marks of its own would blur the ends."""
    source = rng.choice(earlier)
    quoted = tuple(map(_without_media, source.body[: rng.choice((1, 1, 3))]))
    while quoted and not quoted[-1]:
        quoted = quoted[:-1]
    text = lines_text(quoted)
    return None if not text or '"' in (text[0], text[-1]) else quoted


def _without_media(line: Line) -> Line:
    """Text and links of a line, no space at its end."""
    *kept, last = [p for p in line if piece_text(p)] or [""]
    line = (*kept, last.rstrip() if isinstance(last, str) else last)
    return line if line_text(line) else BLANK


def _prose(rng: Random, odds: BodyOdds, wiki: WikiTruth, dates: Sequence[str]) -> Line:
    """One line of one to six sentences."""
    pieces: list[Piece] = [" ".join(words.pick(rng, sentences.PLAIN, 4))]
    if rng.random() < odds.phrases:
        pieces.append(" " + rng.choice(sentences.PHRASES))
    if rng.random() < odds.dated_prose:
        frame = rng.choice(sentences.DATED)
        sentence = frame.format(date=rng.choice(dates), other=rng.choice(dates))
        pieces.insert(0, sentence + " ")
    if rng.random() < odds.links:
        before, after = rng.choice(sentences.LINK_FRAMES)
        pieces += [" " + before, _link(rng, wiki), after]
    return tuple(piece for piece in pieces if piece)


def _link(rng: Random, wiki: WikiTruth) -> LinkTruth:
    """A link of any kind that shows text; addresses without a scheme are undecidable."""
    kind = rng.random()
    text = rng.choice(sentences.LINK_TEXTS)
    if kind < 0.35:
        url = words.web_address(rng)
        return LinkTruth(url=url, text=url, form="bare")
    if kind < 0.65:
        return LinkTruth(url=words.web_address(rng), text=text)
    if kind < 0.85:
        return LinkTruth(url=words.wiki_address(rng, wiki), text=text)
    if kind < 0.93:
        return LinkTruth(url=f"mailto:{words.username(rng)}@example.org", text=text)
    return LinkTruth(url="javascript:void(0)", text=text, form="script")


def _numbered_list(rng: Random) -> Lines:
    """A list typed by hand; the numbers are text, for those of `ol` are not."""
    items = words.pick(rng, sentences.LIST_ITEMS, 5)
    lines = [f"{number}. {item}" for number, item in enumerate(items, 1)]
    return tuple((line,) for line in (rng.choice(sentences.LIST_INTROS), *lines))


def _pasted_head(rng: Random, earlier: Sequence[PostTruth]) -> Lines:
    """Subject and date line of an earlier post inside a body, own text before and after.

    Decidable from the print alone: its number goes back in the count (the opening post has
    none), and no rating line closes the post above it. So the pasted post's rating line is
    never copied, nor a head of a later post: those would be posts to any reader. The
    opening post's head is not copied where its title has a number like a reply's, nor on
    later pages, which might repeat the opening post.
    """
    opening, *replies = earlier
    bare = not opening.subject[0].isdigit() and len(replies) < PAGE_SIZE - 1
    if not replies and not bare:
        return ((rng.choice(sentences.PLAIN),),)
    post = rng.choice(earlier if bare else replies)
    return (
        (rng.choice(sentences.PASTE_INTROS),),
        (post.head,),
        (post.date_line,),
        (rng.choice(sentences.PLAIN),),
        (rng.choice(sentences.PASTE_ENDS),),
    )


def _image_block(rng: Random) -> Lines:
    """At the end of a line, alone between two lines, or alone."""
    url, original = words.image_address(rng, sized=rng.random() < 0.5)
    alt = rng.choice(("", "", "the pier at dusk", 'the "old" map'))
    image = ImageTruth(url=url, original_url=original, alt=alt)
    before, after = rng.sample(sentences.PLAIN, 2)
    return rng.choice((((before + " ", image),), ((before,), (image,), (after,))))


def _embed(rng: Random) -> LinkTruth:
    """A video, kept as a link without text."""
    user, number = words.username(rng), rng.randint(100, 9999)
    url = f"http://wikifoundrytools.com/wiki/{user}/widget/youtube/{number}"
    return LinkTruth(url=url, text="", form="embed")


def _joined(rng: Random, blocks: Sequence[Lines]) -> Lines:
    lines = list(blocks[0])
    for block in blocks[1:]:
        if rng.random() < 0.7:
            lines.append(BLANK)
        lines += block
    return tuple(lines)
