"""`workbench reveal …` (调阅联系信息): a petitioner's name, telephone and address for a purpose, entered in the audit trail."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.common import in_words, say, settings
from workbench.domain.roles import RevealPurpose


@in_words
def reveal(
    record: str,
    purpose: Annotated[RevealPurpose, typer.Option(help="用途")],
    why: Annotated[str, typer.Option(help="理由，记入审计日志")],
) -> None:
    """显示一件信访件的联系信息（姓名、电话、地址；证件号一律不显示）；先记入审计日志，再显示。"""
    from workbench.usecases.office import Office
    from workbench.usecases.reveal_contact import reveal_contact

    found = reveal_contact(Office(settings()), record, purpose, why)
    lines = [
        "  ".join(part for part in (one.name, one.phone, one.address, one.permanent_address) if part)
        for one in found.people
    ]
    say(None, False, "\n".join(lines))
