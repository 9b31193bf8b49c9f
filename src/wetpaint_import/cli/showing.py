"""A report as it is in the database -> as it may be shown: persons for accounts, withheld names nowhere."""

from typing import Any

from wetpaint_import.people import People


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
        return people.shown(value, host)
    return people.redact_html(value) if key == "body_html" and value else shown(value, people, host)
