"""Much distinct text, fast: rng -> sentences over a large made-up vocabulary."""

from functools import cache
from itertools import product
from random import Random
from typing import Final

from . import words
from .sentences import PLAIN

# Each of the common words stands in the urn this often, each rare one once: about two
# thirds of the text are common words, and the search index still sees thousands of terms.
COMMON_WEIGHT: Final = 10
RARE_WORDS: Final = 1728  # all words of three syllables
NAMES: Final = 4000


def paragraphs(rng: Random, length: int) -> list[str]:
    """Two to five paragraphs of `length` words together."""
    text = rng.choices(_urn(), k=length)
    sentences = []
    at = 0
    while at < length:
        size = 5 + int(rng.random() * 18)
        sentences.append(" ".join(text[at : at + size]).capitalize() + ".")
        at += size
    step = max(1, len(sentences) // (2 + int(rng.random() * 4)))
    return [" ".join(sentences[i : i + step]) for i in range(0, len(sentences), step)]


@cache
def names() -> tuple[str, ...]:
    """A wiki farm's members."""
    rng = Random("names")
    return tuple(sorted({f"{words.username(rng)}{number}" for number in range(NAMES)}))


@cache
def _urn() -> tuple[str, ...]:
    common = sorted({word.lower() for text in PLAIN for word in text.split() if word.isalpha()})
    rare = ["".join(syllables) for syllables in product(words.SYLLABLES, repeat=3)]
    return (*(common * COMMON_WEIGHT), *rare[:RARE_WORDS])
