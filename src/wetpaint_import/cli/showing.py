"""A report as it is in the database -> as it may be shown: persons for accounts, no withheld name, no order to a terminal."""

from typing import Any

from wetpaint_import.people import People

# Control characters but line ends and tabs: with them a title could clear the screen, or type into a terminal.
_OBEYED = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")}, "\ufffd")


def legible(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """All texts of `value`, for a terminal; each keeps its length."""
    if isinstance(value, str):
        return value.translate(_OBEYED)
    if isinstance(value, list):
        return [legible(item) for item in value]
    return {key: legible(item) for key, item in value.items()} if isinstance(value, dict) else value


def shown(value: Any, people: People, host: str | None = None) -> Any:  # noqa: ANN401  (JSON)
    """All texts of `value`; `host` is the wiki of what does not name one itself."""
    if isinstance(value, str):
        return people.redact(value)
    if isinstance(value, list):
        return [shown(item, people, host) for item in value]
    if not isinstance(value, dict):
        return value
    host = value.get("wiki_host") or host
    return {key: _shown_entry(key, item, people, host) for key, item in value.items()}


def _shown_entry(key: str, value: Any, people: People, host: str | None) -> Any:  # noqa: ANN401  (JSON)
    if key.endswith(("author_name", "starter_name")):
        # A withheld name inside another one, or in other capitals.
        return people.redact(people.shown(value, host) or "") or None
    return people.redact_html(value) if key == "body_html" and value else shown(value, people, host)
