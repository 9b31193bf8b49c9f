"""Posts of a thread -> who answers whom: only what a quote proves; nothing else pretends to be a reply tree."""

from collections.abc import Sequence
from dataclasses import replace

from wetpaint_import.model import Post
from wetpaint_import.words import fold_words

# A shorter quote ("yes") stands in too many posts.
_FEWEST_WORDS = 3


def link_replies(posts: Sequence[Post]) -> list[Post]:
    """`posts` (in order) with each quote linked to the nearest earlier post whose text holds it."""
    if not any(post.view.quotes for post in posts):
        return list(posts)
    texts = [f" {fold_words(post.view.body_text)} " for post in posts]
    linked = []
    for i, post in enumerate(posts):
        sources = tuple(_source(quote.text, posts[:i], texts) for quote in post.view.quotes)
        parent = next((source for source in sources if source is not None), None)
        basis = "quote" if parent is not None else None
        linked.append(replace(post, reply_to=parent, reply_to_basis=basis, quote_sources=sources))
    return linked


def _source(quote: str, earlier: Sequence[Post], texts: Sequence[str]) -> str | None:
    words = fold_words(quote)
    if words.count(" ") + 1 < _FEWEST_WORDS:
        whole = [i for i in range(len(earlier)) if texts[i].strip() == words and words]
        return earlier[whole[-1]].key if whole else None
    holding = [i for i in range(len(earlier)) if f" {words} " in texts[i]]
    return earlier[holding[-1]].key if holding else None
