"""The command line as an office and its scripts use it: answers as JSON, refusals as one sentence and exit code 2."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import Result
from typer.testing import CliRunner

from workbench import cli
from workbench.settings import Settings
from workbench.usecases.office import Office

HEAD = ["信访件编号", "信访人姓名", "登记时间", "主要诉求", "责任单位", "风险等级", "备用栏甲"]
ROWS = [
    ["XF001", "赵甲", "2023-01-05", "要求修复村道", "某县住建局", "高", "x"],
    ["XF002", "钱乙", "2023-02-06", "反映噪声扰民", "某县生态环境局", "低", "x"],
]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("workbench.cli.common._home", {})
    return tmp_path / "home"


def run(home: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["--home", str(home), *map(str, arguments)])


def answer(home: Path, *arguments: object) -> Any:
    result = run(home, *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refusal(result: Result) -> str:
    """The sentence of a refused command: exit code 2, one line on stderr, nothing on stdout."""
    assert result.exit_code == 2 and result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and "Traceback" not in lines[0]
    return lines[0]


def workbook(path: Path, *lines: list[str]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("信访")
        for at, line in enumerate(lines):
            sheet.write_row(at, 0, line)
    return path


def kept(home: Path) -> tuple[int, int]:
    """Imports and records in the store."""
    store = Office(Settings(home=home)).store
    return len(store.batches()), len(store.identity())


# --- import ---------------------------------------------------------------------------------------------------------


def test_import_says_what_became_of_every_row(home: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "台账.xlsx", HEAD, *ROWS)
    told = answer(home, "import", file)
    assert (told["read"], told["imported"], told["unchanged"], told["quarantined"]) == (2, 2, 0, 0)
    assert told["columns"] == {
        "信访件编号": "case_no", "信访人姓名": "name", "登记时间": "reg_time", "主要诉求": "claim",
        "责任单位": "lead_unit", "风险等级": "quarantined", "备用栏甲": "unknown",
    }  # fmt: skip
    assert isinstance(told["problems"], list)
    again = answer(home, "import", file)
    assert (again["read"], again["imported"], again["unchanged"], again["quarantined"]) == (2, 0, 2, 0)
    assert kept(home)[1] == 2


def test_import_of_the_invented_ledgers_adds_up(home: Path, demo_home: Path) -> None:
    files = sorted((demo_home / "ledgers").iterdir())
    pairs = [(answer(home, "import", file), answer(home, "import", file)) for file in files]
    first = [told for told, _ in pairs]
    for told in (one for pair in pairs for one in pair):
        assert told["read"] == told["imported"] + told["unchanged"] + told["quarantined"]
    assert all(again["imported"] == 0 and again["read"] == told["read"] for told, again in pairs)
    assert sum(told["quarantined"] for told in first) > 0
    reasons = [problem for told in first for problem in told["problems"] if problem["severity"] == "quarantine"]
    assert len(reasons) >= sum(told["quarantined"] for told in first) and all(one["reason"] for one in reasons)
    assert {"稳控责任人", "劝返情况"} <= {
        header for told in first for header, said in told["columns"].items() if said == "quarantined"
    }


def test_in_words_for_a_person(home: Path, tmp_path: Path) -> None:
    told = run(home, "import", workbook(tmp_path / "台账[a].xlsx", HEAD, *ROWS))
    assert told.exit_code == 0
    assert told.stdout.startswith("台账[a].xlsx：读取 2 行，导入 2（其中更新 0），未变 0，隔离 0；提示 0 条")
    assert "不导入的列：风险等级\n" in told.stdout and "不认识的列（未导入）：备用栏甲\n" in told.stdout


def _refused_files(folder: Path) -> dict[str, tuple[Path, str]]:
    files = {
        "picture": (folder / "扫描件.xlsx", "图片"),
        "password": (folder / "加密.xlsx", "密码"),
        "empty file": (folder / "空.xlsx", "空文件"),
        "excel lock": (folder / "~$台账.xlsx", "锁文件"),
    }
    contents = [
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        b"",
        b"\5",
    ]
    for (path, _), content in zip(files.values(), contents, strict=True):
        path.write_bytes(content)
    files["missing"] = (folder / "没有[b].xlsx", "没有[b].xlsx")
    files["empty sheet"] = (workbook(folder / "空表.xlsx"), "空表.xlsx")
    files["no header"] = (workbook(folder / "名单.xlsx", ["甲", "乙"], ["一", "二"], ["三", "四"]), "名单.xlsx")
    return files


@pytest.mark.parametrize(
    "kind", ["picture", "password", "empty file", "excel lock", "missing", "empty sheet", "no header"]
)
def test_a_file_that_is_no_ledger_gets_one_sentence_and_leaves_nothing(home: Path, tmp_path: Path, kind: str) -> None:
    path, named = _refused_files(tmp_path)[kind]
    sentence = refusal(run(home, "import", path, "--json"))
    assert named in sentence and "；" in sentence
    assert kept(home) == (0, 0)


def test_a_file_somebody_else_holds_open(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may open anything, so the refusal of the system is simulated."""
    file, opened = workbook(tmp_path / "台账.xlsx", HEAD, *ROWS), Path.open

    def locked(path: Path, *more: Any, **options: Any) -> Any:
        if path.name == file.name:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *more, **options)

    monkeypatch.setattr(Path, "open", locked)
    assert "打不开" in refusal(run(home, "import", file))
    assert kept(home) == (0, 0)


