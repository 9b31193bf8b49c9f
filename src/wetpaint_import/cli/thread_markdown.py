"""A thread as Markdown, to be kept or sent: a heading a post, bodies with their links, lists and quotes."""

import re

from wetpaint_import.cli.thread_report import author, in_order, number, post_count, remarks, starter, subject
from wetpaint_import.cli.times import edited, posted
from wetpaint_import.markup import escape_markdown, to_markdown
from wetpaint_import.query.rows import Row


def as_markdown(thread: Row, db_option: str = "", *, explains: bool = True) -> str:
    """`db_option` and `explains` as in `thread_report.as_text`."""
    blocks = [f"# {escape_markdown(thread['title'] or '(title not known)')}", "\n".join(_facts(thread))]
    explained = db_option if explains else None
    for item in in_order(thread):
        blocks += [f"*{escape_markdown(item)}*"] if isinstance(item, str) else _post(item, thread["zone"], explained)
    return "\n\n".join(blocks)


def _facts(thread: Row) -> list[str]:
    facts = [
        ("Wiki", thread["wiki_host"]),
        ("In", thread["location"]),
        ("Address", thread["url"]),
        ("Started by", starter(thread)),
        ("Tags", ", ".join(thread["tags"])),
        ("Posts", re.sub(" posts?$", "", post_count(thread))),
    ]
    return [f"- {name}: {escape_markdown(text)}" for name, text in facts if text]


def _post(post: Row, zone: str | None, db_option: str | None) -> list[str]:
    changed = edited(post, zone)
    facts = [f"**{escape_markdown(author(post))}**", escape_markdown(posted(post, zone))]
    facts += [f"edited {escape_markdown(changed)}"] if changed else []
    said = [f"*({escape_markdown(remark)})*" for remark in remarks(post, db_option)]
    body = to_markdown(post["body_html"])
    return [f"## {number(post)}{escape_markdown(subject(post))}", " · ".join(facts), *([body] if body else []), *said]
