"""Posts of a thread -> who answers whom: only what a quote proves; nothing else pretends to be a reply tree."""

from collections.abc import Sequence

from msgspec.structs import replace

from wetpaint_import.model import Post
from wetpaint_import.words import fold_words

# A shorter quote ("yes") stands in too many posts.
_FEWEST_WORDS = 3


def link_replies(posts: Sequence[Post]) -> list[Post]:
    """`posts` (in order) with each quote linked to the nearest earlier post of which a state holds its text."""
    if not any(post.view.quotes for post in posts):
        return list(posts)
    texts = _Texts(posts)
    return [_linked(post, i, posts, texts) if post.view.quotes else post for i, post in enumerate(posts)]


def _linked(post: Post, index: int, posts: Sequence[Post], texts: "_Texts") -> Post:
    sources = tuple(_source(quote.text, posts[:index], texts) for quote in post.view.quotes)
    parent = next((source for source in sources if source is not None), None)
    return replace(post, reply_to=parent, reply_to_basis="quote" if parent is not None else None, quote_sources=sources)


class _Texts:
    """The posts' texts, folded when first asked for: finding the words of all posts would take a quarter of a load's writing."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._posts = posts
        self._lower: dict[int, str] = {}
        self._folded: dict[int, list[str]] = {}

    def may_hold(self, index: int, word: str) -> bool:
        """False only where `word` (folded) is surely no word of the post."""
        if index not in self._lower:
            self._lower[index] = "\n".join(self._posts[index].said).casefold()
        return word in self._lower[index]

    def holds_as_it_stands(self, index: int, quote: str) -> bool:
        """True only where the words of `quote` surely stand in the post: no letter differs, and no word is cut at its ends."""
        for text in self._posts[index].said:
            at = text.find(quote)
            if at >= 0 and _is_gap(text[at - 1 : at]) and _is_gap(text[at + len(quote) : at + len(quote) + 1]):
                return True
        return False

    def folded(self, index: int) -> list[str]:
        """The words of each state of the post, with a space before, between and after them."""
        if index not in self._folded:
            self._folded[index] = [f" {fold_words(text)} " for text in self._posts[index].said]
        return self._folded[index]


def _is_gap(character: str) -> bool:
    return not fold_words(character)


def _source(quote: str, earlier: Sequence[Post], texts: _Texts) -> str | None:
    words = fold_words(quote)
    if not words:
        return None
    longest = max(words.split(" "), key=len)
    is_short = words.count(" ") + 1 < _FEWEST_WORDS
    for i in range(len(earlier) - 1, -1, -1):
        if texts.may_hold(i, longest):
            if not is_short and texts.holds_as_it_stands(i, quote):
                return earlier[i].key
            told = f" {words} "
            if any(told == text if is_short else told in text for text in texts.folded(i)):
                return earlier[i].key
    return None
