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
    return {
        key: people.shown(item, host) if key.endswith("author_name") else shown(item, people, host) for key, item in value.items()
    }
