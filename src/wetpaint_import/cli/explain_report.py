"""`explain POST` for people: field by field, what was printed and where."""

from wetpaint_import.query.rows import Row

_LONGEST = 60


def as_text(explained: Row) -> str:
    lines = [f"Post {explained['post_id']} of thread {explained['thread_id']}"]
    place = None
    for field in explained["fields"]:
        if field["capture_id"] != place:
            place = field["capture_id"]
            lines += [
                "",
                f"from capture {place}: {field['place']}",
                f"  address {field['url'] or 'not known'}, captured {field['captured_at'] or 'at an unknown time'}",
            ]
        lines.append(f"  {field['field']:<15} {_short(str(field['value']))}")
        printed = f"printed: {_short(str(field['text']))}; " if field["text"] and str(field["text"]) != str(field["value"]) else ""
        lines.append(f"  {'':<15} ({printed}rule: {field['rule']})")
    if len(explained["versions"]) > 1:
        lines += ["", "States in which captures show it"]
    for version in explained["versions"] if len(explained["versions"]) > 1 else ():
        seen = f"{version['first_seen_at'] or '?'} to {version['last_seen_at'] or '?'}"
        edited = f"edited {version['edited_at']}" if version["edited_at"] else "not edited"
        lines.append(f"  {version['captures']} captures, {seen}; {version['body_length']} characters; {edited}")
    return "\n".join(lines)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
