"""Values that say nothing about who somebody is (搁置): hotlines, filled-down numbers, one value everywhere, empty columns.

They are taken out of `nodes` before anything is blocked or weighed; each is told in a sentence without the value.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from workbench.linkage.limits import Limits
from workbench.linkage.person.parameters import PersonParameters
from workbench.linkage.person.sql import row

SHOWN = 5  # sentences of one kind before the rest is counted only
COLUMNS = {"name_any": "姓名", "id_head": "证件号", "phone_ends": "电话", "town": "住址"}


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of value: what it is called, where it stands, what becomes NULL in rows of `nodes` that hold it."""

    word: str
    item: str
    clear: str
    advice: str


_ID = _Kind(
    "证件号",
    "coalesce(id17, id_head)",
    "id17 = null, id_whole = null, id_head = null, id_mask = null, id_bag = null, birth = null",
    "请核对台账是否整列误填",
)
_PHONE = _Kind("电话", "unnest(phones)", "", "请核对是否热线或代填号码")
_NAME = _Kind(
    "姓名",
    "name_any",
    "name_any = null, name = null, written = null, pinyin = null, near_sound = null, shape = null",
    "请核对台账是否整列误填",
)


def set_aside(
    connection: duckdb.DuckDBPyConnection, limits: Limits, parameters: PersonParameters, first_new: int = 0
) -> tuple[str, ...]:
    """Clear such values in `nodes`; the sentences say which rule was not used and why. An empty table says nothing.

    Values are counted over `everyone`, of whom `nodes` are a part; columns are looked at in contacts from `first_new` on.
    """
    (rows,) = row(connection, "select count(distinct rec) from everyone")
    if not rows:
        return ()
    return (
        *_empty_columns(connection, first_new),
        *_common(connection, _ID, rows, limits, limits.person_max_names),
        *_common(connection, _PHONE, rows, limits, parameters.phone_names),
        *_common(connection, _NAME, rows, limits, None),
    )


def _empty_columns(connection: duckdb.DuckDBPyConnection, first_new: int) -> tuple[str, ...]:
    columns = ", ".join(f"count({column})" for column in COLUMNS)
    new, *counts = row(connection, f"select count(*), {columns} from nodes where uid >= {first_new}")
    words = [word for word, count in zip(COLUMNS.values(), counts, strict=True) if new and not count]
    return tuple(f"{word}一列没有可用的值，未用作同人依据；请核对导入时该列是否认对" for word in words)


def _common(
    connection: duckdb.DuckDBPyConnection, kind: _Kind, rows: int, limits: Limits, most_names: int | None
) -> tuple[str, ...]:
    """Set aside what too many records hold, or too many names where `most_names` says how many are."""
    shared = f"held >= 10 and held >= {limits.shared_share} * {rows}"
    if most_names is not None:
        shared += f" or held >= {limits.shared_rows}"
    many = "false" if most_names is None else f"names > {most_names}"
    connection.execute(
        f"""create or replace temp table common as select item, held, names, ({shared}) as shared
        from ({_counted(kind)}) where {shared} or {many}"""
    )
    found = connection.execute("select held, names, shared from common order by held desc, names desc").fetchall()
    if found:
        connection.execute(_clearing(kind))
    connection.execute("drop table common")
    return _told([_sentence(kind, held, names, rows, is_shared) for held, names, is_shared in found], kind.word)


def _counted(kind: _Kind) -> str:
    """Values of `nodes`, the records of everyone who holds them, and their names.

    Names count as unlike when neither sound nor look is one: a person misspelt four ways is still one name.
    """
    return f"""select item, count(distinct rec) as held,
            least(count(distinct near_sound), count(distinct shape)) as names
        from (select {kind.item} as item, rec, near_sound, shape from everyone)
        where item in (select {kind.item} from nodes) group by item having count(*) > 1"""


def _clearing(kind: _Kind) -> str:
    if kind is not _PHONE:
        return f"update nodes set {kind.clear} where {kind.item} in (select item from common)"
    return """update nodes set phones = found.phones, phone_first = found.phones[1], phone_ends = found.ends
        from (select uid, nullif(kept, []) as phones,
                nullif(list_transform(kept, lambda phone: left(phone, 3) || right(phone, 4)), []) as ends
            from (select uid, list_filter(phones, lambda phone: not list_contains(gone, phone)) as kept
                from nodes, (select list(item) as gone from common)
                where uid in (select uid from (select uid, unnest(phones) as item from nodes)
                    where item in (select item from common)))) as found
        where nodes.uid = found.uid"""


def _sentence(kind: _Kind, held: int, names: int, rows: int, shared: bool) -> str:
    if shared:
        return f"有一个{kind.word}出现在 {held} 件上（共 {rows} 件），不作为同人依据；{kind.advice}"
    return f"有一个{kind.word}对应 {names} 个不同姓名，不作为同人依据；请核对这 {held} 件的{kind.word}"


def _told(sentences: list[str], word: str) -> tuple[str, ...]:
    more = len(sentences) - SHOWN
    return (*sentences[:SHOWN], f"另有 {more} 个{word}同样搁置") if more > 0 else tuple(sentences)
