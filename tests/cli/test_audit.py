"""`workbench audit`, `accusation` and `reveal`: what they say, their exit codes, and refusals in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workbench.cli import app, common
from workbench.usecases.office import Office


@pytest.fixture(autouse=True)
def home(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(common, "_home", {"home": own_office.settings.home})
    return own_office.settings.home


def run(*words: str, roles: str = "", actor: str = "张审计") -> Result:
    told = {"WORKBENCH_ACTOR": actor, **({"WORKBENCH_ROLES": json.dumps([roles])} if roles else {})}
    return CliRunner().invoke(app, list(words), env=told)


def test_list_verify_and_anchor(home: Path) -> None:
    told = run("audit", "list", "--act", "发布版次", roles="auditor")
    assert told.exit_code == 0 and "发布版次" in told.output and "导入台账" not in told.output
    rows = json.loads(run("audit", "list", "--last", "1", "--json", roles="auditor").output)
    assert len(rows) == 1 and rows[0]["hash"]
    told = run("audit", "anchor")
    assert told.exit_code == 0 and "已锚定" in told.output
    told = run("audit", "verify", roles="auditor")
    assert told.exit_code == 0 and "审计链完整" in told.output
    (home / "audit.anchors").unlink()
    told = run("audit", "verify", roles="auditor")
    assert told.exit_code == 3 and "audit.anchors 不在" in told.output
    assert json.loads(run("audit", "verify", "--json", roles="auditor").output)["is_whole"] is False


def test_who_may_not_is_told_in_a_sentence() -> None:
    told = run("audit", "list", roles="leader")
    assert told.exit_code == 2 and "无权查看“回避与访问日志”" in told.stderr and "Traceback" not in told.stderr


def test_reveal_for_a_purpose(own_office: Office) -> None:
    people = own_office.store.identity()
    row = people[people["name"].notna() & people["phone"].notna()].sort_values("record_id").iloc[0]
    told = run("reveal", row["record_id"], "--purpose", "电话回访", "--why", "回访是否收到意见书")
    assert told.exit_code == 0 and row["phone"] in told.output and row["name"] in told.output
    told = run("audit", "list", "--act", "按用途显示联系信息")
    assert row["record_id"] in told.output and "用途：电话回访" in told.output and row["phone"] not in told.output
    refused = run("reveal", row["record_id"], "--purpose", "电话回访", "--why", "回访是否收到意见书", roles="leader")
    assert refused.exit_code == 2 and row["phone"] not in refused.output + refused.stderr
    assert run("reveal", row["record_id"], "--purpose", "了解情况", "--why", "随便看看").exit_code == 2


def test_accusations_for_the_contact_only(own_office: Office) -> None:
    told = run("accusation", "list", roles="discipline")
    assert told.exit_code == 0 and told.output.startswith("R")
    record = told.output.split()[0]
    assert run("accusation", "show", record, "--why", "核对", roles="discipline").exit_code == 0
    refused = run("accusation", "show", record, "--why", "核对")
    assert refused.exit_code == 2 and "检举控告" in refused.stderr
