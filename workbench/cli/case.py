"""`workbench case …` (事项办理): register and work on a record, settle duties, close, find what is alike, review, print."""

from __future__ import annotations

import typer

from workbench.cli import case_close, case_duty, case_file, case_find, case_paper, case_review, case_work

case = typer.Typer(no_args_is_help=True, help="一件事项：登记、办理、责任、销号、相似、打印")
for part in (case_file, case_work, case_duty, case_close, case_find, case_review, case_paper):
    case.add_typer(part.commands)
