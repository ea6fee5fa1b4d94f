"""检举控告, how it looks: numbers, dates and organs; a text for a reason, for a few minutes, entered in the trail first."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.accusations.model import AccusationsModel
from workbench.apps.frame import show, shown
from workbench.usecases.office import Office
from workbench.widgets import CaseTable, FactList, Field, Form, Notice, columns, section
from workbench.widgets.revealed import Revealed

TITLE: Final = "检举控告"
SECONDS: Final = 300
LIST: Final[list[dict[str, Any]]] = [
    {"key": "record_id", "title": "信访件", "width": 100},
    {"key": "case_no", "title": "编号", "width": 150},
    {"key": "reg_time", "title": "登记", "kind": "date", "width": 96},
    {"key": "reg_office", "title": "登记机关"},
    {"key": "to_office", "title": "转送去向"},
    {"key": "petition_state", "title": "状态", "width": 90},
]
TOLD: Final = "检举控告的内容不进版次、不研判、不检索、不导出、不上会（《信访工作条例》第三十条第三款）；此处只有编号、日期、机关和状态。"
NOTE: Final = f"须写理由，先记入审计日志再显示，{SECONDS // 60} 分钟后隐去"


def dashboard() -> ipywidgets.Widget:
    """Accusations, for the discipline contact; a sentence for anyone else."""
    return shown(build)


def build(office: Office) -> ipywidgets.VBox:
    model = AccusationsModel(office)
    table = CaseTable(LIST, model.rows, id_field="record_id", height=430, title=f"检举控告 {len(model.rows)} 件")
    table.observe(lambda change: setattr(model, "chosen", change["new"]), "selected")
    return show(TITLE, model.edition, [Notice(TOLD), columns(table, _reading(model), weights=(6, 4))])


def _reading(model: AccusationsModel) -> ipywidgets.VBox:
    """The record chosen, the reason, and what was read while it is shown."""
    facts, text = FactList([]), Revealed(seconds=SECONDS)
    form = Form(
        [Field("why", "理由", required=True, placeholder="为办理哪一步调阅", wide=True)], note=NOTE, submit="调阅"
    )

    def chosen(_change: Any = None) -> None:
        text.clear()
        row = model.row
        told = [(column["title"], str(row[column["key"]] or "未登记")) for column in LIST] if row else []
        facts.show(told, title="点选的一件" if row else "请点选一件")

    def asked(_change: Any) -> None:
        text.show(model.read(form.given.get("why", "")))
        form.answer(ok=model.said.tone == "ok", said=model.said.text, tone=model.said.tone)

    form.observe(asked, "asked")
    model.observe(chosen, "chosen")
    chosen()
    return ipywidgets.VBox([section("调阅"), facts, form, text])
