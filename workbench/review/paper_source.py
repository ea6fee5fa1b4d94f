"""What a paper is written from (材料来源): a dossier whose every text has been scrubbed once more before it is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Final, Protocol

from workbench.domain.case import EMPTY, CaseFile
from workbench.domain.facts import MatterFacts
from workbench.review.paper_parts import Row

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_TABLES: Final = ("records", "steps", "clocks", "findings", "duties", "claims", "gate", "sweeps", "links", "agenda")


class DossierLike(Protocol):
    """What is read of `usecases.study_matter.Dossier`."""

    @property
    def edition(self) -> str: ...
    @property
    def matter(self) -> Row: ...


@dataclass(frozen=True, slots=True)
class PaperSource:
    """A dossier's parts as a paper reads them; rows have the columns of `domain.tables`."""

    edition: str
    as_of: date
    matter: Row
    records: Sequence[Row] = ()
    steps: Sequence[Row] = ()
    clocks: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    duties: Sequence[Row] = ()
    claims: Sequence[Row] = ()
    gate: Sequence[Row] = ()
    sweeps: Sequence[Row] = ()
    links: Sequence[Row] = ()
    agenda: Sequence[Row] = ()
    separation: Row | None = None
    file: CaseFile = EMPTY
    facts: MatterFacts | None = None
    newer: int = 0  # events about the matter since the edition


def paper_source(dossier: DossierLike, as_of: date, hide: Callable[[str], str]) -> PaperSource:
    """The dossier with `hide` (see `access.masking`) put over every text and characters no document can hold taken out."""

    def clean(text: str) -> str:
        return hide(_CONTROL.sub("", text))

    parts: dict[str, Any] = {name: scrubbed(getattr(dossier, name, ()), clean) for name in _TABLES}
    parts["separation"] = scrubbed(getattr(dossier, "separation", None), clean)
    newer = getattr(dossier, "newer", ())
    return PaperSource(
        edition=dossier.edition,
        as_of=as_of,
        matter=scrubbed(dossier.matter, clean),
        file=scrubbed(getattr(dossier, "file", EMPTY), clean),
        facts=scrubbed(getattr(dossier, "facts", None), clean),
        newer=newer if isinstance(newer, int) else len(newer),
        **parts,
    )


def scrubbed(value: Any, clean: Callable[[str], str]) -> Any:
    """The same value with every text in it, however deep, put through `clean`; code words (enums) and keys stay."""
    if value is None or isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: scrubbed(part, clean) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: scrubbed(getattr(value, part.name), clean) for part in fields(value)})
    if isinstance(value, (list, tuple)):
        return type(value)(scrubbed(part, clean) for part in value)
    return scrubbed(value.tolist(), clean) if hasattr(value, "tolist") else value  # an array of an edition's `texts`
