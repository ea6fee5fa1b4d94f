"""`workbench case show|attach|pathways|conflicts|rule-conflict` (事项卷宗): what is known of a matter, and its files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

if TYPE_CHECKING:
    from workbench.usecases.study_matter import Dossier

commands = typer.Typer(no_args_is_help=True, help="事项卷宗")

Matter = Annotated[str, typer.Argument(metavar="事项", help="事项编号、信访件编号或记录编号")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]


@commands.command("show")
@in_words
def case_show(
    matter: Matter,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="回看这一天的情形")] = None,
    json_: AsJson = False,
) -> None:
    """一件事项到此刻为止的情形：状态、期限、诉求、标志、清查清单、上次会议以来的变化。"""
    from workbench.usecases.compare_case import since_meeting
    from workbench.usecases.office import Office
    from workbench.usecases.study_matter import study_matter

    office = Office(settings())
    dossier = study_matter(office, matter, as_of.date() if as_of else None)
    moved = since_meeting(office, dossier) if dossier.facts else None
    changes = [one.sentence for one in moved.changes] if moved else []
    say({**_parts(dossier), "since_meeting": changes}, json_, "\n".join(_told(dossier, changes)))


@commands.command("attach")
@in_words
def case_attach(
    subject: Annotated[str, typer.Argument(metavar="对象", help="信访件（R000123）或事项（M-R000123）")],
    file: Path,
    kind: Annotated[str, typer.Argument(help="类别，如 意见书、送达回证、履行凭证")],
    why: str = "",
    actor: Actor = "",
) -> None:
    """把一个文件存入卷宗，按内容编号；同一文件只存一份。"""
    from workbench.usecases.keep_file import keep_file
    from workbench.usecases.office import Office

    kept = keep_file(Office(settings()), subject, file, kind, why=why, actor=actor)
    out.print(
        f"已存入 {subject}：{kept.payload['name']}，附件编号 {kept.payload['file_id']}", markup=False, highlight=False
    )


@commands.command("pathways")
@in_words
def case_pathways_(matter: Matter, json_: AsJson = False) -> None:
    """可能适用的法定途径及其时效提示；只作提醒，由法制机构核对。"""
    from workbench.usecases.case_pathways import case_pathways
    from workbench.usecases.office import Office
    from workbench.usecases.study_matter import study_matter

    office = Office(settings())
    found = case_pathways(office, study_matter(office, matter))
    rows = [{"name": one.rule.name, "pathway": one.rule.pathway.value, "chosen": one.chosen, "state": one.state.value,
             "ends": one.ends, "sentence": one.sentence, "clause": one.rule.clause} for one in found]  # fmt: skip
    say(rows, json_, "\n".join(f"{one.sentence}依据：{one.rule.clause}" for one in found))


@commands.command("conflicts")
@in_words
def case_conflicts_(matter: Matter, json_: AsJson = False) -> None:
    """各处说法不一的栏目：哪个文件哪一行、哪个登记写的什么。"""
    from workbench.usecases.compare_case import case_conflicts
    from workbench.usecases.office import Office
    from workbench.usecases.study_matter import study_matter

    office = Office(settings())
    found = case_conflicts(office, study_matter(office, matter))
    rows = [{"record": one.record_id, "field": one.field, "told": [{"value": told.value, "source": told.source} for told in one.told]}
            for one in found]  # fmt: skip
    say(rows, json_, "\n".join(f"{one.record_id} {one.field} {one.sentence}" for one in found) or "各处一致")


@commands.command("rule-conflict")
@in_words
def case_rule_conflict(
    matter: Matter,
    record: Annotated[str, typer.Argument(metavar="信访件")],
    field: Annotated[str, typer.Argument(help="栏目，如 accept_date")],
    value: Annotated[str, typer.Argument(help="以哪个值为准")],
    why: str = "",
    actor: Actor = "",
) -> None:
    """认定以哪一处为准；其后的期限和标志都按认定的算。"""
    from workbench.usecases.compare_case import rule_conflict
    from workbench.usecases.office import Office
    from workbench.usecases.study_matter import study_matter

    office = Office(settings())
    rule_conflict(office, study_matter(office, matter), record, field, value, why=why, actor=actor)
    out.print(f"已认定：{record} {field} 以“{value}”为准", markup=False, highlight=False)


def _parts(dossier: Dossier) -> dict[str, Any]:
    names = ("matter", "clocks", "findings", "duties", "claims", "gate", "sweeps", "steps")
    return {"edition": dossier.edition, "as_of": dossier.as_of, **{name: getattr(dossier, name) for name in names}}


def _told(dossier: Dossier, changes: list[str]) -> list[str]:
    matter = dossier.matter
    lines = [
        f"{matter['matter_id']} {matter['title']}",
        f"{matter['state_a']}；{matter['state_b']}；责任单位 {matter['lead_unit'] or '未登记'}；{matter['label']}",
        f"版次 {dossier.edition}，截至 {dossier.as_of}"
        + (f"；版次之后另有 {len(dossier.newer)} 条登记" if dossier.newer else ""),
    ]
    lines += _part("未完成的期限", [row["sentence"] for row in dossier.clocks if row["status"] in _RUNNING])
    lines += _part(
        "诉求", [f"{row['number']}. {row['claim']}（{row['result'] or '未认定'}）" for row in dossier.claims]
    )
    lines += _part(
        "疑难标识",
        [row["sentence"] for row in dossier.findings if row["rule"].startswith("HF") and row["outcome"] == "是"],
    )
    lines += _part("程序性办结核对", [row["sentence"] for row in dossier.findings if row["rule"].startswith("PD")])
    lines += _part("清查清单", [row["sentence"] for row in dossier.sweeps])
    return lines + _part("上次会议以来", changes)


_RUNNING = ("在办", "临期黄", "临期橙", "宽限(节假日)", "超期未完成")


def _part(title: str, sentences: list[str]) -> list[str]:
    return [f"【{title}】", *(f"· {one}" for one in sentences)] if sentences else []
