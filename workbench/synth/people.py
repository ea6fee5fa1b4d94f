"""Petitioners (信访人), their households, and how each register wrote them down (姓名、证件、电话、住址)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.synth import identity, names
from workbench.synth.draw import Draw, Urn
from workbench.synth.places import ABOLISHED, Town, towns


@dataclass(frozen=True, slots=True)
class Home:
    """A dwelling: township, village and house group."""

    town: Town
    village: str

    def written(self, form: str) -> str:
        return self.town.written(self.village, form)


@dataclass(frozen=True, slots=True)
class Person:
    """Who someone is. `id_no` keeps the county of first registration, which a moved hukou does not change."""

    person_id: str
    name: str
    former_name: str
    sex: str
    born: date
    id_no: str
    phones: tuple[str, ...]
    hukou: Home
    residence: Home


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as one ledger row has them; `slips` names what is wrong with it."""

    person_id: str
    name: str
    id_no: str
    phone: str
    addr_now: str
    addr_hukou: str
    slips: tuple[str, ...] = ()


_ID_FORMS: Urn[str] = Urn([("整", 77), ("缺", 14), ("旧", 2.5), ("错", 3), ("浮", 3.5)])
_NAME_FORMS: Urn[str] = Urn([("正", 91), ("误", 5.5), ("曾", 1.5), ("隐", 2)])
_PHONE_FORMS: Urn[str] = Urn([("一", 72), ("缺", 15), ("多", 10), ("固", 3)])
_ADDRESS_FORMS: Urn[str] = Urn([("全", 20), ("市", 15), ("县", 50), ("镇", 15)])


def make_home(draw: Draw, county: str) -> Home:
    """A dwelling anywhere in a county."""
    town = draw.pick(towns(county))
    return Home(town, draw.pick(town.villages) + (f"{draw.number(1, 12)}组" if draw.chance(0.7) else ""))


def make_person(draw: Draw, number: int, hukou: Home, residence: Home, surname: str = "", phone: str = "") -> Person:
    """A grown-up; `surname` and `phone` are those of the household, when there is one."""
    sex = "男" if draw.chance(0.6) else "女"
    born = draw.day(date(1942, 1, 1), date(1998, 12, 31))
    name = names.full_name(draw, surname or names.SURNAMES.draw(draw), sex, born.year)
    former = names.full_name(draw, name[0], sex, born.year) if draw.chance(0.03) else ""
    first_county = ABOLISHED if draw.chance(0.02) else hukou.town.county
    phones: tuple[str, ...] = (phone,) if phone and draw.chance(0.4) else (identity.mobile(draw),)
    if draw.chance(0.12):
        phones += (identity.mobile(draw),)
    id_no = identity.identity_number(draw, first_county, born, sex)
    return Person(f"P{number:06d}", name, former, sex, born, id_no, phones, hukou, residence)


def write_down(draw: Draw, person: Person, *, hukou_seen: bool, residence_seen: bool) -> Contact:
    """How a clerk wrote the person into one record; places not `seen` stay blank."""
    name, name_slip = _name(draw, person)
    id_no, id_slip = _id_no(draw, person)
    phone, phone_slip = _phone(draw, person)
    return Contact(
        person.person_id,
        name,
        id_no,
        phone,
        person.residence.written(_ADDRESS_FORMS.draw(draw)) if residence_seen else "",
        person.hukou.written(_ADDRESS_FORMS.draw(draw)) if hukou_seen else "",
        tuple(slip for slip in (name_slip, id_slip, phone_slip) if slip),
    )


def _name(draw: Draw, person: Person) -> tuple[str, str]:
    form = _NAME_FORMS.draw(draw)
    if form == "误" and (wrong := names.misspell(draw, person.name)) != person.name:
        return wrong, "姓名误写"
    if form == "曾" and person.former_name:
        return person.former_name, "用曾用名"
    if form == "隐":
        return person.name[0] + "某" * (len(person.name) - 1 if "·" not in person.name else 1), "姓名隐去"
    return person.name, ""


def _id_no(draw: Draw, person: Person) -> tuple[str, str]:
    form = _ID_FORMS.draw(draw)
    if form == "整" or (form == "旧" and person.born.year >= 1980):
        return person.id_no, ""
    written = {
        "缺": "",
        "旧": identity.old_form(person.id_no),
        "错": identity.slip(draw, person.id_no),
        "浮": identity.lost_to_float(person.id_no),
    }
    return written[form], {"缺": "证件缺失", "旧": "十五位证件", "错": "证件错一位", "浮": "证件尾数丢失"}[form]


def _phone(draw: Draw, person: Person) -> tuple[str, str]:
    form = _PHONE_FORMS.draw(draw)
    if form == "缺":
        return "", "电话缺失"
    if form == "固":
        return identity.landline(draw), ""
    if form == "多" and len(person.phones) > 1:
        return draw.pick("、/ ；").join(person.phones), ""
    return person.phones[0], ""
