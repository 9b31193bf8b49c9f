"""What a search found, at 80 columns: thread by thread, what fits, and how to go on."""

import textwrap
from itertools import groupby

import click

from wetpaint_import.query.rows import Row

_WIDTH = 80


def as_text(found: Row, *, in_colour: bool) -> str:
    lines = [*_head(found), ""]
    threads: dict[int, list[Row]] = {}
    for hit in found["hits"]:
        threads.setdefault(hit["thread_id"], []).append(hit)
    # Without words the newest come first, whatever their thread.
    groups = (
        list(threads.values())
        if found["words"]
        else [list(hits) for _, hits in groupby(found["hits"], lambda hit: hit["thread_id"])]
    )
    for hits in groups:
        lines += [*_thread(hits, in_colour=in_colour), ""]
    return "\n".join(lines if groups else lines[:-1])


def next_steps(found: Row, options: str) -> list[str]:
    """`options`: what the commands need to see the same."""
    if not found["hits"]:
        return []
    first = found["hits"][0]
    return [
        f"Read a thread:      wetpaint-import show {first['thread_id']}{options}",
        f"Where it is from:   wetpaint-import explain {first['post_id']}{options}",
    ]


def _head(found: Row) -> list[str]:
    hits, total = len(found["hits"]), found["total"]
    lines = [line for text in found["unknown"] for line in _wrapped(f"({text})", "")]
    if not hits:
        lines.append("No post fits.")
        return lines + [line for hint in found["hints"] for line in _wrapped(hint, "  ")]
    lines += [line for hint in found["hints"] for line in _wrapped(f"({hint})", "")]
    order = "best" if found["words"] else "newest"
    if found["is_more"]:
        said = f"More than {total:,} posts fit; here are {hits}, those with the words in the title first."
        lines += _wrapped(said if found["words"] else f"More than {total:,} posts; here are the newest {hits}.", "")
        return lines
    posts = "1 post fits" if total == 1 else f"{total:,} posts fit"
    where = (
        "" if found["threads"] == 1 == total else f", in {found['threads']:,} {'thread' if found['threads'] == 1 else 'threads'}"
    )
    lines.append(f"{posts}{where}" + (f"; here are the {order} {hits}." if hits < total else "."))
    return lines


def _thread(hits: list[Row], *, in_colour: bool) -> list[str]:
    first = hits[0]
    title, host = first["thread_title"] or "(title not known)", first["wiki_host"] or ""
    lines = [click.style(line, bold=True) if in_colour else line for line in textwrap.wrap(title, _WIDTH)]
    lines.append(f"  thread {first['thread_id']}" + (f", {host}" if host else ""))
    for hit in hits:
        lines += _post(hit, in_colour=in_colour)
    if hit["fits_in_thread"] is not None and hit["fits_in_thread"] > len(hits):
        lines.append(f"  (and {hit['fits_in_thread'] - len(hits)} more in this thread)")
    return lines


def _post(hit: Row, *, in_colour: bool) -> list[str]:
    author = {"unknown": "author not known", "anonymous": "anonymous"}.get(hit["author_kind"], hit["author_name"])
    lines = _wrapped(f"post {hit['post_id']} · {author} · {hit['posted_at_text'] or 'no date'}", "  ")
    if _is_own(hit):
        lines += _wrapped(hit["subject"], "    ")
    return lines + _marked(hit["snippet"], hit["marks"], in_colour=in_colour)


def _is_own(hit: Row) -> bool:
    """A subject that is not just the thread's title again."""
    subject, title = (hit["subject"] or "").casefold(), (hit["thread_title"] or "").casefold()
    return subject.removeprefix("re:").strip() not in ("", title)


def _marked(snippet: str, marks: list[list[int]], *, in_colour: bool) -> list[str]:
    """Wrapped first, so that colours do not count as width."""
    begin, end = ("\x02", "\x03") if in_colour else ("[", "]")
    for start, stop in reversed(marks):
        # Within what was found no line breaks where colour would run into the margin.
        found = snippet[start:stop].replace(" ", "\xa0") if in_colour else snippet[start:stop]
        snippet = snippet[:start] + begin + found + end + snippet[stop:]
    lines = _wrapped(snippet, "    ")
    return [line.replace("\xa0", " ").replace("\x02", "\x1b[1m").replace("\x03", "\x1b[0m") for line in lines]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
