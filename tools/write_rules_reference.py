"""Write docs/rules-reference.md (规则手册) from the dated parameters and the rule modules: nothing in it is typed twice.

    .venv/bin/python tools/write_rules_reference.py

Tables of outcomes are made by running the rules on small invented matters; names of checks are read from the source.
"""

from __future__ import annotations

import runpy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from workbench.apps.words import TRIGGER_NAMES
from workbench.domain.codes import ProceduralState, ResolutionState, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, Places, RecordFacts, Step
from workbench.domain.fields import FIELDS
from workbench.domain.finding import ClockStatus
from workbench.rules import procedure, resolution
from workbench.rules.clock import CLOCKS
from workbench.rules.clock_status import FLAG_ZH
from workbench.rules.duty import propose_duties
from workbench.rules.hard_flags import NAMES, hard_flags
from workbench.rules.separation import separation

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "rules-reference.md"
PARAMETERS = ROOT / "workbench" / "reference" / "parameters"
RULES = ROOT / "workbench" / "rules"
STEPS = ROOT / "workbench" / "usecases" / "work_on_case.py"
SOURCE = runpy.run_path(str(Path(__file__).with_name("rules_reference_source.py")))
"""What the source of a rule says of the findings it can make."""
CASE = runpy.run_path(str(Path(__file__).with_name("rules_reference_case.py")))
"""The tables on working at one case."""
MEETING = runpy.run_path(str(Path(__file__).with_name("rules_reference_meeting.py")))
"""The tables on meetings."""
TEXT = Path(__file__).with_name("rules_reference.yaml")
DAY = date(2026, 1, 1)
PLACES = {"990121": "甲县", "990122": "乙县", "990221": "丙县", "990222": "丁县"}
"""Codes of the invented province, and what the tables call them."""
CONFIDENCE = {
    "certain": "有据",
    "likely": "较有把握",
    "unsure": "待县里确认",
    "design": "设计值",
    "seed": "方案写明",
    "local": "地方规定",
}

Body = Mapping[str, Any]


def reference_text() -> str:
    """The whole file as Markdown."""
    parameters, words = _parameters(), yaml.safe_load(TEXT.read_text(encoding="utf-8"))
    return (
        "\n\n".join(
            [
                words["head"].strip(),
                "## 1　时限\n\n" + words["clocks"].strip(),
                _clocks(parameters),
                "### 时限状态\n\n" + words["statuses"].strip() + "\n\n" + "、".join(f"`{one}`" for one in ClockStatus),
                "### 时限附注\n\n" + _table(("代号", "含义"), ((f"`{code}`", text) for code, text in FLAG_ZH.items())),
                "## 2　三跨三分离\n\n" + words["separation"].strip(),
                _separations(),
                "## 3　责任建议\n\n" + words["duties"].strip(),
                _duties(),
                "## 4　难案标志 HF1–HF12\n\n" + words["flags"].strip(),
                _flags(parameters),
                "## 5　会商议题触发条件 T-01–T-13\n\n" + words["triggers"].strip(),
                _triggers(parameters),
                "## 6　程序状态与程序核对\n\n" + words["procedure"].strip(),
                _moves(),
                "### 程序核对\n\n" + _checks("procedure_checks.py", "procedure_stated.py"),
                "## 7　化解状态与销号核对\n\n" + words["resolution"].strip(),
                _resolution(),
                "### 销号核对\n\n" + _checks("resolution.py"),
                "## 8　被反映单位回避\n\n" + words["exclusion"].strip(),
                *_case_parts(parameters, words),
                *_meeting_parts(parameters, words),
                "## 16　全部参数\n\n" + words["parameters"].strip() + "\n\n" + _confidence(),
                _all_parameters(),
            ]
        )
        + "\n"
    )


def _case_parts(parameters: Mapping[str, Body], words: Mapping[str, Any]) -> Iterator[str]:
    """What a person meets who works at one case: steps, duties, claims and gate, closing flags, lists, pathways."""
    make = CASE["Maker"](
        _table, lambda start: _thresholds(parameters, start), lambda start: _clauses(parameters, start), CONFIDENCE,
        {name: field.zh for name, field in FIELDS.items()}, DAY,
    )  # fmt: skip
    yield "## 9　办理步骤核对\n\n" + words["steps"].strip()
    yield "### 不得登记\n\n" + words["hard"].strip() + "\n\n" + _refusals("transitions_hard.py", STEPS)
    yield "### 次序和时限\n\n" + words["soft"].strip() + "\n\n" + _refusals("transitions_soft.py")
    yield "### 各步骤需要填什么\n\n" + words["needs"].strip() + "\n\n" + CASE["needs"](make)
    yield (
        "## 10　责任协商、移交、包案与倒查\n\n" + words["contest"].strip() + "\n\n争议状态：" + CASE["contest_states"]()
    )
    yield CASE["duties"](make)
    yield "## 11　诉求与销号要件\n\n" + words["claims"].strip() + "\n\n" + CASE["outputs"](make)
    yield "### 诉求核对\n\n" + _checks("claims.py")
    yield "### 销号要件 G1–G10\n\n" + words["gate"].strip() + "\n\n" + CASE["gate"](make)
    yield "## 12　程序性办结核对 PD1–PD12\n\n" + words["closing_flags"].strip() + "\n\n" + CASE["closing_flags"](make)
    yield "## 13　清查清单与出处矛盾\n\n" + words["sweeps"].strip() + "\n\n" + CASE["sweep_lists"](make)
    yield "### 出处矛盾\n\n" + words["conflicts"].strip() + "\n\n比对的栏目：" + CASE["compared"](make) + "。"
    yield "## 14　法定途径提示\n\n" + words["pathways"].strip() + "\n\n" + CASE["pathways"](make)


