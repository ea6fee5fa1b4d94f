"""The access matrix: every cell of spec 8.2 as a situation, and nothing beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.access.gate import decide, require
from workbench.domain.roles import AccessDenied, Allowed, DataKind, Relation, Role, Viewer
from workbench.reference.access_matrix import AccessMatrixError, access_matrix, read_matrix

GETS = {"不准": Allowed.NOTHING, "仅日志": Allowed.LOG_ONLY, "读": Allowed.READ, "读写": Allowed.WRITE}
TABLE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("access_matrix.yaml").read_text(encoding="utf-8")
)
CASES = [(kind, row) for kind, rows in TABLE.items() for row in rows]
HEAD = "kind,role,relation,allowed,masked,source\n"


def viewer(*roles: Role) -> Viewer:
    return Viewer("王测试", roles, "清澜县住建局")


@pytest.mark.parametrize(("kind", "row"), CASES, ids=[f"{kind}-{row['cell']}" for kind, row in CASES])
def test_a_cell_of_the_matrix(kind: str, row: dict[str, Any]) -> None:
    grant = decide(viewer(Role(row["who"])), DataKind(kind), Relation(row["relation"]))
    assert grant.allowed is GETS[row["gets"]]
    assert grant.masked is row.get("masked", True)
    assert grant.why


def test_every_kind_and_every_rule_of_the_table_is_among_the_situations() -> None:
    assert set(TABLE) == {kind.value for kind in DataKind}
    told = {(kind, row["who"]) for kind, row in CASES if row["gets"] != "不准"}
    assert told == {(rule.kind.value, rule.role.value) for rule in access_matrix()}


@given(st.sampled_from(Role), st.sampled_from(DataKind), st.sampled_from(Relation))
def test_nothing_is_granted_that_is_not_in_the_table(role: Role, kind: DataKind, relation: Relation) -> None:
    reach = {relation, Relation.OWN} if relation is Relation.ASSIGNED else {relation}
    rules = [rule for rule in access_matrix() if rule.kind is kind and rule.role is role]
    fitting = [rule for rule in rules if rule.relation is None or rule.relation in reach]
    most = max((rule.allowed for rule in fitting), default=Allowed.NOTHING)
    expected = Allowed.NOTHING if relation is Relation.RECUSED else most
    assert decide(viewer(role), kind, relation).allowed is expected


@given(st.lists(st.sampled_from(Role), max_size=3), st.sampled_from(DataKind), st.sampled_from(Relation))
def test_several_roles_have_the_widest_grant_and_no_more(roles: list[Role], kind: DataKind, relation: Relation) -> None:
    alone = [decide(viewer(role), kind, relation).allowed for role in roles]
    assert decide(viewer(*roles), kind, relation).allowed is max(alone, default=Allowed.NOTHING)


@given(st.sampled_from(DataKind))
def test_who_stands_aside_has_nothing(kind: DataKind) -> None:
    grant = decide(viewer(*Role), kind, Relation.RECUSED)
    assert grant.allowed is Allowed.NOTHING and "回避" in grant.why


def test_accusations_are_the_discipline_contacts_alone() -> None:
    readers = [role for role in Role if decide(viewer(role), DataKind.ACCUSATION, Relation.ASSIGNED).may_read]
    assert readers == [Role.DISCIPLINE]


def test_a_refusal_says_who_what_which_rule_and_whom_to_turn_to() -> None:
    with pytest.raises(AccessDenied) as caught:
        require(viewer(Role.LEADER), DataKind.CASE, Allowed.WRITE)
    told = str(caught.value)
    assert "登记或修改" in told and "案情与期限" in told and "王测试" in told and "包案领导" in told
    assert "只准查看" in told and "联席办主任" in told


def test_a_refusal_of_another_units_matter_names_the_relation() -> None:
    with pytest.raises(AccessDenied, match="关系为“主办、协办”时取用，现为“无”"):
        require(viewer(Role.UNIT), DataKind.CASE, Allowed.READ)


def test_a_grant_is_returned_where_it_goes_far_enough() -> None:
    assert require(viewer(Role.ANALYST), DataKind.CONTACT, Allowed.READ).may_write


def test_wanting_nothing_is_a_fault_of_the_programme() -> None:
    with pytest.raises(ValueError, match="写明要做什么"):
        require(viewer(Role.ANALYST), DataKind.CASE, Allowed.NOTHING)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("案情与期限,analyst,任意,全部,否,x", "第 2 行不能识别"),
        ("案情与期限,boss,任意,读,否,x", "第 2 行不能识别"),
        ("案情与期限,analyst,无,读,否,x", "第 2 行不能识别"),
        ("案情与期限,analyst,回避,读,否,x", "第 2 行不能识别"),
        ("案情与期限,analyst,任意,读,否,", "第 2 行不能识别"),
        ("案情与期限,analyst", "第 2 行不能识别"),
        ("案情与期限,analyst,任意,读,否,x\n案情与期限,analyst,任意,读写,否,x", "第 3 行重复"),
    ],
)
def test_a_matrix_that_is_not_understood_grants_nothing(row: str, sentence: str) -> None:
    with pytest.raises(AccessMatrixError, match=sentence):
        read_matrix(HEAD + row)


def test_a_matrix_without_its_columns() -> None:
    with pytest.raises(AccessMatrixError, match="列应为"):
        read_matrix("kind,role\n")
