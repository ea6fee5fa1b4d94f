"""What all commands share (命令行公用): settings of this call, bars, answers, and errors said in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from workbench.settings import Settings

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


def choose_home(home: Path) -> None:
    """`--home` of this call."""
    _home["home"] = home


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
