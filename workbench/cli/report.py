"""`workbench report …` (报表): make, list, open a figure, compare with its edition, issue; what units hand in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.campaign.measures import Period
    from workbench.campaign.report_parts import ReportKind

report = typer.Typer(
    no_args_is_help=True, help="报表：周反馈、月通报、季分析、半年、年度、人大通报、专项总结；印发、核对、报送"
)

When = Annotated[
    datetime | None,
    typer.Option("--day", formats=["%Y-%m-%d"], help="取含这一天的一期（周反馈取其前的整周）；不填为截止日"),
]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="期间起日（不取整期时）")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="期间止日（含）")]
BaseYear = Annotated[int | None, typer.Option(help="与哪一年同期比，如 2019；不填为上一年")]
BaseFirst = Annotated[datetime | None, typer.Option("--base-from", formats=["%Y-%m-%d"], help="另定对比期起日")]
BaseLast = Annotated[datetime | None, typer.Option("--base-to", formats=["%Y-%m-%d"], help="另定对比期止日")]
Scaled = Annotated[bool, typer.Option("--scaled", help="对比期长短不一时按日数折算")]
Redacted = Annotated[bool, typer.Option("--redacted", help="供对外：不列单位和个案，小数合并")]
Edition = Annotated[str, typer.Option(help="用哪一版次；不填为现行版")]
Folder = Annotated[Path | None, typer.Option(help="另存一份到这个文件夹")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Id = Annotated[str, typer.Argument(metavar="报表", help="报表编号，见 workbench report list")]
Kind = Annotated[str, typer.Argument(metavar="种类", help="week、month、quarter、half-year、year")]


def _command(code: str, help_: str) -> Callable[..., None]:
    @report.command(code, help=help_)
    @in_words
    def make(
        day: When = None, first: First = None, last: Last = None, base_year: BaseYear = None, base_first: BaseFirst = None,
        base_last: BaseLast = None, scaled: Scaled = False, redacted: Redacted = False, campaign: str = "", edition: Edition = "",
        folder: Folder = None, actor: Actor = "", json_: AsJson = False,
    ) -> None:  # fmt: skip
        from workbench.usecases.make_report import make_report
        from workbench.usecases.office import Office

        office = Office(settings())
        when = _period(first, last) or (day.date() if day else office.settings.today)
        made = make_report(
            office, _kind(code), when, base_year=base_year, base=_period(base_first, base_last), scaled=scaled, redacted=redacted or None,
            campaign=campaign, edition=edition or None, folder=folder, actor=actor,
        )  # fmt: skip
        files = f"已生成：{made.id}\n{made.docx}\n{made.xlsx}"
        say(
            {"id": made.id, "docx": str(made.docx), "xlsx": str(made.xlsx), **dict(made.row)},
            json_,
            f"{made.content.text}\n\n{files}",
        )

    return make


for _code, _help in {
    "week": "周反馈：上一整周（星期一至星期日）的受理办理、议定事项、反弹、到期、可上会事项。",
    "month": "月通报：主要指标、存量流量、专项行动、包案方案、督办、乡镇会议。",
    "quarter": "季分析：内容×地方×单位、原因、重复事项、疑难增减、三项建议、复查复核。",
    "half-year": "半年报告：来访批次人次、层级、复查复核、网信、留言批示、专项行动。",
    "year": "年度报告：《信访工作条例》第四十一条四个方面。",
    "congress": "人大政协通报：小数合并，不列单位和个案。",
    "closing": "专项行动总结：节点目标、各单位各领域、核减反弹未化解。",
}.items():
    _command(_code, _help)


@report.command("list")
@in_words
def show_list(json_: AsJson = False) -> None:
    """留存的报表，哪些已印发。"""
    from workbench.usecases.make_report import issued, reports
    from workbench.usecases.office import Office

    office = Office(settings())
    out_of = issued(office)
    rows = [
        {**one.row, "印发": str(out_of[one.id].at)[:10] if one.id in out_of else "未印发"} for one in reports(office)
    ]
    say(rows, json_, "\n".join("　".join(row.values()) for row in rows) or "还没有生成过报表。")


@report.command("cases")
@in_words
def cases(
    report_id: Id,
    table: Annotated[str, typer.Argument(metavar="表", help="表号，如 R1")],
    line: Annotated[str, typer.Option(help="哪一行，如 城乡建设")] = "",
    column: Annotated[str, typer.Option(help="哪一列，如 集访批次")] = "",
    json_: AsJson = False,
) -> None:
    """报表里一个数背后的件。"""
    from workbench.usecases.make_report import open_cases
    from workbench.usecases.office import Office

    found = open_cases(Office(settings()), report_id, table, line, column)
    rows = found.to_dict("records")
    lines = [f"{row['id']} {row['title'] or ''} {row['unit'] or ''} {row['day']} {row['part']}" for row in rows]
    say(rows, json_, "\n".join([*lines, f"共 {len(rows)} 件"]))


@report.command("check")
@in_words
def check(report_id: Id, json_: AsJson = False) -> None:
    """用原版次重新生成一遍，逐字节比对文字。"""
    from workbench.usecases.make_report import remake
    from workbench.usecases.office import Office

    found = remake(Office(settings()), report_id)
    said = "重新生成的文字与留存的逐字节相同。" if found.same else f"与留存的不同：{found.difference}"
    say({"same": found.same, "difference": found.difference}, json_, said)


@report.command("issue")
@in_words
def issue(report_id: Id, why: Annotated[str, typer.Option(help="说明")] = "", actor: Actor = "") -> None:
    """印发：登记并留存所用版次。"""
    from workbench.usecases.make_report import issue_report
    from workbench.usecases.office import Office

    event = issue_report(Office(settings()), report_id, why=why, actor=actor)
    out.print(
        f"已印发：{event.subject}（版次 {event.payload['edition']} 留存）",
        markup=False,
        soft_wrap=True,
        highlight=False,
    )


@report.command("submitted")
@in_words
def record_submission(
    kind: Kind,
    unit: Annotated[str, typer.Argument(metavar="单位")],
    about: When = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="报送日；不填为今天")] = None,
    state: Annotated[str, typer.Option(help="已报、退回、免报")] = "已报",
    file: Annotated[str, typer.Option(help="文件名或文号")] = "",
    note: Annotated[str, typer.Option(help="退回、免报的原因")] = "",
    actor: Actor = "",
) -> None:
    """登记一个单位报送了材料（或退回、免报）。"""
    from workbench.usecases.office import Office
    from workbench.usecases.submit_reports import SubmissionState, submitted, window_about

    office = Office(settings())
    period = window_about(_kind(kind), about.date() if about else office.settings.today)
    if state not in list(SubmissionState):
        raise ValueError(f"不认识的报送状态“{state}”；可用：{'、'.join(SubmissionState)}")
    submitted(
        office,
        _kind(kind),
        period,
        unit,
        state=SubmissionState(state),
        day=on.date() if on else None,
        file=file,
        note=note,
        actor=actor,
    )
    out.print(f"已登记：{unit} {period.words} {state}", markup=False, soft_wrap=True, highlight=False)


@report.command("submissions")
@in_words
def show_submissions(kind: Kind, about: When = None, json_: AsJson = False) -> None:
    """各单位的报送情况：按期、迟报、退回、免报、逾期未报。"""
    from workbench.usecases.office import Office
    from workbench.usecases.submit_reports import submissions, window_about

    office = Office(settings())
    found = submissions(
        office, _kind(kind), window_about(_kind(kind), about.date() if about else office.settings.today)
    )
    rows = [dict(one.row) for one in found.units]
    lines = [
        f"{one.unit}：{one.label}{'，' + str(one.day) if one.day else ''}{'（' + one.note + '）' if one.note else ''}"
        for one in found.units
    ]
    say(
        {"sentence": found.sentence, "units": rows},
        json_,
        "\n".join([found.sentence, *lines, f"期限依据：{found.clause}"]),
    )


def _kind(code: str) -> ReportKind:
    from workbench.usecases.make_report import CODES

    known = {name: kind for kind, name in CODES.items()}
    if code not in known:
        raise ValueError(f"没有报表种类“{code}”；可用：{'、'.join(known)}")
    return known[code]


def _period(first: datetime | None, last: datetime | None) -> Period | None:
    from workbench.campaign.measures import NotCounted, Period

    if (first is None) != (last is None):
        raise NotCounted("期间须同时写明起日和止日")
    return Period(first.date(), last.date()) if first and last else None
