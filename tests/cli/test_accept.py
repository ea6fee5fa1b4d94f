"""`workbench accept …`: list, show, set, print; what is missing is a sentence and exit code 2."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.campaign_homes import played
from workbench.cli import app

Run = Callable[..., Result]
UNIT = "云岭乡人民政府"


@pytest.fixture
def run(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Run:
    home = Path(shutil.copytree(played("s000", tmp_path_factory), tmp_path / "home", symlinks=True))
    monkeypatch.setattr("workbench.cli.common._home", {"home": home})
    return lambda *arguments: CliRunner().invoke(app, ["accept", *arguments])


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return str(result.output)


def test_a_unit_is_decided_shown_listed_and_printed(run: Run, tmp_path: Path) -> None:
    assert "3 个单位，未开始 3" in done(run("list"))
    assert "已登记" in done(run("set", UNIT, "A1", "合格", "--evidence", "台账原件"))
    told = json.loads(done(run("show", UNIT, "--json")))
    assert (
        told["state"] == "进行中"
        and told["items"][0]["evidence"] == "台账原件"
        and told["items"][1]["verdict"] == "待查"
    )
    assert "A1 台账 合格" in done(run("show", UNIT))
    rows = json.loads(done(run("list", "--json")))
    assert {row["单位"]: row["状态"] for row in rows}[UNIT] == "进行中"
    for arguments in ((UNIT,), ()):
        assert "已生成：" in done(run("print", *arguments, "--folder", str(tmp_path / "out")))
    assert len(list((tmp_path / "out").glob("*.docx"))) == 2


def test_refusals_are_sentences(run: Run) -> None:
    for arguments, word in (
        (("set", UNIT, "A1", "合格"), "须写明依据"),
        (("set", UNIT, "A1", "不适用", "--note", "x"), "对每个单位都适用"),
        (("show", "某局"), "没有主办单位"),
        (("list", "--campaign", "别的"), "没有名为“别的”的专项行动"),
    ):
        refused = run(*arguments)
        assert refused.exit_code == 2 and word in refused.stderr