KILLED = """
import os, signal, sys
from pathlib import Path
import workbench.store.store as store
from workbench.settings import Settings
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office

kept = store.store_batch
def dies(connection, *more):
    kept(connection, *more)  # everything is written, nothing committed
    os.kill(os.getpid(), signal.SIGKILL)
store.store_batch = dies
import_ledger(Office(Settings(home=Path(sys.argv[1]))), Path(sys.argv[2]))
"""


def test_a_killed_import_leaves_the_store_as_before(home: Path, tmp_path: Path) -> None:
    answer(home, "import", workbook(tmp_path / "一月.xlsx", HEAD, ROWS[0]))
    before = kept(home)
    second = workbook(tmp_path / "二月.xlsx", HEAD, *ROWS)
    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(home), str(second)], env=dict(os.environ), capture_output=True
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert kept(home) == before == (1, 1)
    assert answer(home, "import", second)["imported"] == 1


# --- rules ----------------------------------------------------------------------------------------------------------

VECTORS = [  # spec 1.2
    ("C01", "2025-01-20", (), "2025-02-04", "2025-02-05"),
    ("C01", "2024-02-01", (), "2024-02-16", "2024-02-18"),
    ("C01", "2025-09-20", (), "2025-10-05", "2025-10-09"),
    ("C04", "2024-09-30", (), "2024-10-12", "2024-10-12"),
    ("C04", "2025-01-24", (), "2025-02-07", "2025-02-07"),
    ("C04", "2025-06-04", (), "2025-06-11", "2025-06-11"),
    ("C04", "2026-02-13", (), "2026-02-27", "2026-02-27"),
    ("C16", "2025-09-26", (), "2025-10-16", "2025-10-16"),
    ("C16", "2026-02-10", (), "2026-03-02", "2026-03-02"),
    ("C05", "2023-10-01", (), "2023-11-30", "2023-11-30"),
    ("C05", "2024-01-10", (), "2024-03-10", "2024-03-11"),
    ("C05", "2024-01-10", ("--extension", 30), "2024-04-09", "2024-04-09"),
    ("C05", "2025-08-05", (), "2025-10-04", "2025-10-09"),
    ("C05", "2025-08-05", ("--extension", 30), "2025-11-03", "2025-11-03"),
    ("C05", "2024-12-31", (), "2025-03-01", "2025-03-03"),
    ("C08", "2025-01-31", (), "2025-03-02", "2025-03-03"),
    ("C10", "2025-03-03", ("--excluded", 7), "2025-04-09", "2025-04-09"),
]


