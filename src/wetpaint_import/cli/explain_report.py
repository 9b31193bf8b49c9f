"""`explain POST` for people: field by field, what was printed and where."""

from wetpaint_import.cli.counting import count
from wetpaint_import.cli.width import cut, whole, wrapped
from wetpaint_import.query.rows import Row

# Of a value, beside the name of its field.
_LONGEST = 60
_INDENT = " " * 18


def as_text(explained: Row) -> str:
    lines = [f"Post {explained['post_id']} of thread {explained['thread_id']}", *_last_seen(explained)]
    place = None
    for field in explained["fields"]:
        if field["capture_id"] != place:
            place = field["capture_id"]
            lines += ["", *_capture(field)]
        lines += _field(field, explained)
    if len(explained["versions"]) > 1:
        lines += ["", "States in which captures show it, oldest first", *map(_version, explained["versions"])]
    return "\n".join(lines)


def _last_seen(explained: Row) -> list[str]:
    capture = explained["last_seen_capture_id"]
    lines = [
        f"  last seen {explained['last_seen_at']} in capture {capture}" if capture else "  no capture that shows it has a time"
    ]
    return [*lines, "  gone since: a newer capture of the whole thread lacks it"] if explained["is_gone"] else lines


def _capture(field: Row) -> list[str]:
    return [
        *wrapped(f"from capture {field['capture_id']}: {whole(field['place'])}", "", "  "),
        *wrapped(f"address {field['url'] or 'not known'}", "  "),
        f"  captured {field['captured_at'] or 'at an unknown time'}",
    ]


def _field(field: Row, explained: Row) -> list[str]:
    """Of an author the name says more than our id."""
    value, author = str(field["value"]), ""
    if field["field"] == "author_id":
        value, author = explained["author_name"] or explained["author_kind"], f" (author {value})"
    printed = f"printed: {_short(field['text'])}; " if field["text"] and field["text"] != value else ""
    return [f"  {field['field']:<15} {_short(value)}{author}", *wrapped(f"({printed}rule: {field['rule']})", _INDENT)]


def _version(version: Row) -> str:
    first, last = version["first_seen_at"], version["last_seen_at"]
    seen = "at an unknown time" if last is None else last if first == last else f"{first} to {last}"
    edited = f"edited {version['edited_at']}" if version["edited_at"] else "not edited"
    captures, characters = (
        count(version["captures"], "capture", "captures"),
        count(version["body_length"], "character", "characters"),
    )
    return f"  {captures}, {seen}; {characters}; {edited}"


def _short(text: str) -> str:
    return cut(" ".join(text.split()), _LONGEST)
