"""A county that attacks (恶意县): scripts in every text field, persons and an accusation planted, through the real job.

Everything is invented and the numbers are put together here: none of them can belong to anyone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from workbench.domain.events import Event, EventKind
from workbench.domain.fields import FIELDS
from workbench.domain.identity_number import check_digit
from workbench.settings import OFFICE_FILE, Settings
from workbench.store.store import Store
from workbench.synth import County, make_county, table_path, write_workbooks
from workbench.synth.model import LedgerRecord
from workbench.synth.people import Contact
from workbench.usecases.build_demo import office_file, play_clerk
from workbench.usecases.demo_meetings import play_meetings
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition

END: Final = date(2026, 11, 20)
SEED: Final = 20220501
MATTERS: Final = 30
MARK: Final = "zq7"
"""In every payload: where it is seen as text, a payload was shown and did nothing."""

PAYLOADS: Final[Mapping[str, str]] = {
    "img onerror": f'<img class={MARK} src=x onerror="window.__hit=1">',
    "script break-out": f"</script><script class={MARK}>window.__hit=2</script>",
    "svg onload": f"<svg class={MARK} onload=window.__hit=3><script>window.__hit=3</script></svg>",
    "javascript link": f'<a class={MARK} href="javascript:window.__hit=4">点{MARK}</a>',
    "markdown": f'[点{MARK}](javascript:window.__hit=5)![{MARK}](x" onerror="window.__hit=5)<details open ontoggle=window.__hit=5>',
    "latex": rf"$\href{{javascript:window.__hit=6}}{{{MARK}}}$ \(\unsafe{{{MARK}}}\)",
    "attribute, double quotes": f'" autofocus onfocus="window.__hit=7" onmouseover="window.__hit=7" class="{MARK}" x="',
    "attribute, single quotes": f"' onpointerenter='window.__hit=8' onmouseover='window.__hit=8' class='{MARK}' x='",
    "templates": f"{{{{constructor.constructor('window.__hit=9')()}}}}${{window.__hit=9}}{{% raw %}}{{{{7*7}}}}{MARK}",
    "css": f"</style><style class={MARK}>body{{--{MARK}:1;background:url(https://{MARK}.invalid/10)}}</style>",
    "plotly link": f'<a class={MARK} href="https://{MARK}.invalid/11">点{MARK}</a><b>粗</b><br>',
    "frame": f'<iframe class={MARK} srcdoc="<script>parent.__hit=12</script>"></iframe><object data="javascript:1"></object>',
    "base and refresh": f'<base href="https://{MARK}.invalid/"><meta http-equiv=refresh content="0;url=https://{MARK}.invalid/13">',
    "comment and CDATA": f"<!--<script class={MARK}>window.__hit=14</script>--!><img class={MARK} src=x onerror=window.__hit=14>]]>",
    "math and namespaces": f"<math><mtext><table><mglyph><style><!--</style><img class={MARK} src=x onerror=window.__hit=15>",
    "direction and zero width": f"\u202e{MARK}\u2066\u200b1=tih__.wodniw\u2069\u202c",
}  # fmt: skip

_SHORT: Final = cycle(
    (f"<svg/onload=__hit=17 class={MARK}>", f"<img/src=x class={MARK}>", f"{MARK}'\"><q class={MARK}>")
)
"""For titles, which are cut after thirty characters."""
_SAFE_TEXT: Final = (
    "title",
    "summary",
    "claim",
    "prior",
    "progress",
    "opinion",
    "plan",
    "remark",
    "supervise",
    "visitback",
)
_NAMES: Final = ("lead_unit", "assist_units", "reg_office", "to_office", "lead_office", "visit_place", "addressee")
_UNITS: Final = (f"甲局{PAYLOADS['plotly link']}", f"乙局{PAYLOADS['img onerror']}")
_CODES: Final = (
    "cause",
    "topic",
    "handle_way",
    "ptr_opinion",
    "review",
    "hearing",
    "legal_path",
    "sat_unit",
    "end_flag",
)
_IN_EVENTS: Final = frozenset({
    "text", "reasons", "sender_note", "evidence", "evidence_required", "new_facts", "gaps", "legal", "reasonable", "precedent",
    "money", "main_what", "main_basis", "fallback_what", "proof", "title",
})  # fmt: skip
_SPOKEN: Final = frozenset(kind for kind in EventKind if kind not in {EventKind.MINUTES})

ID_NO: Final = "990121" + "19710403" + "261" + check_digit("990121" + "19710403" + "261")
PHONE: Final = "179" + "0862" + "4173"
NAME: Final = "欧阳蕴璞"
YARD: Final = "紫藤院"
ACCUSED: Final = "端木九皋"
ACCUSATION: Final = "朱雀七号仓暗账"
QUARANTINED: Final = "不应读入的内容"
SECRETS: Final[Mapping[str, str]] = {
    "证件号码": ID_NO, "电话": PHONE, "姓名": NAME, "住址": YARD, "被反映人": ACCUSED, "检举控告": ACCUSATION, "隔离列": QUARANTINED,
}  # fmt: skip
IDENTITY: Final = frozenset({"证件号码", "电话", "姓名", "住址"})
ALLOWED: Final[Mapping[str, Collection[str]]] = {
    "ledgers": SECRETS,  # what came in, as the counties sent it: here only because this county wrote it itself
    "workbench.sqlite": SECRETS.keys() - {"隔离列"},
    "workbench.sqlite-wal": SECRETS.keys() - {"隔离列"},
    "links": IDENTITY,
    "files": IDENTITY,  # scans
}
"""Where in home each secret may lie, by first part of the path; as docs/data-protection.md says."""


def hostile_county() -> tuple[County, tuple[str, ...]]:
    """The county, and the case numbers of its records that carry payloads (and of these the first four a planted person)."""
    county = make_county(seed=SEED, matters=MATTERS, end=END)
    open_ones = [one for one in county.records if one.case_no not in county.truth.locked]
    chosen = [one for one in open_ones if one.book == "台账"][:36] + [one for one in open_ones if one.book != "台账"][
        :6
    ]
    numbers = tuple(one.case_no for one in chosen)
    kinds = cycle(PAYLOADS.values())
    made = []
    for record in county.records:
        if record.case_no in numbers:
            record = _attacking(record, kinds)
        if record.case_no in numbers[:4]:
            record = _planted(record)
        made.append(_accusing(record) if record.case_no in county.truth.locked else record)
    return replace(county, records=tuple(made)), numbers


def _attacking(record: LedgerRecord, kinds: Iterator[str]) -> LedgerRecord:
    """Payloads in every text field, the ones the ledger leaves blank as well; codes get one behind their value."""
    values = dict(record.values)
    for name in _SAFE_TEXT:
        values[name] = next(kinds) + values.get(name, "")
    values["title"] = next(_SHORT) + record.values.get("title", "")
    for name in _NAMES:
        values[name] = f"{values.get(name) or '某单位'}{next(kinds)}"
    values["lead_unit"] = _UNITS[int(record.case_no[-1]) % 2]  # two only, so that they have enough duties to be drawn
    if int(record.case_no[-1]) % 3 == 0:  # elsewhere codes stay readable, so that rules have something to do
        for name in _CODES:
            values[name] = f"{values.get(name, '')}{next(kinds)}"
    return replace(record, values=values)


def _planted(record: LedgerRecord) -> LedgerRecord:
    """A person whose every datum stands in the columns for it, in the free texts, and beside an excluded column."""
    old = record.contacts[0]
    address = f"{old.addr_now}青枫路888号{YARD}5单元"
    person = Contact(old.person_id, NAME, ID_NO, PHONE, address, address)
    told = f"我叫{NAME}（身份证{ID_NO}，电话{PHONE}，住{address}）。"
    values = dict(record.values)
    for name in ("title", "summary", "claim", "prior", "progress", "opinion", "visitback", "remark"):
        values[name] = told + values.get(name, "")
    values |= {
        "name": NAME,
        "id_no": ID_NO,
        "phone": PHONE,
        "addr_now": address,
        "addr_hukou": address,
        "accused": ACCUSED,
    }
    return replace(record, values=values, contacts=(person, *record.contacts[1:]))


def _accusing(record: LedgerRecord) -> LedgerRecord:
    told = {
        name: f"{ACCUSATION}{record.values.get(name, '')}"
        for name in ("title", "summary", "claim", "progress", "opinion")
    }
    return replace(record, values={**record.values, **told, "accused": f"{ACCUSED}"})


def build_home(home: Path) -> tuple[str, ...]:
    """The whole job in `home`: ledgers in, linked, judged, met over, published. Returns the case numbers with payloads."""
    home.mkdir(parents=True, mode=0o700)
    county, numbers = hostile_county()
    files = write_workbooks(county, home / "ledgers")
    files[2] = files[2].rename(files[2].with_name(f"乡镇<img class={MARK} src=x onerror=window.__hit=16>.csv"))
    (home / "divisions.csv").write_bytes(table_path().read_bytes())
    (home / OFFICE_FILE).write_text(office_file(county, END), encoding="utf-8")
    office = Office(Settings(home=home, actor=f"测试员<b class={MARK}>"))
    for file in files:
        import_ledger(office, file)
    first = publish_edition(office)
    with attacking_words():
        play_clerk(office, county, first)
        play_meetings(office, county, first)
    publish_edition(office)
    return numbers


@contextmanager
def attacking_words() -> Iterator[None]:
    """While the block runs every text a person types ends in a payload."""
    kinds, real = cycle(PAYLOADS.values()), Store.append_many

    def append_many(self: Store, events: Sequence[Event], **how: Any) -> list[Event]:
        return real(self, [_worded(event, kinds) for event in events], **how)

    Store.append_many = append_many  # type: ignore[method-assign]
    try:
        yield
    finally:
        Store.append_many = real  # type: ignore[method-assign]


def _worded(event: Event, kinds: Iterator[str]) -> Event:
    if event.kind not in _SPOKEN:
        return event
    payload = {
        name: f"{value}{next(kinds)}" if name in _IN_EVENTS and value else value
        for name, value in event.payload.items()
    }
    return replace(event, payload=payload, why=f"{event.why}{next(kinds)}" if event.why else "")


def found_in(content: str | bytes, secrets: Mapping[str, str] = SECRETS) -> list[str]:
    """Which secrets a text or file holds, as they are, as JSON escapes them, and in UTF-16."""
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return [name for name, word in secrets.items() if any(form in raw for form in _forms(word))]


def _forms(word: str) -> tuple[bytes, ...]:
    escaped = json.dumps(word)[1:-1].encode()
    return (word.encode(), escaped, escaped.lower(), escaped.upper().replace(b"\\U", b"\\u"), word.encode("utf-16-le"),
            word.encode("gb18030"))  # fmt: skip


assert all(name in FIELDS for name in (*_SAFE_TEXT, *_NAMES, *_CODES))
