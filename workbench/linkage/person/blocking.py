"""Which pairs are compared at all (粗筛): keys that two contacts share, counted before they are paired.

A key held by more contacts than the limit is not paired: pairs grow with its square. So the number of pairs grows with
the number of contacts and never with their square.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from workbench.linkage.person.parameters import PersonParameters
from workbench.linkage.person.people import Fetch, uids


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to find candidates. `key` is SQL over `nodes`, NULL where the rule has nothing to say; `each` is unnested."""

    code: str
    word: str
    key: str
    each: str = ""
    alone: bool = False  # a name by itself: the tighter limit


RULES = (
    Rule("id", "证件号前十五位", "id_head"),
    Rule("phone", "电话", "item", each="phones"),
    Rule("id_tail", "证件号后段与姓", "right(id17, 7) || surname"),
    Rule("id_front", "证件号前段与姓名读音", "left(id17, 10) || near_sound"),
    Rule(
        "id_mask",
        "证件号首尾与姓",
        "left(coalesce(id_whole, id_mask), 6) || right(coalesce(id_whole, id_mask), 4) || surname",
    ),
    Rule("phone_ends", "电话首尾与姓", "item || surname", each="phone_ends"),
    Rule("birth_sound", "出生日期与姓名读音", "birth || near_sound"),
    Rule("name_town", "姓名与乡镇", "item || '@' || town", each="list_concat([name], former)"),
    Rule("sound_village", "姓名读音与村", "near_sound || '@' || village"),
    Rule("shape_village", "姓名字形与村", "shape || '@' || village"),
    Rule("name", "姓名", "item", each="list_concat([name], former)", alone=True),
)


@dataclass(frozen=True, slots=True)
class Oversize:
    """Keys of one rule that were not paired: how many, and how many contacts the largest holds."""

    rule: Rule
    keys: int
    largest: int

    @property
    def sentence(self) -> str:
        return f"按“{self.rule.word}”粗筛时有 {self.keys} 组过大（最大一组 {self.largest} 人次），组内未凭此逐对比较"


def make_keys(
    connection: duckdb.DuckDBPyConnection,
    parameters: PersonParameters,
    *,
    first_new: int = 0,
    fetch: Fetch | None = None,
) -> tuple[Oversize, ...]:
    """Make `fresh_keys`, all keys of `nodes`, and `keys`, those of them that pair; what was too large is answered.

    With `fetch` contacts that are kept take part: those of `kept_keys` that hold the same keys. Of them only those come
    into `keys` and `nodes` that are to be compared with a new one, whose uid is `first_new` or more. Who they are (uid, rec,
    number) says `kept_people`.
    """
    with_kept = fetch is not None
    connection.execute(
        f"create or replace temp table fresh_keys as {' union all '.join(_stored(number) for number in range(len(RULES)))}"
    )
    held = "from fresh_keys"
    if with_kept:
        held += " union all from kept_keys where key in (select key from fresh_keys)"
    connection.execute(f"create or replace temp {'table' if with_kept else 'view'} held as {held}")
    limits = " ".join(f"when {n} then {_limit(rule, parameters)}" for n, rule in enumerate(RULES))
    connection.execute(
        f"""create or replace temp table sizes as select rule, key, count(*) as held, case rule {limits} end as most
        from held group by rule, key having count(*) > 1"""
    )
    found = connection.execute(
        "select rule, count(*), max(held) from sizes where held > most group by rule order by rule"
    ).fetchall()
    connection.execute(
        """create or replace temp table pairing as select held.rule, held.key, held.uid
        from held join sizes using (rule, key) where sizes.held <= sizes.most"""
    )
    people = "(select uid, rec, number from nodes" + (" union all from kept_people)" if with_kept else ")")
    connection.execute(
        f"create or replace table keys as select rule, key, uid, rec, number from pairing join {people} using (uid)"
    )
    connection.execute(f"drop {'table' if with_kept else 'view'} held; drop table sizes; drop table pairing")
    if fetch is not None:
        _take_in(connection, first_new, fetch)
    return tuple(Oversize(RULES[rule], keys, largest) for rule, keys, largest in found)


def _take_in(connection: duckdb.DuckDBPyConnection, first_new: int, fetch: Fetch) -> None:
    """Of the kept contacts only those that will be compared: most who share a name have another number."""
    met = f"select distinct join_key_l as uid from ({pairs_sql(first_new)}) where join_key_l < {first_new} order by uid"
    connection.execute(f"create or replace temp table met as {met}")
    connection.execute(f"delete from keys where uid < {first_new} and uid not in (from met)")
    connection.register("met_contacts", fetch(uids(connection, "met"), ()))
    connection.execute("insert into nodes from met_contacts; drop table met")
    connection.unregister("met_contacts")


def pairs_sql(first_new: int = 0) -> str:
    """Pairs of `keys` as Splink takes them (match_key, join_key_l, join_key_r); the same text on either engine.

    Two numbers that both pass their check digit and differ are two people (one slip never passes): not compared at all.
    """
    return f"""select cast(min(one.rule) as string) as match_key, one.uid as join_key_l, other.uid as join_key_r
    from keys as one inner join keys as other on one.rule = other.rule and one.key = other.key
    where one.uid < other.uid and one.rec <> other.rec and other.uid >= {first_new}
    and coalesce(one.number = other.number, true)
    group by one.uid, other.uid"""


def rule_of(code: str) -> int:
    """Number of a rule, as it stands in the keys."""
    return next(number for number, rule in enumerate(RULES) if rule.code == code)


def _stored(number: int) -> str:
    """SQL: keys (rule, key, uid) of `nodes` by one rule.

    Keys are kept as 63 bits of their MD5: shorter than the values, the same for every engine and every version.
    """
    rule = RULES[number]
    source = f"(select *, unnest(list_distinct({rule.each})) as item from nodes)" if rule.each else "nodes"
    return (
        f"select {number}::utinyint as rule, {_hash(rule.key)} as key, uid from {source} where {rule.key} is not null"
    )


def _hash(value: str) -> str:
    return f"(md5_number_lower({value}) >> 1)::bigint"


def _limit(rule: Rule, parameters: PersonParameters) -> int:
    return parameters.block_name if rule.alone else parameters.block_rows
