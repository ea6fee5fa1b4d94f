"""The documentation tells the truth: words, rules, commands, links and shown output are those of the code."""

from __future__ import annotations

import ast
import inspect
import re
import runpy
import shlex
import subprocess
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest
import typer
from typer.testing import CliRunner

from workbench.cli import app
from workbench.domain import codes, events, finding, linking, network, roles
from workbench.domain.fields import FIELDS
from workbench.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
WITH_COMMANDS = ("README.md", "README.zh-CN.md", "docs/user-guide.md", "docs/deployment.md")
READMES = WITH_COMMANDS[:2]
TERMS = (
    "信访件", "事项", "办理步骤", "台账", "隔离行", "记录库", "版次", "截止日", "事件", "关联建议", "同人", "同事", "重信重访", "初信初访",
    "三跨三分离", "跨地区", "跨部门", "跨行业", "人事分离", "人户分离", "人事户分离", "户籍地", "常住地", "事发地", "有权处理机关", "转送",
    "诉访分离", "法定途径", "三级终结", "程序终结", "化解", "报结", "销号", "反弹", "核减", "积案", "难案标志", "骨头案", "触发条件", "包案",
    "一案一策", "督办", "回访", "听证", "涉法涉诉", "检举控告", "被反映单位", "及时受理率", "按期答复率", "议题", "会商", "研判", "参数",
)  # fmt: skip
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@cache
def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, *languages: str) -> list[str]:
    return [body for language, body in FENCE.findall(text_of(name)) if language in languages]


def commands(name: str) -> list[str]:
    """Command lines shown: after `$ ` in a console block, every line of a bash block."""
    typed = [line[2:] for block in blocks(name, "console") for line in block.splitlines() if line.startswith("$ ")]
    return typed + [line for block in blocks(name, "bash") for line in block.splitlines() if line.strip()]


def words_of(line: str) -> list[str]:
    """A command line's words, without variables set before it."""
    words = shlex.split(line)
    while words and re.match(r"^[A-Z_]+=", words[0]):
        words = words[1:]
    return words


def markdown() -> list[str]:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name for name in names if (ROOT / name).exists()]


def table_rows(name: str) -> list[str]:
    return [line for line in text_of(name).splitlines() if line.startswith("| ")]


def enums(*modules: ModuleType) -> Iterator[type[Enum]]:
    for module in modules:
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, Enum) and found.__module__ == module.__name__:
                yield found


# --- glossary


@pytest.mark.parametrize(
    "enum", list(enums(codes, finding, events, linking, network, roles)), ids=lambda enum: enum.__name__
)
def test_the_glossary_has_every_member_of_a_code_list(enum: type[Enum]) -> None:
    rows = table_rows("docs/glossary.md")
    shown = {member: str(getattr(member, "label", member.value)) for member in enum}
    missing = [f"{enum.__name__}.{member.name}" for member, value in shown.items()
               if not any(row.startswith(f"| {value} |") and f"`{enum.__name__}.{member.name}`" in row for row in rows)]  # fmt: skip
    assert missing == []


def test_the_glossary_names_no_member_that_is_gone() -> None:
    known = {
        f"{enum.__name__}.{member.name}"
        for enum in enums(codes, finding, events, linking, network, roles)
        for member in enum
    }
    named = re.findall(r"`([A-Z]\w+\.[A-Z][A-Z_]+)`", text_of("docs/glossary.md"))
    assert sorted(set(named) - known) == []


def test_the_glossary_has_every_ledger_field_as_the_code_has_it() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "write_glossary.py"))
    written = text_of("docs/glossary.md")
    assert tool["glossary_text"](written) == written, "请运行 tools/write_glossary.py"
    assert [name for name in FIELDS if f"| `{name}` |" not in written] == []


def test_the_glossary_has_the_terms_of_the_field() -> None:
    heads = [row.split("|")[1] for row in table_rows("docs/glossary.md")]
    assert [term for term in TERMS if not any(term in head for head in heads)] == []


# --- rules


def test_the_rules_reference_is_what_the_tool_writes() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "write_rules_reference.py"))
    assert tool["reference_text"]() == text_of("docs/rules-reference.md"), "请运行 tools/write_rules_reference.py"


