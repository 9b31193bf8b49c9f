"""All renderings of a thread, by kind."""

from collections.abc import Callable
from random import Random
from typing import Final

from .named import render_named
from .text_pages import render_text_a, render_text_b
from .truth import Kind, ThreadTruth
from .unknown import render_unknown

RENDERERS: Final[dict[Kind, Callable[[ThreadTruth, Random], str]]] = {
    "named": render_named,
    "unknown": render_unknown,
    "text_a": render_text_a,
    "text_b": render_text_b,
}


def render(truth: ThreadTruth, kind: Kind, rng: Random) -> str:
    """The page as text; HTML says that it is UTF-8."""
    return RENDERERS[kind](truth, rng)


__all__ = [
    "RENDERERS",
    "render",
    "render_named",
    "render_text_a",
    "render_text_b",
    "render_unknown",
]