def _meeting_parts(parameters: Mapping[str, Body], words: Mapping[str, Any]) -> Iterator[str]:
    """What the office keeps to when it meets: how often, minutes, decided tasks, the ladder, schedules."""
    yield "## 15　会议、纪要、议定落实与督办\n\n" + words["meetings"].strip()
    yield "### 开会和接访的频次\n\n" + words["frequency"].strip()
    yield MEETING["frequencies"](_table, parameters, CONFIDENCE)
    yield "### 会议纪要\n\n" + words["minutes"].strip() + "\n\n" + MEETING["minutes"](_table)
    yield "### 议定事项落实\n\n" + words["tasks"].strip() + "\n\n" + _thresholds(parameters, "decisions")
    yield MEETING["acts"](_table)
    yield "### 督办阶梯\n\n" + words["ladder"].strip() + "\n\n" + MEETING["ladder"](_table, parameters)
    yield "### 排会\n\n" + words["schedule"].strip() + "冲突分三级：" + MEETING["levels"]() + "。"


def _parameters() -> dict[str, Body]:
    """Every parameter by name, in the order of the files."""
    found: dict[str, Body] = {}
    for file in sorted(PARAMETERS.glob("*.yaml")):
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_line(heads), _line(["---"] * len(heads)), *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{key}：{_shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ("<br>" if value and isinstance(value[0], dict) else "、").join(map(_shown, value))
    return str(value)


def _latest(body: Body) -> Body:
    last: Body = max(body["values"], key=lambda value: value["from"])
    return last


def _clocks(parameters: Mapping[str, Body]) -> str:
    return _table(
        ("编号", "名称", "自何日起算", "期限", "最多延长", "依据（现行）"),
        (_clock(code, kind.name, kind.start, parameters) for code, kind in CLOCKS.items()),
    )


def _clock(code: str, name: str, start: str, parameters: Mapping[str, Body]) -> Sequence[str]:
    base = "C05" if code == "C06" else code
    local = next((found for found in parameters if found.startswith(f"clock.{base}.days")), "")
    body = parameters.get(f"clock.{base}.days") or parameters[local]
    longer = parameters.get(f"clock.{base}.extension")
    most = f"{_latest(longer)['value']} {longer['unit']}" if longer else "—"
    return code, name, start, f"{_latest(body)['value']} {body['unit']}", most, _latest(body)["clause"]


def _separations() -> str:
    """The decision table: every way the three places can be equal, different or unknown, answered by the rule itself."""
    a, b, c, d = PLACES
    cases = ((a, a, a), (a, b, b), (a, a, b), (a, b, a), (a, b, c), (None, a, a), (None, a, b), (a, None, a),
             (a, None, b), (a, a, None), (a, b, None), (a, None, None), (None, None, a), (None, None, None))  # fmt: skip
    rows = [_separated(Places(*three)) for three in cases]
    rows += [_separated(Places(a, b, c, organ)) for organ in (c, a, d)]
    heads = (
        "户籍地",
        "常住地",
        "事发地",
        "有权处理机关",
        "人事分离",
        "人户分离",
        "人事户分离",
        "认定",
        "主办",
        "协办",
        "配合",
    )
    return _table(heads, rows)


def _separated(places: Places) -> Sequence[str]:
    found = separation(places, on=DAY)
    given = (places.hukou, places.residence, places.issue, places.organ)
    duties = (found.lead or "待协调", "、".join(found.assist) or "—", "、".join(found.support) or "—")
    return [
        _named(text) for text in (*(code or "未登记" for code in given), *found.flags.values(), found.label, *duties)
    ]


def _named(text: str) -> str:
    for code, name in PLACES.items():
        text = text.replace(code, name)
    return text


def _duties() -> str:
    return _table(
        ("情形", "责任", "地方", "依据", "理由", "若事实不同"), (row for case in _matters() for row in _proposed(*case))
    )


def _matters() -> Iterator[tuple[str, MatterFacts]]:
    """Matters as unlike each other as the rule tells apart."""
    a, b, c, d = PLACES
    ended = Step(StepKind.REREVIEW_ANSWER, PartialDate.parse("2025-06-01"), "R1")
    record = RecordFacts("R1", reg_day=PartialDate.parse("2024-01-10"))
    yield "三地全不同", _matter(Places(a, b, c))
    yield "另有有权处理机关", _matter(Places(a, a, c, d))
    yield "事发地和有权处理机关均未登记", _matter(Places(a, b))
    yield "复核办结、程序终结", _matter(Places(a, a, a), RecordFacts("R1", reg_day=record.reg_day, steps=(ended,)))


def _matter(places: Places, record: RecordFacts | None = None) -> MatterFacts:
    return MatterFacts("M1", DAY, (record or RecordFacts("R1", reg_day=PartialDate.parse("2024-01-10")),), places)


def _proposed(case: str, facts: MatterFacts) -> Iterator[Sequence[str]]:
    for duty in propose_duties(facts, separation(facts.places, on=DAY)):
        roles = "、".join([duty.role, *duty.also])
        yield [
            _named(text) for text in (case, roles, duty.place or duty.unit, duty.clause, duty.reason, duty.turning_fact)
        ]


def _flags(parameters: Mapping[str, Body]) -> str:
    empty = _matter(Places())
    found = {one.rule: one for one in hard_flags(empty, (), separation(Places(), on=DAY))}
    rows = ((code, name, _thresholds(parameters, f"hard_flags.{code}"), found[code].clause, found[code].change)
            for code, name in NAMES.items())  # fmt: skip
    return _table(("编号", "名称", "标准", "依据", "什么会改变结论"), rows)


def _triggers(parameters: Mapping[str, Body]) -> str:
    rows = []
    for code, name in TRIGGER_NAMES.items():
        rows.append((code, name, _thresholds(parameters, f"triggers.{code}"), _clauses(parameters, f"triggers.{code}")))
    return _table(("编号", "名称", "标准", "依据"), rows)


def _family(parameters: Mapping[str, Body], start: str) -> dict[str, Body]:
    return {name: body for name, body in parameters.items() if name == start or name.startswith(f"{start}.")}


def _thresholds(parameters: Mapping[str, Body], start: str) -> str:
    family = _family(parameters, start).values()
    return "<br>".join(f"{body['description']}：{_value(body, _latest(body))}" for body in family)


def _clauses(parameters: Mapping[str, Body], start: str) -> str:
    """The articles of a family of parameters, each once."""
    return "；".join(dict.fromkeys(_latest(body)["clause"] for body in _family(parameters, start).values()))


def _value(body: Body, value: Body) -> str:
    unit = body.get("unit", "")
    return f"{_shown(value['value'])} {unit}".strip()


def _moves() -> str:
    """Axis A: from each state, which step leads where."""
    rows = []
    for state in ProceduralState:
        steps = [(kind, after) for (before, kind), after in procedure._TABLE.items() if before is state]
        rows.append(
            (state.value, "；".join(f"{kind.value}→{after.value}" for kind, after in steps) or "（没有后续步骤）")
        )
    return _table(("程序状态", "可有的步骤 → 到达的状态"), rows)


def _resolution() -> str:
    """Axis B: which deciding act is in order from which states."""
    rows = [(kind.value, "、".join(state.value for state in ResolutionState if state in states),
             resolution._LEADS_TO[kind].value) for kind, states in resolution._LAWFUL.items()]  # fmt: skip
    return _table(("步骤", "在哪些状态下次序相合", "到达的状态"), rows)


def _checks(*modules: str) -> str:
    rows: dict[str, Sequence[str]] = {}
    for module in modules:
        for code, clause, change in SOURCE["findings_in"](RULES / module):
            rows.setdefault(code, (f"`{code}`", clause, change))
    return _table(("代号", "依据", "怎样消除"), rows.values())


def _refusals(*modules: str | Path) -> str:
    """Refusals of a step with what is said, each code once; what is said of the very step stands as “…”."""
    rows: dict[str, Sequence[str]] = {}
    for module in modules:
        path = RULES / module if isinstance(module, str) else module
        for code, said, clause, change in SOURCE["refusals_in"](path, RULES / "transitions_hard.py"):
            rows.setdefault(code, (f"`{code}`", said, clause, change))
    return _table(("代号", "情形", "依据", "怎么办"), rows.values())


def _confidence() -> str:
    return _table(("把握", "含义"), yaml.safe_load(TEXT.read_text(encoding="utf-8"))["confidence"].items())


def _all_parameters() -> str:
    parts = []
    for file in sorted(PARAMETERS.glob("*.yaml")):
        bodies = yaml.safe_load(file.read_text(encoding="utf-8"))
        rows = [(f"`{name}`", body["description"], _value(body, value), value["clause"], str(value["from"]),
                 CONFIDENCE[value["confidence"]]) for name, body in bodies.items() for value in body["values"]]  # fmt: skip
        parts.append(f"### {file.name}\n\n" + _table(("参数", "说明", "取值", "依据", "自何日起", "把握"), rows))
    return "\n\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(reference_text(), encoding="utf-8")