def test_the_rules_reference_has_every_check_the_rules_can_make() -> None:
    """Codes in capitals that the rule modules hand to a finding, whatever way the tool reads them."""
    written = text_of("docs/rules-reference.md")
    codes_used = {node.value for path in (ROOT / "workbench" / "rules").glob("*.py")
                  for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                  if isinstance(node, ast.Constant) and isinstance(node.value, str)
                  and re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|REBOUND", node.value)}  # fmt: skip
    assert codes_used and sorted(code for code in codes_used if f"`{code}`" not in written) == []


# --- commands


def _check_command(command: Any, name: str, words: list[str]) -> None:
    """Parse without running: raises for a subcommand, option or value that does not exist."""
    context = command.make_context(name, list(words))
    if hasattr(command, "commands") and words != ["--version"]:
        rest = [*context._protected_args, *context.args]
        assert rest and rest[0] in command.commands, f"没有命令 {name} {' '.join(rest[:1])}"
        _check_command(command.commands[rest[0]], rest[0], rest[1:])


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_every_command_shown_exists(name: str) -> None:
    shown = [words for line in commands(name) if (words := words_of(line))]
    root = typer.main.get_command(app)
    for words in shown:
        if Path(words[0]).name == "workbench":
            _check_command(root, "workbench", words[1:])
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.M))
    assert {words[1] for words in shown if words[0] == "make"} <= targets
    assert any(words[0] == "make" or Path(words[0]).name == "workbench" for words in shown)


def test_a_command_that_does_not_exist_would_be_seen() -> None:
    root = typer.main.get_command(app)
    for words in (
        ["imports", "x.xlsx"],
        ["rules", "dues"],
        ["rules", "due", "--clok", "C05"],
        ["publish", "--as-of", "x"],
    ):
        with pytest.raises((AssertionError, typer.exceptions.TyperException)):
            _check_command(root, "workbench", words)


def test_both_readmes_show_the_same_commands() -> None:
    first, second = (commands(name) for name in READMES)
    assert first == second and {"make demo", "make test"} <= set(first)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short_and_shows_every_dashboard(name: str) -> None:
    assert len(text_of(name).splitlines()) < 120
    pictured = {Path(target).stem for target in LINK.findall(text_of(name)) if target.startswith("docs/screenshots/")}
    assert pictured == {path.stem for path in (ROOT / "dashboards").glob("*.ipynb")}


def _shown(name: str) -> Iterator[tuple[list[str], list[str]]]:
    """Words of each command in a page's console blocks, and the lines of output shown under it."""
    for block in blocks(name, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            line, *output = part.rstrip().splitlines()
            yield words_of(line), output


def test_the_user_guide_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command with the output shown (its first lines, as the guide quotes), then the notebook's lines."""
    monkeypatch.chdir(tmp_path)
    for words, output in _shown("docs/user-guide.md"):
        if "serve" in words or not output:
            continue
        monkeypatch.setattr("workbench.cli.common._home", {})
        result = CliRunner().invoke(app, words[1:])
        assert result.stdout.splitlines()[: len(output)] == output or result.stderr.splitlines() == output, words
    known: dict[str, Any] = {}
    for block in blocks("docs/user-guide.md", "python"):
        exec(block, known)
    undone = known["wb"].table("events").set_index("event_id")["undone"]
    assert bool(undone[known["judged"].event.event_id])


def test_every_setting_is_in_the_deployment_guide() -> None:
    named = re.findall(r"^\| `(\w+)` \|", text_of("docs/deployment.md"), re.M)
    assert sorted(named) == sorted(Settings.model_fields)


# --- links


def _slug(heading: str) -> str:
    """The anchor GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("name", markdown())
def test_every_relative_link_leads_somewhere(name: str) -> None:
    broken = []
    for target in LINK.findall(re.sub(FENCE, "", text_of(name))):
        if re.match(r"^[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        headings = (
            re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
            if file.suffix == ".md" and file.exists()
            else []
        )
        if not file.exists() or (anchor and anchor not in map(_slug, headings)):
            broken.append(target)
    assert broken == []
