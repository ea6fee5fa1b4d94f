"""`workbench keys`, `backup`, `restore` and `retention`: what they say, and refusals in a sentence with exit code 2."""

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


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_keys_from_the_first_to_the_second(home: Path) -> None:
    told = run("keys", "list")
    assert told.exit_code == 2 and "workbench keys init" in told.output
    told = run("keys", "init")
    assert told.exit_code == 0 and "已建立密钥 K0001" in told.output and "丢失后加密的内容无法恢复" in told.output
    assert run("keys", "init").exit_code == 2
    assert "已加密" in run("keys", "seal").output
    told = run("keys", "rotate", "--reseal")
    assert told.exit_code == 0 and "现用密钥 K0002" in told.output and "已销毁不再需要的旧密钥 K0001" in told.output
    assert "重新加密 0 行" in run("keys", "rotate", "--resume").output
    assert "现用主密钥 M0002" in run("keys", "rotate", "--master").output
    lines = json.loads(run("keys", "list", "--json").output)
    assert [line["id"] for line in lines] == ["K0001", "K0002", "J0001"] and lines[1]["rows"] > 100
    assert "全部核对无误" in run("keys", "check").output
    (home / "keys" / "master-M0002.key").unlink()
    told = run("keys", "check")
    assert told.exit_code == 2 and "缺密钥 M0002" in told.output


def test_backup_verify_and_restore(home: Path, tmp_path: Path) -> None:
    told = run("backup", "to", str(tmp_path / "shelf"))
    assert told.exit_code == 0 and "密钥不在备份里" in told.output
    archive = str(next((tmp_path / "shelf").iterdir()))
    assert "逐行相符" in run("backup", "verify", archive).output
    told = run("restore", archive, "--to", str(tmp_path / "r"))
    assert told.exit_code == 0 and (tmp_path / "r" / "workbench.sqlite").exists()
    told = run("restore", archive, "--to", str(home))
    assert told.exit_code == 2 and "不是空目录" in told.output
    assert "公钥" in run("backup", "keypair", str(tmp_path / "pair")).output


def test_retention_tells_counts_and_wants_a_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "未定留存年限，不删除" in run("retention", "plan").output
    assert "没有到期的内容" in run("retention", "apply").output
    (home / "retention.csv").write_text("类别,年限,依据\n身份信息,1,某办〔2026〕1号\n", encoding="utf-8")
    monkeypatch.setenv("WORKBENCH_AS_OF", "2060-01-01")
    told = run("retention", "plan")
    assert told.exit_code == 0 and "身份信息：留存 1 年（某办〔2026〕1号），到期" in told.output
    told = run("retention", "apply")
    assert told.exit_code == 2 and "没有写明由谁确认" in told.output
    told = run("retention", "apply", "--confirmed-by", "某主任")
    assert told.exit_code == 0 and "已删除：身份信息" in told.output
