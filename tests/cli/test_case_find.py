"""`similar`, `like` and `library …` as a clerk types them: answers, previews, refusals in a sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench.cli.case_find import commands
from workbench.cli.common import choose_home
from workbench.settings import Settings
from workbench.usecases.office import Office

run = CliRunner()


@pytest.fixture(scope="module")
def office(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("find") / "home", symlinks=True))
    return Office(Settings(home=home))


@pytest.fixture(autouse=True)
def at_home(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.cli.common._home", {})
    choose_home(office.settings.home)


def _first(office: Office, where: str) -> str:
    return str(
        office.edition().query(f"SELECT matter_id FROM matters WHERE NOT locked AND {where} ORDER BY 1")["matter_id"][0]
    )


def test_similar_by_number(office: Office) -> None:
    wanted = _first(office, "is_open")
    told = run.invoke(commands, ["similar", wanted, "--k", "2"])
    assert told.exit_code == 0 and "相同词句" in told.output and "化解经过" in told.output
    rows = json.loads(run.invoke(commands, ["similar", wanted, "--k", "2", "--open", "--json"]).output)["rows"]
    assert len(rows) == 2 and wanted not in {row["matter_id"] for row in rows}


def test_like_text() -> None:
    told = run.invoke(commands, ["like", "拖欠农民工工资", "--k", "3", "--resolved"])
    assert told.exit_code == 0 and told.output.count("4 已化解") == 3


def test_an_unknown_number_is_a_sentence() -> None:
    told = run.invoke(commands, ["similar", "没有这个编号"])
    assert told.exit_code == 2 and "没有编号为“没有这个编号”的事项" in told.stderr


def test_the_library_from_preview_to_withdrawal(office: Office) -> None:
    wanted = _first(office, "state_b = '4 已化解'")
    assert "案例库里没有" in run.invoke(commands, ["library", "list"]).output
    shown = run.invoke(commands, ["library", "add", wanted])
    assert shown.exit_code == 0 and "已隐去" in shown.output and "以上为预览，未入库" in shown.output
    refused = run.invoke(commands, ["library", "add", wanted, "--publish"])
    assert refused.exit_code == 2 and "写明理由" in refused.stderr
    assert "已入库：AL-0001" in run.invoke(commands, ["library", "add", wanted, "--publish", "--why", "可推广"]).output
    row = json.loads(run.invoke(commands, ["library", "show", "AL-0001", "--json"]).output)
    assert row["发布理由"] == "可推广" and wanted not in json.dumps(row)
    found = json.loads(run.invoke(commands, ["library", "list", "--like", row["问题"], "--json"]).output)
    assert [one["编号"] for one in found] == ["AL-0001"]
    assert "已撤回：AL-0001" in run.invoke(commands, ["library", "withdraw", "AL-0001", "--why", "细节过多"]).output
    assert "（已撤回）" in run.invoke(commands, ["library", "list", "--withdrawn"]).output
