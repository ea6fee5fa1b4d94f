"""Refuse 18-digit identity numbers and 11-digit mobile numbers in files about to be committed (生成的样例除外).

Run by pre-commit with file names, or without any on every tracked file. Exits 1 and names file and line, never the number.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
PHONE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])")
GENERATED = ("data/samples/", "uv.lock", "workbench/widgets/static/", "tools/build_js/package-lock.json")
TEXT = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".csv",
    ".toml",
    ".json",
    ".ipynb",
    ".txt",
    ".html",
    ".j2",
    ".js",
    ".css",
    ".cfg",
}


def findings(path: Path) -> list[str]:
    """Where in a text file a number of either kind stands, as "file:line: kind"."""
    if path.suffix not in TEXT or path.as_posix().startswith(GENERATED) or not path.is_file():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        for kind, pattern in (("身份证号", IDENTITY), ("手机号", PHONE)):
            if pattern.search(line):
                found.append(f"{path}:{number}: 疑似{kind}，不得提交")
    return found


def main(names: list[str]) -> int:
    if not names:
        names = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.splitlines()
    found = [line for name in names for line in findings(Path(name))]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
