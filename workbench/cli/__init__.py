"""The command line (命令行): one command per use case; exit code 2 and one sentence when a person must act."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from workbench import __version__
from workbench.cli.accept import accept
from workbench.cli.accusation import accusation
from workbench.cli.audit import audit
from workbench.cli.backup import backup, restore
from workbench.cli.campaign import campaigns
from workbench.cli.case import case
from workbench.cli.common import AsJson, bars, choose_home, in_words, out, say, settings
from workbench.cli.doctor import doctor, sessions
from workbench.cli.keys import keys
from workbench.cli.letter import letter
from workbench.cli.link import link
from workbench.cli.measure import measures
from workbench.cli.meeting import meeting
from workbench.cli.office import office as office_server
from workbench.cli.report import report
from workbench.cli.research import research
from workbench.cli.retention import retention
from workbench.cli.reveal import reveal
from workbench.cli.rules import rules
from workbench.cli.source import source
from workbench.cli.sweep import reports as sweep_reports
from workbench.cli.sweep import sweep
from workbench.cli.target import targets
from workbench.cli.unit import unit
from workbench.cli.views import views

app = typer.Typer(no_args_is_help=True, add_completion=False, help="联席会议疑难信访事项研判工作台")
app.add_typer(rules, name="rules")
app.add_typer(link, name="link")
app.add_typer(research, name="research")
app.add_typer(case, name="case")
app.add_typer(meeting, name="meeting")
app.add_typer(unit, name="unit")
app.add_typer(letter, name="letter")
app.add_typer(measures, name="measure")
app.add_typer(targets, name="target")
app.add_typer(source, name="source")
app.add_typer(report, name="report")
app.add_typer(campaigns, name="campaign")
app.add_typer(office_server, name="office")
app.add_typer(views, name="views")
app.add_typer(audit, name="audit")
app.add_typer(keys, name="keys")
app.add_typer(backup, name="backup")
app.add_typer(retention, name="retention")
app.command("restore")(restore)
app.add_typer(accusation, name="accusation")
app.command("sweep")(sweep)
app.add_typer(sweep_reports, name="sweep-report")
app.add_typer(accept, name="accept")
app.command("reveal")(reveal)
app.command("doctor")(doctor)
app.command("sessions")(sessions)
calendar = typer.Typer(no_args_is_help=True, help="本单位的节假日表")
app.add_typer(calendar, name="calendar")


@app.callback(invoke_without_command=True)
def main(
    home: Annotated[Path | None, typer.Option(help="本单位数据目录（数据库、版次、密钥）")] = None,
    version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
) -> None:
    """联席会议疑难信访事项研判工作台。"""
    if home:
        choose_home(home)
    if version:
        out.print(f"workbench {__version__}")
        raise typer.Exit


@app.command("import")
@in_words
def import_files(files: list[Path], json_: AsJson = False, actor: str = "") -> None:
    """导入台账（xlsx、xls、csv）；重复导入同一文件不会改变任何内容。"""
    from workbench.usecases.import_ledger import import_ledger
    from workbench.usecases.office import Office

    office = Office(settings())
    for file in files:
        with bars() as progress:
            report = import_ledger(office, file, actor=actor, progress=progress)
        say(report.as_json(), json_, report.as_text())


@app.command()
@in_words
def publish(
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="统计截止日")] = None,
    relink: Annotated[bool, typer.Option(help="全部重新关联，而不只比对新增的")] = False,
) -> None:
    """研判全部事项并发布新版次。"""
    from workbench.usecases.office import Office
    from workbench.usecases.publish_edition import publish_edition

    changed = {"as_of": as_of.date()} if as_of else {}
    with bars() as progress:
        edition = publish_edition(Office(settings(**changed)), full=relink, progress=progress)
    out.print(f"已发布版次 {edition.id}", highlight=False)


@calendar.command("add")
@in_words
def calendar_add(table: Path) -> None:
    """录入某年的放假和调休（CSV，列为 日期,名称,类型，类型填 休 或 班）。"""
    from workbench.usecases.add_calendar import add_calendar
    from workbench.usecases.office import Office

    years = add_calendar(Office(settings()), table)
    out.print(
        f"已录入；现可推算：{'、'.join(f'{year}年' for year in years) or '无完整年份（须含元旦和国庆节）'}",
        highlight=False,
    )


@app.command()
@in_words
def agenda(
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="会议日期")] = None, json_: AsJson = False
) -> None:
    """建议下次会议议题，每件说明理由。"""
    from workbench.usecases.office import Office
    from workbench.usecases.plan_meeting import plan_meeting

    office = Office(settings())
    plan = plan_meeting(office, day.date() if day else office.settings.today)
    say(plan.as_json(), json_, plan.as_text())


@app.command()
@in_words
def demo(
    home: Annotated[Path, typer.Option(help="演示数据目录")] = Path("data/private/demo"),
    matters: int = 600,
    seed: Annotated[int | None, typer.Option(help="随机种子")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
) -> None:
    """造一个虚构县，走完全程：台账→导入→关联→研判→议程→版次；已有则直接沿用。"""
    from workbench.usecases.build_demo import SEED, build_demo

    with bars() as progress:
        end = as_of.date() if as_of else date.today()
        told = build_demo(home, matters=matters, seed=seed or SEED, end=end, progress=progress)
    out.print(told, markup=False, soft_wrap=True, highlight=False)


@app.command()
@in_words
def serve(
    port: Annotated[int | None, typer.Option(help="端口")] = None,
    token: Annotated[str, typer.Option(help="访问口令；不填则随机生成", envvar="WORKBENCH_TOKEN")] = "",
    dashboards: Annotated[Path, typer.Option(help="看板文件夹")] = Path("dashboards"),
) -> None:
    """在本机提供看板（仅回环地址，凭口令访问）。"""
    from workbench.serving.server import serve as run

    chosen = settings()
    run(chosen, dashboards, port or chosen.port, token or None)
