"""Who may print a matter, and whom no paper names (打印前的核对): shared by all papers that leave the workbench."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.access.masking import Secrets
from workbench.domain.roles import AuditAct, DataKind
from workbench.review.paper import NotForMeetings
from workbench.usecases.audit_trail import note
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier

if TYPE_CHECKING:
    from workbench.reports.leaks import Forbidden


def check_may_print(dossier: Dossier, actor: str) -> None:
    """NotForMeetings for an accusation, and for a user who stands aside on the matter (回避)."""
    matter_id = dossier.matter["matter_id"]
    if dossier.matter["locked"]:
        raise NotForMeetings(
            f"{matter_id} 属检举控告，不得编入会商材料、不得打印（《信访工作条例》第三十条第三款）；请转纪检监察联络人员办理"
        )
    if any(not recusal.is_unit and recusal.who == actor for recusal in dossier.file.recusals):
        raise NotForMeetings(
            f"{actor} 在 {matter_id} 上已回避，不能打印其材料（《信访工作条例》第二十八条第三款）；请由其他经办人打印"
        )


def whom_not_to_name(office: Office, record_ids: Sequence[str]) -> tuple[Secrets, Forbidden]:
    """The petitioners of these records, in memory only: what to hide in texts, and what to look for in the end."""
    from workbench.reports.leaks import Forbidden
    from workbench.store.hidden import merged, secrets_of

    with office.store.reading() as connection:
        secrets = merged(secrets_of(connection, record_id) for record_id in record_ids)
    told = {"records": str(len(record_ids))}
    note(office, AuditAct.READ_IDENTITY, DataKind.CONTACT, "成文前核对", purpose="使成文中不出现信访人", detail=told)
    rows = office.store.identity(record_ids).to_dict("records")
    numbers = tuple(dict.fromkeys(number for row in rows for number in _numbers(row)))
    return secrets, Forbidden(secrets.names, numbers)


def _numbers(row: Mapping[Any, Any]) -> Iterable[str]:
    people = [row, *(json.loads(row["co_contacts"]) if isinstance(row["co_contacts"], str) else [])]
    for person in people:
        for key in ("id_no", "phone"):
            cell = person.get(key)
            yield from cell.replace("，", "、").replace(",", "、").split("、") if isinstance(cell, str) else ()
