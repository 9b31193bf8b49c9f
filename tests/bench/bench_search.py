"""A made-up archive of 400,000 posts -> how long `search` takes: median and 95th of a hundred, kinds of query by turns.

    cd tests && python -m bench.bench_search [POSTS]

The archive is made once by SQL (in build/bench, about a minute) and used again.
"""

import random
import sys
import time
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles

from bench.measured import measure
from wetpaint_import.db.connection import SCHEMA_VERSION, create_or_open, open_existing
from wetpaint_import.db.search_index import mark_stale, refresh_index
from wetpaint_import.query.filters import Filters
from wetpaint_import.query.search import Query, search

_BUILD = Path(__file__).parents[2] / "build" / "bench"
_SEED = 7
_POSTS = 400_000
_POSTS_A_THREAD = 16
_AUTHORS = 4_000
_TAGS = 300
_WIKIS = 12
# As in English: the most frequent word is every fifteenth, the thousandth is rare (Zipf's law).
_VOCABULARY = 40_000
_WORDS_A_POST = (8, 110)
_ROUNDS = 5
_BLINK_MS = 100


def main(posts: int) -> None:
    path = _BUILD / f"search-{posts}-schema{SCHEMA_VERSION}.db"
    if not path.exists():
        started = time.perf_counter()
        _make(path, posts)
        _say(f"made {path.name} in {time.perf_counter() - started:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
    times = _times(path)
    _say(f"search among {posts:,} posts, {_ROUNDS} rounds:")
    for name, found in times.items():
        _say(f"  {name:34} median {median(found):6.1f} ms, slowest {max(found):6.1f} ms")
    every = [one for found in times.values() for one in found]
    p95 = quantiles(every, n=20)[-1]
    _say(f"  {'all':34} median {median(every):6.1f} ms, 95th   {p95:6.1f} ms")
    command = [sys.executable, "-m", "wetpaint_import", "search", _word(300), "--db", str(path)]
    started_ms = min(measure(command).seconds for _ in range(_ROUNDS)) * 1000
    _say(f"  the whole command, Python's start included: {started_ms:.0f} ms")
    if p95 > _BLINK_MS:
        raise SystemExit(f"that is no blink: {p95:.0f} ms > {_BLINK_MS} ms")


def _times(path: Path) -> dict[str, list[float]]:
    """Milliseconds by kind of query; the kinds take turns, each round with other words."""
    times: dict[str, list[float]] = {}
    with closing(open_existing(path).conn) as conn:
        for round_ in range(_ROUNDS):
            for name, query in _queries(round_).items():
                started = time.perf_counter()
                found = search(conn, query)
                times.setdefault(name, []).append((time.perf_counter() - started) * 1000)
                if not found["hits"]:
                    raise SystemExit(f"no hit for {name}: {query}")
    return times


def _queries(round_: int) -> dict[str, Query]:
    common, usual, rare = _word(round_), _word(100 + 37 * round_), _word(5_000 + 501 * round_)
    return {
        "a rare word": Query(words=rare),
        "a usual word": Query(words=usual),
        "the most common words": Query(words=common),
        "two usual words": Query(words=f"{usual} {_word(180 + round_)}"),
        "common, usual": Query(words=f"{common} {usual}"),
        "a phrase": Query(words=f'"{_word(10 + round_)} {_word(20 + round_)}"'),
        "a prefix": Query(words=f"{usual[:6]}*"),
        "a OR b, without c": Query(words=f"{usual} OR {rare} -{common}"),
        "in the title": Query(words=usual, within="title"),
        "a usual word by an author": Query(words=usual, filters=Filters(authors=(f"member{1 + round_}",))),
        "a common word by an author": Query(words=common, filters=Filters(authors=(f"member{1 + round_}",))),
        "a usual word, a tag": Query(words=usual, filters=Filters(tags=(f"tag {1 + round_}",))),
        "a common word in a month": Query(words=common, filters=Filters(since="2009-06", until="2009-06")),
        "a common word in a wiki": Query(words=common, filters=Filters(wikis=("wiki3.wetpaint.com",))),
        "an author's newest": Query(filters=Filters(authors=(f"member{2 + round_}",))),
        "the newest of a year": Query(filters=Filters(since="2010", until="2010")),
    }


def _make(path: Path, posts: int) -> None:
    """Through our own schema, but without pages and captures: these play no part in a search."""
    _BUILD.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    rng = random.Random(_SEED)
    db = create_or_open(half)
    with closing(db.conn) as conn, db.atomic():
        conn.executemany(
            "INSERT INTO wikis (id, host, name) VALUES (?, ?, NULL)", [(n, f"wiki{n}.wetpaint.com") for n in range(1, _WIKIS + 1)]
        )
        conn.executemany(
            "INSERT INTO authors (id, wiki_id, name, kind, key) VALUES (?, ?, ?, 'registered', ?)",
            [(n, n % _WIKIS + 1, f"member{n}", f"m{n}") for n in range(1, _AUTHORS + 1)],
        )
        conn.executemany("INSERT INTO tags (id, name) VALUES (?, ?)", [(n, f"tag {n}") for n in range(1, _TAGS + 1)])
        text = _Text(rng)
        threads = posts // _POSTS_A_THREAD
        titles = {n: text.words(rng.randint(2, 7)) for n in range(1, threads + 1)}
        conn.executemany(
            "INSERT INTO threads (id, wiki_id, original_id, title, claimed_post_count, key) VALUES (?, ?, ?, ?, ?, ?)",
            [(n, n % _WIKIS + 1, str(n), title, _POSTS_A_THREAD, f"t{n}") for n, title in titles.items()],
        )
        conn.executemany(
            "INSERT OR IGNORE INTO thread_tags VALUES (?, ?)",
            [(n, min(int(rng.paretovariate(0.6)), _TAGS)) for n in titles for _ in range(2)],
        )
        conn.executemany(
            "INSERT INTO posts (id, thread_id, position, number, subject, author_id, posted_at, posted_at_text, body_html,"
            " body_text, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_post(n, titles, text, rng) for n in range(posts)),
        )
        mark_stale(conn)
        refresh_index(conn)
        conn.execute("ANALYZE")
    half.rename(path)


def _post(n: int, titles: dict[int, str], text: "_Text", rng: random.Random) -> tuple[object, ...]:
    thread, position = n // _POSTS_A_THREAD + 1, n % _POSTS_A_THREAD
    thread = min(thread, len(titles))
    body = text.words(rng.randint(*_WORDS_A_POST))
    at = f"{rng.choice(range(2006, 2013))}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:00:00Z"
    author = text.author()
    subject = titles[thread] if position == 0 else f"RE: {titles[thread]}"
    return n + 1, thread, position, position or None, subject, author, at, at, f"<div>{body}</div>", body, f"p{n}"


class _Text:
    """Draws words, the first of the vocabulary most often."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._vocabulary = [_word(n) for n in range(_VOCABULARY)]
        self._weights = list(accumulate(1 / (n + 1.5) for n in range(_VOCABULARY)))
        self._authors = list(accumulate(1 / (n + 15) for n in range(_AUTHORS)))

    def words(self, count: int) -> str:
        return " ".join(self._rng.choices(self._vocabulary, cum_weights=self._weights, k=count))

    def author(self) -> int:
        return self._rng.choices(range(1, _AUTHORS + 1), cum_weights=self._authors)[0]


def _word(n: int) -> str:
    """The nth word, the same in each run: syllables that spell the number."""
    syllables = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"]
    return "".join(syllables[int(digit)] for digit in str(n + 10))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  (what a person who runs this wants to know)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _POSTS)
