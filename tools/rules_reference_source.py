"""Findings a rule can make, read from its source: code, what is said, article and remedy. Read by write_rules_reference.py.

What is only known on a real matter stands as “…”.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path


def findings_in(path: Path) -> Iterator[tuple[str, str, str]]:
    """Code, clause and remedy of every finding a module can make, read from its source."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = _assigned(tree)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        known = {**constants, **_assigned(function)}
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if made := _finding_made(call):
                code, clause, change = made
                yield from ((name, _text(clause, known), _text(change, known)) for name in _names(code, known))


def refusals_in(path: Path, *names_from: Path) -> Iterator[tuple[str, str, str, str]]:
    """Code, what is said, clause and remedy of every refusal of a step a module can make; its names may be another's."""
    tree = _tree(path)
    constants: dict[str, ast.expr] = {}
    for module in (*names_from, path):
        constants |= _assigned(_tree(module))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "") == "finding" and len(call.args) >= 5:
                known = {**constants, **_assigned(function), **_assigned_last(function, call.lineno)}
                said, change = (_text(call.args[at], known) for at in (3, 4))
                clause = _text(call.args[5], known) if len(call.args) > 5 else ""
                yield from ((name, said, clause or "按步骤而定", change) for name in _names(call.args[0], known))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _assigned_last(scope: ast.AST, line: int) -> dict[str, ast.expr]:
    """Names given a value before a line, the nearest value each."""
    given = [node for node in ast.walk(scope) if isinstance(node, ast.Assign) and node.lineno < line]
    found: dict[str, ast.expr] = {}
    for node in sorted(given, key=lambda one: one.lineno):
        found |= _assigned(node)
    return found


def _finding_made(call: ast.Call) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """Arguments code, clause and remedy where a call makes a finding, by any of the three ways it is done."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "_finding" and len(call.args) >= 6:
        return call.args[1], call.args[2], call.args[5]
    if name == "report" and len(call.args) == 6:
        return call.args[0], call.args[2], call.args[5]
    if name == "Finding" and len(call.args) >= 5 and isinstance(call.args[0], ast.Constant):
        change = next((word.value for word in call.keywords if word.arg == "change"), call.args[-1])
        return call.args[0], call.args[2], change
    return None


def _assigned(scope: ast.AST) -> dict[str, ast.expr]:
    """Names given a value in a scope, the first value each; `a, b = x, y` too."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(scope):
        target = (
            node.target
            if isinstance(node, ast.AnnAssign)
            else node.targets[0]
            if isinstance(node, ast.Assign)
            else None
        )
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and value is not None:
            found.setdefault(target.id, value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for name, given in zip(target.elts, value.elts, strict=False):
                if isinstance(name, ast.Name):
                    found.setdefault(name.id, given)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.IfExp):
            for index, name in enumerate(target.elts):
                either = [branch.elts[index] for branch in (value.body, value.orelse) if isinstance(branch, ast.Tuple)]
                found.setdefault(name.id, ast.List(either))  # type: ignore[attr-defined]
    return found


def _names(node: ast.expr, known: Mapping[str, ast.expr]) -> list[str]:
    """The codes an expression can be: one, or both of an `x if … else y`."""
    if isinstance(node, ast.Name) and node.id in known:
        return _names(known[node.id], known)
    if isinstance(node, ast.IfExp):
        return [*_names(node.body, known), *_names(node.orelse, known)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _text(node: ast.expr, known: Mapping[str, ast.expr]) -> str:
    """An expression as text; what is only known on a real matter stands as “…”."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name) and node.id in known:
        return _text(known[node.id], known)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, known) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, known)
    if isinstance(node, ast.IfExp):
        return "或".join(_text(each, known) for each in (node.body, node.orelse))
    if isinstance(node, ast.Attribute) and node.attr == "clause":
        return "按各项而定"
    if isinstance(node, ast.List):
        return "或".join(_text(each, known) for each in node.elts)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_clause":
        return "按步骤而定"
    return "…"
