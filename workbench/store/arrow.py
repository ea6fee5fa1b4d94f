"""The tables' columns as Arrow types (列类型), and frames made to fit them: one place for every Parquet file's schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from workbench.domain.tables import ALL, Columns

if TYPE_CHECKING:
    import pandas as pd

_TYPES: Final[Mapping[str, pa.DataType]] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "day": pa.date32(),
    "texts": pa.list_(pa.string()),
    "floats": pa.list_(pa.float64()),
    "json": pa.string(),
}


_LISTS: Final[Mapping[str, Callable[[Any], Any]]] = {"texts": str, "floats": float}


def schema_of(columns: Columns) -> pa.Schema:
    """The Arrow schema of a table whose columns `workbench.domain.tables` writes down."""
    return pa.schema([pa.field(name, _TYPES[kind]) for name, kind in columns.items()])


def fit(name: str, data: pd.DataFrame | pa.Table) -> pa.Table:
    """The data as table `name`, typed and in column order; ValueError naming the table and column that does not fit."""
    if name not in ALL:
        raise ValueError(f"没有名为“{name}”的表；可用：{'、'.join(ALL)}")
    columns = ALL[name]
    _same_columns(name, columns, data.column_names if isinstance(data, pa.Table) else list(data.columns))
    arrays = [_fit_column(name, column, kind, data) for column, kind in columns.items()]
    return pa.Table.from_arrays(arrays, schema=schema_of(columns))


def _same_columns(name: str, columns: Columns, given: list[str]) -> None:
    missing = [column for column in columns if column not in given]
    extra = [str(column) for column in given if column not in columns]
    if missing or extra or len(given) != len(columns):
        raise ValueError(f"表“{name}”的列不对：缺 {missing or '无'}，多 {extra or '无'}（或有重复列）")


def _fit_column(name: str, column: str, kind: str, data: pd.DataFrame | pa.Table) -> pa.Array | pa.ChunkedArray:
    try:
        if isinstance(data, pa.Table):
            return data.column(column).cast(_TYPES[kind])
        series = data[column]
        if kind == "json":
            series = series.map(_as_json).astype(object)
        if kind in _LISTS:
            series = series.map(partial(_as_list, of=_LISTS[kind])).astype(object)
        return pa.array(series, type=_TYPES[kind], from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, TypeError) as error:
        raise ValueError(f"表“{name}”的列“{column}”不是 {kind}：{error}") from None


def _as_json(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, Mapping | list | tuple) else value


def _as_list(value: Any, of: Callable[[Any], Any]) -> Any:
    if isinstance(value, str):
        raise TypeError(f"“{value[:20]}”是一段文字，不是列表")
    if hasattr(value, "__iter__"):
        return [of(part) for part in value]
    return None


def to_frame(table: pa.Table) -> pd.DataFrame:
    """The table as pandas: int and bool nullable (Int64, boolean), days `datetime.date` or None, text `str`, lists arrays."""
    import pandas as pd  # not before a frame is asked for: it takes half a second

    kinds = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=kinds.get)
    return frame
