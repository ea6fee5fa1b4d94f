"""The command line (命令行): one command per use case; exit code 2 and one sentence when a person must act."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from workbench import __version__
from workbench.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="联席会议疑难信访事项研判工作台")
rules = typer.Typer(no_args_is_help=True, help="直接询问规则：期限、三跨三分离")
app.add_typer(rules, name="rules")
calendar = typer.Typer(no_args_is_help=True, help="本单位的节假日表")
app.add_typer(calendar, name="calendar")
out, err = Console(), Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]
_P = ParamSpec("_P")
_R = TypeVar("_R")
_home: dict[str, Path] = {}


def in_words(command: Callable[_P, _R]) -> Callable[_P, _R]:
    """An error a person can act on becomes its sentence on stderr and exit code 2; anything else stays a traceback."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return command(*args, **kwargs)
        except Exception as problem:
            if not isinstance(problem, for_a_person()):
                raise
            # As style and not as markup: a file name may hold square brackets.
            err.print(str(problem).strip("'"), style="red", markup=False, soft_wrap=True, highlight=False)
            raise typer.Exit(2) from problem

    return run


def for_a_person() -> tuple[type[Exception], ...]:
    """Errors whose sentence tells a person what to do; imported only when one happened."""
    from workbench.ledger import LedgerError
    from workbench.store.errors import StoreError

    return ValueError, LookupError, OSError, LedgerError, StoreError


@app.callback(invoke_without_command=True)
def main(
    home: Annotated[Path | None, typer.Option(help="本单位数据目录（数据库、版次、密钥）")] = None,
    version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
) -> None:
    """联席会议疑难信访事项研判工作台。"""
    if home:
        _home["home"] = home
    if version:
        out.print(f"workbench {__version__}")
        raise typer.Exit


def settings(**changed: Any) -> Settings:
    """Settings of this call: the environment and TOML file, `--home`, and what the command changes."""
    chosen: dict[str, Any] = {**_home, **changed}
    return Settings(**chosen)


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """A progress callback drawn on stderr, one bar per stage."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=err, transient=True) as drawn:
        tasks: dict[str, Any] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = drawn.add_task(stage, total=total)
            drawn.update(tasks[stage], completed=done, total=total)

        yield advance


def say(answer: Any, as_json: bool, text: str) -> None:
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        out.print(text, markup=False, soft_wrap=True, highlight=False)


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
def publish(as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="统计截止日")] = None) -> None:
    """研判全部事项并发布新版次。"""
    from workbench.usecases.office import Office
    from workbench.usecases.publish_edition import publish_edition

    changed = {"as_of": as_of.date()} if as_of else {}
    with bars() as progress:
        edition = publish_edition(Office(settings(**changed)), progress=progress)
    out.print(f"已发布版次 {edition.id}", highlight=False)


@rules.command("due")
@in_words
def rules_due(
    clock: Annotated[str, typer.Option(help="期限编号，如 C05")],
    start: Day,
    extension: Annotated[int, typer.Option(help="延长天数")] = 0,
    excluded: Annotated[int, typer.Option(help="不计入的天数（如听证）")] = 0,
    json_: AsJson = False,
) -> None:
    """某一期限何日届满。"""
    from workbench.usecases.answer_rules import answer_due
    from workbench.usecases.office import Office

    answer = answer_due(Office(settings()), clock, start.date(), extension=extension, excluded_days=excluded)
    say(
        answer,
        json_,
        f"{answer['due']}（顺延后 {answer['rolled'] or '待核'}）\n{answer['why']}\n依据：{answer['clause']}",
    )


@rules.command("separation")
@in_words
def rules_separation(
    hukou: Annotated[str | None, typer.Option(help="户籍地区划代码")] = None,
    residence: Annotated[str | None, typer.Option(help="常住地区划代码")] = None,
    incident: Annotated[str | None, typer.Option(help="事发地区划代码")] = None,
    level: Annotated[str, typer.Option(help="比较层级：省、市、县、乡")] = "",
    json_: AsJson = False,
) -> None:
    """三地是否分离、由谁主办；不知道的地点不填。"""
    from workbench.usecases.answer_rules import answer_separation
    from workbench.usecases.office import Office

    answer = answer_separation(Office(settings()), hukou, residence, incident, level=level)
    say(answer, json_, f"{answer['label']}\n{answer['why']}\n依据：{answer['clause']}")


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


if __name__ == "__main__":
    app()