@pytest.mark.parametrize(("clock", "start", "more", "due", "rolled"), VECTORS)
def test_due(home: Path, clock: str, start: str, more: tuple[object, ...], due: str, rolled: str) -> None:
    told = answer(home, "rules", "due", "--clock", clock, "--start", start, *more)
    assert told.keys() == {"due", "rolled", "clause", "why"}
    assert (told["due"], told["rolled"]) == (due, rolled)
    assert told["clause"] and start in told["why"] and due in told["why"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--clock", "C04", "--start", "2026-12-29"), "2027年没有国务院办公厅放假安排"),
        (("--clock", "C99", "--start", "2024-01-10"), "“C99”没有法定日数"),
        (("--clock", "C05", "--start", "2024-01-10", "--extension", 31), "不得超过30日"),
        (("--clock", "C01", "--start", "2024-01-10", "--extension", 5), "没有可以延长的规定"),
    ],
)
def test_due_that_cannot_be_told(home: Path, arguments: tuple[object, ...], said: str) -> None:
    assert said in refusal(run(home, "rules", "due", *arguments, "--json"))


def test_due_in_words(home: Path) -> None:
    told = run(home, "rules", "due", "--clock", "C05", "--start", "2026-12-01").stdout
    assert told.startswith("2027-01-30（顺延后 待核）\n") and "依据：" in told


A, B, C = "640104", "640106", "640121"
TABLE = [  # spec 2.3: H, R, I, F1, F2, F3, label, lead, assist, support
    (A, A, A, "否", "否", "否", "不分离", A, [], []),
    (A, A, B, "是", "否", "否", "人事分离", B, [A], []),
    (A, B, B, "否", "是", "否", "人户分离", B, [], [A]),
    (A, B, A, "是", "是", "否", "人事分离+人户分离", A, [B], []),
    (A, B, C, "是", "是", "是", "人事户分离", C, [B], [A]),
    (None, B, B, "否", "待核", "否", "待核(缺户籍)", B, [], []),
    (A, None, B, "待核", "待核", "待核", "待核(缺常住)", B, [], [A]),
    (A, A, None, "待核", "否", "否", "待核(缺事发地)", None, [], []),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[6] for row in TABLE])
def test_separation(home: Path, row: tuple[Any, ...]) -> None:
    places = zip(("--hukou", "--residence", "--incident"), row[:3], strict=True)
    told = answer(home, "rules", "separation", *(part for name, code in places if code for part in (name, code)))
    assert tuple(told["flags"][flag] for flag in ("F1", "F2", "F3")) == row[3:6]
    assert (told["label"], told["lead"]) == (row[6], row[7])
    assert told["clause"] and told["why"]
    if row[2]:  # without the place of the matter the duties go to coordination
        assert (told["assist"], told["support"]) == (row[8], row[9])
    else:
        assert set(told["assist"]) | set(told["support"]) == {A}


def test_separation_at_another_level(home: Path) -> None:
    places = ("--hukou", A, "--residence", B, "--incident", B)
    assert answer(home, "rules", "separation", *places, "--level", "市")["label"] == "不分离"
    assert answer(home, "rules", "separation", *places, "--level", "县")["flags"]["F2"] == "是"


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--hukou", "64x"), "64x"), (("--hukou", A, "--level", "州"), "“州”")]
)
def test_separation_that_cannot_be_told(home: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in refusal(run(home, "rules", "separation", *arguments))


# --- editions -------------------------------------------------------------------------------------------------------


def test_an_agenda_before_any_edition_is_refused_in_words(home: Path) -> None:
    assert "workbench publish" in refusal(run(home, "agenda"))


def test_publish_then_agenda(home: Path, tmp_path: Path) -> None:
    answer(home, "import", workbook(tmp_path / "台账.xlsx", HEAD, *ROWS))
    told = run(home, "publish", "--as-of", "2024-06-30")
    assert (told.exit_code, told.stdout) == (0, "已发布版次 E20240630-01\n")
    plan = answer(home, "agenda", "--day", "2024-07-01")
    assert (plan["edition"], plan["day"]) == ("E20240630-01", "2024-07-01")
    items = [item for item in plan["listed"] if item["matter"]]
    assert len(items) == 2 and all(item["reasons"] for item in items)
    assert "1. 上次议定事项落实情况" in run(home, "agenda", "--day", "2024-07-01").stdout


def test_version_and_help(home: Path) -> None:
    assert run(home, "--version").stdout.startswith("workbench ")
    shown = CliRunner().invoke(cli.app, ["--help"]).stdout
    assert all(command in shown for command in ("import", "publish", "rules", "agenda", "demo", "serve"))
