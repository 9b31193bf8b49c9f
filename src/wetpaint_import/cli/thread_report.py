"""A thread as people read it on a terminal: posts in order, gaps shown as gaps."""

import math
import re
import shlex
from collections.abc import Iterator

from wetpaint_import.cli.times import edited, posted
from wetpaint_import.cli.width import WIDTH, wrapped
from wetpaint_import.query.rows import Row


def as_text(thread: Row, db_option: str = "", *, explains: bool = True) -> str:
    """`db_option`: what commands that it names need to find the same database; `explains`: it names those that show names."""
    title = thread["title"] or "(title not known)"
    lines = [*wrapped(title, ""), "=" * min(len(title), WIDTH)]
    if thread["location"]:
        lines += wrapped(f"in {thread['location']}" + (f", {thread['wiki_host']}" if thread["wiki_host"] else ""), "")
    elif thread["wiki_host"]:
        lines.append(f"on {thread['wiki_host']}")
    if thread["url"]:
        lines.append(thread["url"])
    if name := starter(thread):
        lines += wrapped(f"started by {name}", "")
    if thread["tags"]:
        lines += wrapped("tags: " + ", ".join(thread["tags"]), "")
    flags = [name for name in ("featured", "locked", "reported") if thread[f"is_{name}"]]
    lines.append(", ".join([post_count(thread), *flags]))
    explained = db_option if explains else None
    for item in in_order(thread):
        lines += ["", *([f"[… {item} …]"] if isinstance(item, str) else _post(item, thread["zone"], explained))]
    if thread["url"] and not thread["posts"]:
        lines += ["", f"Look for its pages: wetpaint-import fetch {shlex.quote(thread['url'])} --load{db_option}"]
    return "\n".join(lines)


def post_count(thread: Row) -> str:
    count, claimed = len(thread["posts"]), thread["claimed_post_count"]
    # Fewer are claimed where older captures show posts that are gone.
    if claimed is not None and claimed > count:
        return f"{count} of {claimed} posts"
    return f"{count} {'post' if count == 1 else 'posts'}"


def in_order(thread: Row) -> Iterator[Row | str]:
    """The posts, and where some are missing a sentence that says so."""
    lacking = sorted(thread["missing"], key=lambda lack: _first_missing(lack["what"]))
    expected = 0
    for post in thread["posts"]:
        if post["position"] > expected:
            here = [lack for lack in lacking if _first_missing(lack["what"]) < post["position"]]
            lacking = lacking[len(here) :]
            yield from map(_gap, here) if here else ["some posts are missing"]
        expected = post["position"] + 1
        yield post
    yield from map(_gap, lacking)


def _first_missing(what: str) -> float:
    """The position of the first post of a gap, by the words of `ledger.py`; what is no gap comes last."""
    if what.startswith("the opening post"):
        return 0
    match = re.match(r"posts? (\d+)", what)
    return int(match[1]) if match else math.inf


def _gap(lack: Row) -> str:
    is_one = re.fullmatch(r"the opening post|post \d+", lack["what"])
    said = f"{lack['what']} {'is' if is_one else 'are'} missing" if "post" in lack["what"] else f"missing: {lack['what']}"
    return f"{said}; look at {lack['url']}" if lack["url"] else said


def author(post: Row) -> str:
    names = {"unknown": "author not known", "anonymous": "anonymous"}
    return str(names.get(post["author_kind"], post["author_name"]))


def starter(thread: Row) -> str | None:
    """Who lists say began the thread, where no post tells it; None where they do not either."""
    opening = next((post["author_kind"] for post in thread["posts"] if post["position"] == 0), "unknown")
    if opening != "unknown" or thread["starter_kind"] == "unknown":
        return None
    return "anonymous" if thread["starter_kind"] == "anonymous" else str(thread["starter_name"])


def number(post: Row) -> str:
    return f"{post['number']}. " if post["number"] is not None else ""


def subject(post: Row) -> str:
    return post["subject"] or "(no subject)"


def remarks(post: Row, db_option: str | None) -> list[str]:
    """What else there is to say of a post; None: without a command."""
    said = []
    if post["is_gone"]:
        said.append(f"no longer shown by later captures; last seen {post['last_seen_at']}")
    if post["version_count"] > 1:
        explain = "" if db_option is None else f": wetpaint-import explain {post['id']}{db_option}"
        said.append(f"captures show {post['version_count']} versions{explain}")
    if post["found_valuable"] is not None:
        said.append(f"{post['found_valuable']} out of {post['rated_by']} found this valuable")
    return said


def _post(post: Row, zone: str | None, db_option: str | None) -> list[str]:
    changed = edited(post, zone)
    facts = [author(post), posted(post, zone), *([f"edited {changed}"] if changed else []), f"post {post['id']}"]
    # Each fact in one piece, the lines broken between them.
    lines = [*(line.replace("\xa0", " ") for line in wrapped(" · ".join(fact.replace(" ", "\xa0") for fact in facts), "  ")), ""]
    for quote in post["quotes"]:
        lines += [*_quote(quote), ""]
    # Pictures leave empty lines where they stood.
    for paragraph in re.sub(r"\n{3,}", "\n\n", post["body_text"]).split("\n"):
        lines += wrapped(paragraph, "  ")
    for link in post["links"]:
        if link["url"] not in post["body_text"]:
            lines.append(f"    -> {link['url']} ({link['text']})" if link["text"] else f"    -> {link['url']}")
    for image in post["images"]:
        alt = f" ({image['alt']})" if image["alt"] else ""
        lines.append(f"    [image] {image['original_url'] or image['url']}{alt}")
    for remark in remarks(post, db_option):
        lines += wrapped(f"({remark})", "  ")
    return [*wrapped(number(post) + subject(post), ""), *lines]


def _quote(quote: Row) -> list[str]:
    said = [line for paragraph in quote["text"].split("\n") for line in wrapped(paragraph, "  > ")]
    return [f"  > [of post {quote['source_post_id']}]", *said] if quote["source_post_id"] else said
