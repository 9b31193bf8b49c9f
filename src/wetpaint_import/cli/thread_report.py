"""A thread as people read it on a terminal: posts in order, gaps shown as gaps."""

import textwrap

from wetpaint_import.query.rows import Row

_WIDTH = 80


def as_text(thread: Row) -> str:
    lines = [thread["title"] or "(title not known)", "=" * min(len(thread["title"] or "") or 17, _WIDTH)]
    if thread["location"]:
        lines.append(f"in {thread['location']}" + (f", {thread['wiki_host']}" if thread["wiki_host"] else ""))
    elif thread["wiki_host"]:
        lines.append(f"on {thread['wiki_host']}")
    if thread["url"]:
        lines.append(thread["url"])
    if thread["tags"]:
        lines.append("tags: " + ", ".join(thread["tags"]))
    claimed = thread["claimed_post_count"]
    lines.append(
        f"{len(thread['posts'])} posts" + (f" of {claimed}" if claimed is not None and claimed != len(thread["posts"]) else "")
    )
    expected = 0
    for post in thread["posts"]:
        if post["position"] > expected:
            lines += ["", _gap(expected, post["position"] - 1)]
        expected = post["position"] + 1
        lines += ["", *_post(post)]
    for lack in thread["missing"]:
        where = f"; look at {lack['url']}" if lack["url"] else ""
        lines += ["", f"[missing: {lack['what']}{where}]"]
    return "\n".join(lines)


def _gap(first: int, last: int) -> str:
    return f"[… post {first} is missing …]" if first == last else f"[… posts {first} to {last} are missing …]"


def _post(post: Row) -> list[str]:
    number = f"{post['number']}. " if post["number"] is not None else ""
    author = {"unknown": "author not known", "anonymous": "anonymous"}.get(post["author_kind"], post["author_name"])
    lines = [f"{number}{post['subject'] or '(no subject)'}", f"{author} · {post['posted_at_text'] or 'no date'}{_edited(post)}"]
    if post["is_gone"]:
        lines.append(f"(no longer shown by later captures; last seen {post['last_seen_at']})")
    for quote in post["quotes"]:
        lines += ["", *(f"> {line}" for paragraph in quote.split("\n") for line in textwrap.wrap(paragraph, _WIDTH - 4) or [""])]
    lines.append("")
    for paragraph in post["body_text"].split("\n"):
        lines += textwrap.wrap(paragraph, _WIDTH - 2, break_long_words=False, break_on_hyphens=False) or [""]
    for link in post["links"]:
        if link["url"] not in post["body_text"]:
            lines.append(f"  -> {link['url']} ({link['text']})" if link["text"] else f"  -> {link['url']}")
    lines += [f"  [image] {image['original_url'] or image['url']}" for image in post["images"]]
    if post["found_valuable"] is not None:
        lines.append(f"({post['found_valuable']} out of {post['rated_by']} found this valuable)")
    return [lines[0], *(f"  {line}".rstrip() for line in lines[1:])]


def _edited(post: Row) -> str:
    return f" · edited {post['edited_at_text']}" if post["edited_at"] else ""
