"""Fixtures and random pages with their truth -> docs/fidelity.md: how many values of each field the parser reads exactly."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from comparing import Json, problem_codes, unplaced
from fixture_cases import all_cases, shown_by
from generator.make_thread import make_thread
from generator.reduce import expected_for
from generator.skins import render
from generator.truth import KINDS, Kind
from make_docs import MADE, write
from wetpaint_import.model import Capture
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, parse

RANDOM_PAGES = 100  # of each kind
_LISTED = 5  # pages named for each field that some page shows otherwise
_TITLES = {
    "named": "known names",
    "unknown": "unknown skins",
    "text_a": "text, family A",
    "text_b": "text, family B",
}
_ABOUT = f"""\
# Fidelity

{MADE}

How exactly the parser reads pages whose truth is known, counted by single values: a post's subject is one, its list of
links is one. A value counts only if it is exactly right; a post that was not found counts with all its values as wrong.
One number in a cell: so many values, all of them exact. A dash: no truth says anything of the field.

- **fixtures**: the pages of `fixtures/`, whose truth was written by hand.
- The other columns: random pages of `tests/generator`, {RANDOM_PAGES} of each kind (seeds 0 to {RANDOM_PAGES - 1}). The
  same threads, once with the names that Wetpaint is known to have used, once in skins that nobody has seen (any nesting,
  no known name), and as the two families of text renderings.

All these pages are made up after what is known of Wetpaint's pages, and the parser was improved until it read them. So
the figures show that nothing is lost again; they promise nothing for pages that nobody has thought of. What such a page
leaves unread is told by `unknown-layout` and `unplaced-text`; `docs/limitations.md` tells what is knowingly not read.
"""
_PAGE_FIELDS = ("page_kind", "state", "url", "captured_at")


@dataclass(slots=True)
class Score:
    """Counts of values by field. `misread` names the first pages on which a field differs."""

    pages: int = 0
    values: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    misread: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, page: str, truth: Json, shown: Json) -> None:
        self.pages += 1
        for name, wanted, got in _values(truth, shown):
            self.values[name] += 1
            self.exact[name] += wanted == got
            self.invented[name] += wanted in (None, []) and got not in (None, [])
            if wanted != got and page not in self.misread[name]:
                self.misread[name].append(page)

    def cell(self, name: str) -> str:
        """`exact of values`, one number where all are exact, a dash where no page says anything of the field."""
        exact, values = self.exact[name], self.values[name]
        if not values:
            return "–"
        return f"{values:,}" if exact == values else f"**{exact:,} of {values:,}**"


def _values(truth: Json, shown: Json) -> Iterator[tuple[str, object, object]]:
    """(field, truth, what was read) for each single value that the truth tells; a post or thread that lacks gives None."""
    for key in _PAGE_FIELDS:
        if key in truth:
            yield key, truth[key], shown[key]
    if "problem_codes" in truth:
        yield "problems", _without_unplaced(truth["problem_codes"]), _without_unplaced(problem_codes(shown))
    if truth.get("no_unplaced"):
        yield "unplaced text", "", unplaced(shown)
    for text in truth.get("unplaced_contains", ()):
        yield "unplaced text", text, text if text in unplaced(shown) else ""
    yield "number of threads", len(truth["threads"]), len(shown["threads"])
    for thread, read in _pairs(truth["threads"], shown["threads"]):
        yield from ((f"thread: {key}", value, read.get(key)) for key, value in thread.items() if key != "posts")
        if "posts" in thread:
            yield "number of posts", len(thread["posts"]), len(read.get("posts", ()))
            for post, read_post in _pairs(thread["posts"], read.get("posts", [])):
                yield from ((f"post: {key}", value, read_post.get(key)) for key, value in post.items())


def _without_unplaced(codes: list[str]) -> list[str]:
    """Left-over text is a field of its own here."""
    return [code for code in codes if code != "unplaced-text"]


def _pairs(wanted: list[Json], got: list[Json]) -> Iterable[tuple[Json, Json]]:
    return zip(wanted, got + [{}] * (len(wanted) - len(got)), strict=False)


def score_fixtures() -> Score:
    score = Score()
    for case in all_cases():
        score.add(case.name, case.truth(), shown_by(case))
    return score


def score_random_pages(kind: Kind) -> Score:
    score = Score()
    for seed in range(RANDOM_PAGES):
        rng = Random(seed)
        thread = make_thread(rng)
        page = render(thread, kind, rng)
        capture = Capture(
            payload=page.encode(),
            source="file",
            place=f"{kind}-{seed}",
            url=thread.given_url,
            captured_at=thread.captured_at,
        )
        score.add(f"{kind} page of seed {seed}", dict(expected_for(thread, kind)), page_json(parse(capture, Options())))
    return score


def fidelity() -> str:
    scores = {"fixtures": score_fixtures(), **{_TITLES[kind]: score_random_pages(kind) for kind in KINDS}}
    names = sorted(set().union(*(score.values for score in scores.values())), key=_order)
    lines = [
        _ABOUT,
        "| field | " + " | ".join(scores) + " |",
        "|---|" + "---:|" * len(scores),
        "| *pages* | " + " | ".join(f"*{score.pages}*" for score in scores.values()) + " |",
        *(f"| {name} | " + " | ".join(score.cell(name) for score in scores.values()) + " |" for name in names),
        "| **all** | " + " | ".join(f"**{_share(score)}**" for score in scores.values()) + " |",
        "",
        f"Values read where the truth is that the page says nothing: {sum(score.invented.total() for score in scores.values())}.",
        "",
        "## What remains unread",
        "",
        *_unread(scores),
    ]
    return "\n".join(lines) + "\n"


def _order(name: str) -> tuple[int, str]:
    return (2 if name.startswith("post:") else 1 if name.startswith("thread:") else 0, name)


def _share(score: Score) -> str:
    return f"{100 * score.exact.total() / score.values.total():.2f} %"


def _unread(scores: dict[str, Score]) -> list[str]:
    found = [
        f"- {title}, {name}: {_listed(score.misread[name])}"
        for title, score in scores.items()
        for name in sorted(score.misread, key=_order)
        if score.misread[name]
    ]
    return found or ["Nothing on these pages."]


def _listed(pages: list[str]) -> str:
    rest = f" and {len(pages) - _LISTED} more" if len(pages) > _LISTED else ""
    return ", ".join(pages[:_LISTED]) + rest


if __name__ == "__main__":
    write({"docs/fidelity.md": fidelity})
