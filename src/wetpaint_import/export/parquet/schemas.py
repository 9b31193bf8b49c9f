"""A table's columns -> its Arrow schema; what each column means stands in the file itself, as the field's metadata."""

import pyarrow as pa  # type: ignore[import-untyped]

from wetpaint_import.export.tables import Column, Kind, Table

# Microseconds: what DuckDB and pandas read without a conversion.
_SCALARS = {
    Kind.INTEGER: pa.int64(),
    Kind.TEXT: pa.string(),
    Kind.FLAG: pa.bool_(),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.LIST: pa.list_(pa.field("item", pa.string(), nullable=False)),
}


def file_name(table: Table) -> str:
    return f"{table.name}.parquet"


def arrow_schema(table: Table) -> pa.Schema:
    return pa.schema([_field(column) for column in table.columns], metadata={"description": table.means})


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _type(column), nullable=column.may_be_null, metadata={"description": column.means})


def _type(column: Column) -> pa.DataType:
    if column.kind is Kind.RECORDS:
        return pa.list_(pa.field("item", pa.struct([_field(field) for field in column.fields]), nullable=False))
    return _SCALARS[column.kind]
