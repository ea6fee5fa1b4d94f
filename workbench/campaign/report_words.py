"""Sentences of a report (文字稿): facts read off its tables, nothing else; no cause, no praise, no blame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from workbench.campaign.report_parts import Table


def sentences(table: Table) -> tuple[str, ...]:
    """What a table comes to in words; empty where a sentence would only repeat it."""
    if not table.rows:
        return (f"{table.title}：期间内没有登记。",)
    found = _WORDS[table.id](table) if table.id in _WORDS else _counted(table)
    return tuple(line for line in found if line and "不列" not in line)


def _total(table: Table) -> Mapping[str, str]:
    """The last row by column: the total where the table has one."""
    return dict(zip(table.head, table.rows[-1], strict=True))


def _grew(row: Mapping[str, str], name: str) -> str:
    """ "（2025年同期 45，+13.33%）" where the column is compared."""
    before = next(
        (title for title in row if title.endswith(name) and title != name and not title.startswith("同比")), ""
    )
    rate = row.get(f"同比（{name}）", "")
    if not before or not rate:
        return ""
    told = "基数为0，不计同比" if rate.startswith("—") else f"同比{'' if rate == '持平' else ' '}{rate}"
    return f"（{before.removesuffix(name)} {row[before]}，{told}）"


def _visits(table: Table) -> list[str]:
    row = _total(table)
    told = f"登记来访 {row['批次']} 批{_grew(row, '批次')}、{row['人次']} 人次{_grew(row, '人次')}"
    kinds = (
        f"{name} {row[f'{short}批次']} 批 {row[f'{short}人次']} 人次" for name, short in _KINDS if f"{short}批次" in row
    )
    return ["，".join([told, *kinds]) + "。"]


_KINDS: Final = (("其中个访", "个访"), ("集体访", "集访"))


def _levels(table: Table) -> list[str]:
    """One sentence a level; the total stands with the visits by topic."""
    rows = [dict(zip(table.head, row, strict=True)) for row in table.rows[:-1]]
    return [
        f"在{row['登记层级']}级机关登记 {row['批次']} 批{_grew(row, '批次')}、{row['人次']} 人次{_grew(row, '人次')}。"
        for row in rows if row["登记层级"] != "未登记" and not row["登记层级"].startswith("其他")
    ]  # fmt: skip


def _review(table: Table) -> list[str]:
    found = []
    for row in (dict(zip(table.head, row, strict=True)) for row in table.rows if row[0] != "合计"):
        if "进入程序" not in row:
            continue
        asked = f"{row['程序']}申请 {row['申请']} 件，不予受理 {row['不予受理']} 件，进入程序 {row['进入程序']} 件"
        ended = f"撤销 {row['撤销']}、变更 {row['变更']}、维持 {row['维持']}、责令重办 {row['责令重办']}"
        found.append(f"{asked}：办结 {row['办结']} 件（{ended}），在办 {row['在办']} 件。")
    return found


def _campaigns(table: Table) -> list[str]:
    rows = [dict(zip(table.head, row, strict=True)) for row in table.rows]
    return [_resolved(row, table.head[0]) for row in (rows[:-1] if len(rows) == 2 else rows)]  # the total of one is it


def _resolved(row: Mapping[str, str], name: str) -> str:
    queue = f"，报结待审 {row['报结待审']} 件" if "报结待审" in row else ""
    removed = f"（核减 {row['核减']} 件）" if row.get("核减", "0") != "0" else ""
    accepted, net = "化解率（报上级口径）", "化解率（扣除反弹）"
    rates = f"，{accepted} {row[accepted]}，{net} {row[net]}" if accepted in row else ""
    return f"{row[name]}：交办 {row['交办数']} 件{removed}{rates}{queue}。"


def _only_total(table: Table) -> list[str]:
    return [_resolved(_total(table), table.head[0])]


def _metrics(table: Table) -> list[str]:
    """One sentence a metric that has a number; what it counts stands with it in the table, for two of one name here too."""
    told = [row for row in table.rows if row[2] != "—" and "不列" not in row[2]]
    return [
        f"{row[0].split(maxsplit=1)[1]}{'（截止日现状）' if row[3].startswith('现状') else ''} {row[2]}。"
        for row in told
    ]


def _balance(table: Table) -> list[str]:
    row = _total(table)
    flows = f"期初 {row['期初']} + 新增 {row['新增']} + 反弹 {row['反弹']} − 化解 {row['化解']} − 核减 {row['核减']}"
    return [f"未化解事项 {flows} = 期末 {row['期末']}（{row['核对']}）。"]


def _listed(table: Table) -> list[str]:
    return [f"{table.title} {len(table.rows)} 项，见表 {table.id}。"]


def _targets(table: Table) -> list[str]:
    rows = (dict(zip(table.head, row, strict=True)) for row in table.rows)
    return [
        f"节点 {row['节点']}：需化解 {row['需化解']} 件，报上级口径 {row['已化解（报上级口径）']}，扣除反弹 {row['扣除反弹']}，{row['结果']}。"
        for row in rows
    ]


def _path(table: Table) -> list[str]:
    row = _total(table)
    told = f"截至 {row['截至']}，基数 {row['基数']} 件，已到节点应化解 {row['节点要求']} 件"
    return [
        f"{told}，已化解 {row['已化解（报上级口径）']} 件，扣除反弹 {row['已化解（扣除反弹）']} 件，报结待审 {row['报结待审']} 件。"
    ]


def _receptions(table: Table) -> list[str]:
    row = _total(table)
    gap = f"，其中 {row['未登记统计']} 次没有登记统计" if row["未登记统计"] != "0" else ""
    return [
        f"接访 {row['接访次数']} 次{gap}，接待 {row['批次']} 批 {row['人次']} 人次，当场化解 {row['当场化解']} 批。"
    ]


def _attendees(table: Table) -> list[str]:
    rows = (dict(zip(table.head, row, strict=True)) for row in table.rows)
    return [
        f"{row['身份']}参加 {row['参加次数']} 次、{row['参加名次']} 名次，接待 {row['批次']} 批 {row['人次']} 人次。"
        for row in rows
    ]


def _counted(table: Table) -> list[str]:
    """The total's counts, one after another; of a table without a total its lines'."""
    if not any(table.opens):
        return _listed(table)
    if table.rows[-1][0] == "合计":
        row = _total(table)
        return [
            f"{table.title}：" + "，".join(f"{name} {row[name]}{_grew(row, name)}" for name in _plain(table)) + "。"
        ]
    name = _plain(table)[0]
    rows = (dict(zip(table.head, row, strict=True)) for row in table.rows)
    return [
        f"{table.title}：" + "，".join(f"{row[table.head[0]]} {row[name]}{_grew(row, name)}" for row in rows) + "。"
    ]


def _plain(table: Table) -> list[str]:
    return [name for name, opens in zip(table.head, table.opens, strict=True) if opens and not name.startswith("占")]


_WORDS: Final[Mapping[str, Callable[[Table], list[str]]]] = {
    "R1": _visits, "R2": _levels, "R3": _review, "R6": _campaigns, "K1": _only_total, "K2": lambda table: [], "M1": _metrics,
    "M2": _balance, "K0": _targets, "K6": _path, "R7": _receptions, "R7A": _attendees,
}  # fmt: skip
