"""A table's columns -> the JSON Schema (2020-12) of a line."""

from typing import Any

from wetpaint_import.export.tables import Column, Kind, Table

_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"
_TITLE = "A line of {}.jsonl"
_ABOUT = "Times are UTC. Null: the pages do not say."
SCHEMA_WORDS = (
    f"{_TITLE} {_ABOUT} https json-schema.org draft 2020-12 schema title description type object properties required"
    " additionalProperties false array items string null integer boolean enum format date-time pattern d T Z true false"
)
_TYPES = {Kind.INTEGER: "integer", Kind.TEXT: "string", Kind.FLAG: "boolean", Kind.INSTANT: "string"}


def schema_name(table: Table) -> str:
    return f"{table.name}.schema.json"


def json_schema(table: Table) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE.format(table.name),
        "description": f"{table.means} {_ABOUT}",
        **_object(table.columns),
    }


def _object(columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _property(column: Column) -> dict[str, Any]:
    about: dict[str, Any] = {"description": column.means}
    if column.kind is Kind.RECORDS:
        return about | {"type": "array", "items": _object(column.fields)}
    if column.kind is Kind.LIST:
        return about | {"type": "array", "items": {"type": "string"}}
    kind = _TYPES[column.kind]
    about["type"] = [kind, "null"] if column.may_be_null else kind
    if column.one_of:
        about["enum"] = [*column.one_of, *([None] if column.may_be_null else [])]
    if column.kind is Kind.INSTANT:
        about |= {"format": "date-time", "pattern": _INSTANT}
    return about
