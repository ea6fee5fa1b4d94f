"""Values that say nothing about who somebody is (搁置): hotlines, filled-down numbers, one value everywhere, empty columns.

They are taken out of `nodes` before anything is weighed; each is told in a sentence without the value. Values are counted
over all contacts, but of those that are kept from earlier months only they are read who may hold one too many hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from workbench.linkage.limits import Limits
from workbench.linkage.person.blocking import rule_of
from workbench.linkage.person.parameters import PersonParameters
from workbench.linkage.person.people import Fetch, uids
from workbench.linkage.person.sql import row

_FEW = 10  # a value in fewer records is no common one, whatever its share
SHOWN = 5  # sentences of one kind before the rest is counted only
HELD = ("rec", "near_sound", "shape", "id17", "id_head", "phones")  # what counting values takes
COLUMNS = {"name_any": "姓名", "id_head": "证件号", "phone_ends": "电话", "town": "住址"}


@dataclass(frozen=True, slots=True)
class Counted:
    """What values are counted over: everyone, of `rows` records; no name is in more than `commonest` contacts.

    Contacts from `first_new` on are new; `fetch` gives the kept ones, None where there are none.
    """

    rows: int
    commonest: int
    first_new: int = 0
    fetch: Fetch | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of value: what it is called, where it stands, what becomes NULL in rows of `nodes` that hold it.

    `rule`: the blocking rule under whose keys all stand that hold one value (and perhaps others); "" if there is none.
    """

    word: str
    item: str
    clear: str
    advice: str
    rule: str = ""


_ID = _Kind(
    "证件号",
    "coalesce(id17, id_head)",
    "id17 = null, id_whole = null, id_head = null, id_mask = null, id_bag = null, birth = null",
    "请核对台账是否整列误填",
    "id",
)
_PHONE = _Kind("电话", "unnest(phones)", "", "请核对是否热线或代填号码", "phone")
_NAME = _Kind(
    "姓名",
    "name_any",
    "name_any = null, name = null, written = null, pinyin = null, near_sound = null, shape = null",
    "请核对台账是否整列误填",
)


def set_aside(
    connection: duckdb.DuckDBPyConnection, limits: Limits, parameters: PersonParameters, counted: Counted
) -> tuple[str, ...]:
    """Clear such values in `nodes`; the sentences say which rule was not used and why. An empty table says nothing.

    Columns are looked at in the new contacts. Names are counted only if one may be in too many records.
    """
    rows = counted.rows
    if not rows:
        return ()
    told = _empty_columns(connection, counted.first_new)
    most_names = {_ID: limits.person_max_names, _PHONE: parameters.phone_names}
    holders = "everyone"
    if counted.fetch:
        least = {kind.rule: min(_FEW, limits.shared_rows, most + 1) for kind, most in most_names.items()}
        _find_holders(connection, least, counted.fetch)
        holders = "holders"
    for kind, most in most_names.items():
        told += _common(connection, kind, rows, limits, most, holders)
    if counted.commonest >= _least_shared(rows, limits):
        told += _common(connection, _NAME, rows, limits, None, "everyone")
    return told


def commonest_name(connection: duckdb.DuckDBPyConnection) -> int:
    """How many contacts of `fresh` bear the name most of them bear."""
    (most,) = row(
        connection, "select coalesce(max(held), 0) from (select count(name_any) as held from fresh group by name_any)"
    )
    return int(most)


def _least_shared(rows: int, limits: Limits) -> float:
    """In fewer records a value may be without being set aside for their share."""
    return max(_FEW, limits.shared_share * rows)


def _empty_columns(connection: duckdb.DuckDBPyConnection, first_new: int) -> tuple[str, ...]:
    columns = ", ".join(f"count({column})" for column in COLUMNS)
    new, *counts = row(connection, f"select count(*), {columns} from nodes where uid >= {first_new}")
    words = [word for word, count in zip(COLUMNS.values(), counts, strict=True) if new and not count]
    return tuple(f"{word}一列没有可用的值，未用作同人依据；请核对导入时该列是否认对" for word in words)


def _common(
    connection: duckdb.DuckDBPyConnection, kind: _Kind, rows: int, limits: Limits, most_names: int | None, holders: str
) -> tuple[str, ...]:
    """Set aside what too many records hold, or too many names where `most_names` says how many are."""
    shared = f"held >= {_least_shared(rows, limits)}"
    if most_names is not None:
        shared += f" or held >= {limits.shared_rows}"
    many = "false" if most_names is None else f"names > {most_names}"
    connection.execute(
        f"""create or replace temp table common as select item, held, names, ({shared}) as shared
        from ({_counted(kind, holders)}) where {shared} or {many}"""
    )
    found = connection.execute("select held, names, shared from common order by held desc, names desc").fetchall()
    if found:
        connection.execute(_clearing(kind))
    connection.execute("drop table common")
    return _told([_sentence(kind, held, names, rows, is_shared) for held, names, is_shared in found], kind.word)


def _find_holders(connection: duckdb.DuckDBPyConnection, least: dict[str, int], fetch: Fetch) -> None:
    """Make `holders`: the fresh contacts, and of the kept ones those under a key of `nodes` that many hold.

    `least` says by rule how many that are: a value under a rarer key cannot be too common, however few of its holders are seen.
    """
    limits = {rule_of(code): most for code, most in least.items()}
    of_rules = f"rule in ({', '.join(map(str, limits))})"
    many = " ".join(f"when {rule} then {most}" for rule, most in limits.items())
    connection.execute(
        f"""create temp table asked as
            select distinct rule, key from kept_keys where {of_rules} and uid in (select uid from nodes)
            union select rule, key from fresh_keys where {of_rules};
        create temp table held as
            select rule, key, uid from kept_keys semi join asked using (rule, key) where {of_rules}
            union all select rule, key, uid from fresh_keys where {of_rules};
        create temp table found as select distinct uid from held semi join
            (select rule, key from held group by rule, key having count(*) >= case rule {many} end) using (rule, key)
            where uid not in (select uid from fresh);
        drop table asked; drop table held"""
    )
    connection.register("found_contacts", fetch(uids(connection, "found"), HELD))
    connection.execute(
        f"""create temp table holders as from found_contacts union all select {", ".join(HELD)} from fresh;
        drop table found"""
    )
    connection.unregister("found_contacts")


def _counted(kind: _Kind, holders: str) -> str:
    """Values of `nodes`, the records of everyone who holds them, and their names.

    Names count as unlike when neither sound nor look is one: a person misspelt four ways is still one name.
    """
    return f"""select item, count(distinct rec) as held,
            least(count(distinct near_sound), count(distinct shape)) as names
        from (select {kind.item} as item, rec, near_sound, shape from {holders})
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
