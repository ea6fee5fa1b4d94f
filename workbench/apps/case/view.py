"""案件研判, how it looks: head facts and timeline first; clocks, duties, flags, links and sources a tab away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.case.model import LANES, CaseModel, clock_rows, matter_facts
from workbench.apps.duties import DUTIES, duty_rows
from workbench.apps.frame import case_link, show, shown
from workbench.apps.separation.model import finding_facts
from workbench.apps.words import state
from workbench.domain.network import NODE_NAMES
from workbench.review.facts import Row
from workbench.usecases.office import Office
from workbench.usecases.trace_cells import trace_cells
from workbench.widgets import (
    CLOCK_TONES,
    CaseTable,
    FactList,
    FindingList,
    GraphView,
    Notice,
    Timeline,
    columns,
    query,
    section,
)

CLOCKS: list[dict[str, Any]] = [
    {"key": "clock", "title": "编号", "width": 60},
    {"key": "name", "title": "期限", "width": 150},
    {"key": "unit", "title": "责任单位", "width": 150},
    {"key": "status", "title": "状态", "kind": "status", "tones": dict(CLOCK_TONES), "width": 100},
    {"key": "start", "title": "起算", "kind": "date", "width": 100},
    {"key": "due", "title": "届满（严格）", "kind": "date", "width": 105},
    {"key": "rolled", "title": "届满（顺延）", "kind": "date", "width": 105},
    {"key": "done", "title": "完成", "kind": "date", "width": 100},
    {"key": "sentence", "title": "算法"},
    {"key": "clause", "title": "依据", "width": 150},
]
LINKS: list[dict[str, Any]] = [
    {"key": "other", "title": "对方信访件", "width": 130},
    {"key": "title", "title": "对方事项", "kind": "link"},
    {"key": "day", "title": "登记", "kind": "date", "width": 100},
    {"key": "kind", "title": "关系", "width": 60},
    {"key": "reasons", "title": "理由", "kind": "tags"},
    {"key": "verdict", "title": "认定", "width": 130},
]
RECORDS: list[dict[str, Any]] = [
    {"key": "case_no", "title": "编号", "width": 140},
    {"key": "reg_time", "title": "登记", "kind": "date", "width": 100},
    {"key": "channel", "title": "形式", "width": 90},
    {"key": "level", "title": "来源", "width": 60},
    {"key": "reg_office", "title": "登记机构", "width": 150},
    {"key": "claim", "title": "诉求"},
    {"key": "petition_state", "title": "台账状态", "width": 90},
    {"key": "source", "title": "出处", "width": 220},
]
_LEVELS = {1: "国家", 2: "省", 3: "市", 4: "县", 5: "乡", 6: "村"}


def dashboard() -> ipywidgets.Widget:
    """The page of the matter the address names (`?matter=…`), or a search for one."""
    return shown(lambda office: build(office, query().get("matter", "")))


def build(office: Office, wanted: str) -> ipywidgets.VBox:
    model = CaseModel(office.edition(), wanted)
    search = _search(model)
    if model.dossier is None:
        return show("案件研判", model.edition, [Notice(model.problem, tone="warn"), *search])
    matter = model.dossier.matter
    lead = f"{matter['matter_id']} · {matter['state_a']} · {matter['state_b']}"
    body = [columns(_facts(model), _picture(model), weights=(2, 5)), _tabs(model, office)]
    return show(matter["title"], model.edition, [*body, *search], lead=lead)


def _search(model: CaseModel) -> list[Any]:
    words = ipywidgets.Text(
        placeholder="编号、标题、单位、地点，可用空格分开多个词", layout=ipywidgets.Layout(width="420px")
    )
    table = CaseTable(
        [{"key": "title", "title": "事项", "kind": "link"}, {"key": "lead_unit", "title": "责任单位", "width": 180},
         {"key": "state_b", "title": "化解状态", "width": 130}, {"key": "first_day", "title": "首次反映", "kind": "date", "width": 110}],
        _found(model), id_field="matter_id", height=260, empty="没有符合的事项",
    )  # fmt: skip
    words.continuous_update = False
    words.observe(lambda change: setattr(model, "words", change["new"]), "value")
    model.observe(lambda _: table.show(_found(model)), "results")
    model.observe(lambda _: setattr(table.layout, "display", ""), "results")
    table.layout.display = "none" if model.dossier else ""
    return [section("查找其他事项" if model.dossier else "查找事项"), words, table]


def _found(model: CaseModel) -> list[dict[str, Any]]:
    return [
        {**row, "title": case_link(row["matter_id"], row["title"]), "state_b": state(row["state_b"])}
        for row in model.results
    ]


def _facts(model: CaseModel) -> FactList:
    assert model.dossier is not None
    return FactList(matter_facts(model.dossier.matter), title="基本情况")


def _picture(model: CaseModel) -> ipywidgets.VBox:
    items = [{**item, "tone": CLOCK_TONES.get(item.get("status", ""), "neutral")} for item in model.timeline()]
    drawn: list[Any] = [section("办理经过"), Timeline(items, lanes=LANES, today=model.edition.as_of)]
    if undated := model.undated():
        drawn.append(Notice(f"另有 {len(undated)} 步未写明日期：{'、'.join(undated[:6])}"))
    return ipywidgets.VBox(drawn)


def _tabs(model: CaseModel, office: Office) -> ipywidgets.Tab:
    """Panels made when first opened."""
    panels: list[tuple[str, Callable[[], Any]]] = [
        ("疑难标识", lambda: _findings(model, "HF")),
        ("期限", lambda: CaseTable(CLOCKS, clock_rows(_of(model).clocks), height=300)),
        ("责任", lambda: _duties(model, office)),
        ("关联信访件", lambda: _links(model)),
        ("关联图", lambda: _graph(model)),
        ("程序核对", lambda: _findings(model, "")),
        ("信访件与出处", lambda: _records(model, office)),
    ]
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in panels], titles=[title for title, _ in panels])

    def open_panel(_change: Any = None) -> None:
        box = tab.children[tab.selected_index or 0]
        if not box.children:
            box.children = [panels[tab.selected_index or 0][1]()]

    tab.observe(open_panel, "selected_index")
    tab.selected_index = 0
    open_panel()
    return tab


def _of(model: CaseModel) -> Any:
    assert model.dossier is not None
    return model.dossier


def _findings(model: CaseModel, prefix: str) -> Any:
    """Hard flags for "HF", everything else the rules remarked for ""."""
    found = sorted(
        (one for one in _of(model).findings if one["rule"].startswith("HF") is (prefix == "HF")),
        key=lambda one: ("是", "待核", "否").index(one["outcome"]),
    )
    agenda = [{"rule": row["trigger"], "outcome": "是", "sentence": row["reason"], "clause": row["clause"]}
              for row in _of(model).agenda]  # fmt: skip
    if prefix == "HF":
        return columns(FindingList(found, title="疑难标识（只看事项与单位，不看信访人言行）"),
                       FindingList(agenda, title="建议上会的理由"), weights=(3, 2))  # fmt: skip
    return FindingList(found, title="程序核对")


def _duties(model: CaseModel, office: Office) -> ipywidgets.VBox:
    dossier, names = _of(model), office.divisions.full_name
    table = CaseTable(DUTIES, duty_rows(dossier.duties, names), height=240, title="责任建议（须经人确认）")
    facts = [FactList(finding_facts(dossier.separation, names), title="三跨三分离")] if dossier.separation else []
    return ipywidgets.VBox([*facts, table])


def _links(model: CaseModel) -> CaseTable:
    rows = [
        {"id": f"{row['left']}|{row['right']}|{row['kind']}", "other": row["other_no"], "day": row["other_day"], "kind": row["kind"],
         "title": case_link(row["other_matter"], row["other_title"]), "reasons": list(row["reasons"]),
         "verdict": f"{row['verdict']}（{row['judged_by']}）" if row["verdict"] else "待承办人认定"}
        for row in _of(model).links
    ]  # fmt: skip
    return CaseTable(LINKS, rows, height=300, empty="没有关联建议")


def _graph(model: CaseModel) -> GraphView:
    found = model.network()
    nodes = [{"id": node.id, "label": node.label, "group": node.type} for node in found.nodes]
    edges = [{"source": link.source, "target": link.target, "label": link.type} for link in found.links]
    return GraphView(nodes, edges, groups={kind.value: name for kind, name in NODE_NAMES.items()}, height=420)


def _records(model: CaseModel, office: Office) -> ipywidgets.VBox:
    """The matter's records; a click shows every fact of one with the cell it was read from."""
    table = CaseTable(
        RECORDS, [_record_row(row) for row in _of(model).records], height=260, title="信访件（点击一行看每项出处）"
    )
    cells = FactList([])
    cells.layout.display = "none"

    def trace(change: Any) -> None:
        found = trace_cells(office, change["new"]) if change["new"] else ()
        cells.show(
            [(cell.field, cell.text, str(cell)) for cell in found if cell.text], title=f"{change['new']} 各项出处"
        )
        cells.layout.display = "" if found else "none"

    table.observe(trace, "selected")
    return ipywidgets.VBox([table, cells])


def _record_row(row: Row) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("case_no", "reg_time", "channel", "reg_office", "petition_state")},
        "id": row["record_id"],
        "level": _LEVELS.get(row["source_level"] or 0, ""),
        "claim": row["claim"] or row["summary"],
        "source": f"{row['file']}〔{row['sheet']}〕第{row['row']}行",
    }
