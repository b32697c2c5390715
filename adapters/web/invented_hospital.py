"""The playground's invented hospital: its people, their roles, and the directory that names them.

Everybody here is invented. The tables are read as text because that is how a person checks them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from bot.domain.hours import Leave
from bot.domain.people import Address, Member, PersonId, Role, Supporter, Traits
from bot.domain.typed.hours import parse_hours

NAME = "Lakeshore General"
ZONES = {"lakeshore": "America/New_York", "harbor": "America/Los_Angeles"}
FIRST_SEEN = ("noor-haddad", "ana-duarte", "marion-castellan")
"""Who stands side by side when the page opens: somebody who may need support, a supporter, the coordinator."""

_TINTS = 8

# name | what they are | profession | level | specialty | cluster | department | site | languages | gender
_CLINICIANS = """
Ana Duarte          | Surgeon                 | physician | attending | general_surgery | surgical | Surgery | lakeshore | en pt | f
Tomasz Wilk         | Surgeon                 | physician | attending | general_surgery | surgical | Surgery | lakeshore | en pl | m
Noor Haddad         | Surgical resident       | physician | resident | general_surgery | surgical | Surgery | lakeshore | en ar | f
Grace Okonjo        | Orthopaedic surgeon     | physician | attending | orthopaedics | surgical | Surgery | lakeshore | en | f
Joaquín Vela        | Orthopaedic surgeon     | physician | attending | orthopaedics | surgical | Surgery | lakeshore | en es | m
Lars Hedberg        | Heart surgeon           | physician | attending | cardiac_surgery | surgical | Surgery | lakeshore | en | m
Wren Calloway       | Surgical nurse          | nurse | staff | general_surgery | surgical | Surgery | lakeshore | en | x
Mei-Lin Zhou        | Anaesthetist            | physician | attending | anaesthesia | perioperative | Anaesthesia and theatre | lakeshore | en zh | f
Samir Benali        | Anaesthesia resident    | physician | resident | anaesthesia | perioperative | Anaesthesia and theatre | lakeshore | fr en | m
Ruth Feldstein      | Nurse anaesthetist      | nurse | advanced | anaesthesia | perioperative | Anaesthesia and theatre | lakeshore | en | f
Dele Adebanjo       | Theatre nurse           | nurse | staff | theatre | perioperative | Anaesthesia and theatre | lakeshore | en | m
Ingrid Solheim      | Theatre nurse           | nurse | staff | theatre | perioperative | Anaesthesia and theatre | lakeshore | en | f
Priya Raghavan      | Emergency physician     | physician | attending | emergency | acute | Emergency | lakeshore | en ta | f
Jack Tulliver       | Emergency physician     | physician | attending | emergency | acute | Emergency | lakeshore | en | m
Bao Quy Lam         | Emergency resident      | physician | resident | emergency | acute | Emergency | lakeshore | en vi | m
Luz Santoro         | Emergency nurse         | nurse | staff | emergency | acute | Emergency | lakeshore | en es | f
Milo Brandt         | Paramedic               | paramedic | staff | emergency | acute | Emergency | lakeshore | en | m
Elif Arsoy          | Intensive care physician | physician | attending | intensive_care | acute | Intensive care | lakeshore | en tr | f
Owen Pritchard-Lee  | Intensive care nurse    | nurse | staff | intensive_care | acute | Intensive care | lakeshore | en | m
Fatou Diarra        | Intensive care nurse    | nurse | staff | intensive_care | acute | Intensive care | lakeshore | fr en | f
Hana Kobashi        | Respiratory therapist   | therapist | staff | intensive_care | acute | Intensive care | lakeshore | en ja | f
Tunde Oyebanke      | Internist               | physician | attending | internal_medicine | medical | Medicine | lakeshore | en | m
Sofia Lindholt      | Internist               | physician | attending | internal_medicine | medical | Medicine | lakeshore | en | f
Arjun Mehtani       | Cardiologist            | physician | fellow | cardiology | medical | Medicine | lakeshore | en hi | m
Camille Trembley    | Geriatrician            | physician | attending | geriatrics | medical | Medicine | lakeshore | fr en | f
Nate Whitewater     | Medical resident        | physician | resident | internal_medicine | medical | Medicine | lakeshore | en | m
Irina Volkonova     | Oncologist              | physician | attending | oncology | medical | Medicine | lakeshore | en ru | f
Sione Tuilata       | Ward nurse              | nurse | staff | internal_medicine | medical | Medicine | lakeshore | en | m
Amara Ezeani        | Obstetrician            | physician | attending | obstetrics | women_children | Women and children | lakeshore | en | f
Beatriz Rochedo     | Midwife                 | midwife | staff | obstetrics | women_children | Women and children | lakeshore | en pt | f
Yusuf Karimi        | Paediatrician           | physician | attending | paediatrics | women_children | Women and children | lakeshore | en fa | m
Chloé Marchandeau   | Children's nurse        | nurse | staff | paediatrics | women_children | Women and children | lakeshore | fr en | f
Greta Holmström     | Radiologist             | physician | attending | radiology | diagnostic | Diagnostics and pharmacy | lakeshore | en | f
Aiko Morinaga       | Pharmacist              | pharmacist | staff | pharmacy | diagnostic | Diagnostics and pharmacy | lakeshore | en ja | f
Paolo Ferrini       | Laboratory technician   | technician | staff | laboratory | diagnostic | Diagnostics and pharmacy | lakeshore | en it | m
Rosa Quintanar      | Family physician        | physician | attending | family_medicine | medical | Harbor Clinic | harbor | en es | f
Kai Nakoa           | Family nurse            | nurse | staff | family_medicine | medical | Harbor Clinic | harbor | en | m
Étienne Vasseur     | Family physician        | physician | attending | family_medicine | medical | Harbor Clinic | harbor | fr en | m
Lena Hartvig        | Psychiatrist            | physician | attending | psychiatry | medical | Programme office | lakeshore | en | f
Marion Castellan    | Social worker           | social_worker | lead | | | Programme office | lakeshore | en | f
Ben Achterberg      | Chaplain                | chaplain | lead | | | Programme office | lakeshore | en | m
Theodora Lang       | Internist               | physician | lead | | | Programme office | lakeshore | en | f
Idris Falk          | Risk manager            | administrator | lead | | | Programme office | lakeshore | en | m
Vera Sandoval-Roth  | Chief medical officer   | physician | lead | | | Programme office | lakeshore | en | f
"""  # noqa: E501 - a table is read by its columns

_ROLES = {
    "marion-castellan": Role.COORDINATOR,
    "ben-achterberg": Role.DEPUTY,
    "theodora-lang": Role.DIRECTOR,
    "lena-hartvig": Role.BACKUP,
    "idris-falk": Role.NOTIFIER,
    "vera-sandoval-roth": Role.LEADERSHIP,
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a supporter of the hospital has set; days count from the day the playground starts."""

    hours: str
    cap_open: int = 2
    trained_days_ago: int = 120
    leave: tuple[tuple[int, int], ...] = ()  # first and last day
    reviews_events: bool = False


_SUPPORTERS = {
    "ana-duarte": Settings(hours="Mon-Fri 07:00-19:00"),
    "grace-okonjo": Settings(hours="Mon-Fri 08:00-18:00; Sat 09:00-13:00", trained_days_ago=310),
    "mei-lin-zhou": Settings(hours="Mon-Sun 08:00-20:00", cap_open=1),
    "dele-adebanjo": Settings(hours="Mon-Thu 13:00-21:00; Sat-Sun 09:00-17:00"),
    "priya-raghavan": Settings(hours="Tue-Sat 10:00-20:00", trained_days_ago=40),
    "luz-santoro": Settings(hours="Mon-Wed 07:00-15:00; Sun 10:00-18:00"),
    "elif-arsoy": Settings(hours="Mon-Fri 09:00-17:00", leave=((5, 12),)),
    "fatou-diarra": Settings(hours="Mon-Fri 12:00-20:00; Sun 12:00-18:00"),
    "irina-volkonova": Settings(hours="Mon-Fri 08:00-16:00", reviews_events=True),
    "beatriz-rochedo": Settings(hours="Mon-Sat 08:00-20:00", cap_open=1, trained_days_ago=200),
    "aiko-morinaga": Settings(hours="Mon-Fri 07:00-17:00", trained_days_ago=380),
    "rosa-quintanar": Settings(hours="Mon-Fri 08:00-18:00", trained_days_ago=345),
}


@dataclass(frozen=True, kw_only=True)
class Clinician:
    """One person of the hospital. ``slug`` is the account of their address, ``title`` what they are."""

    slug: str
    name: str = field(repr=False)
    title: str
    department: str
    traits: Traits
    roles: frozenset[Role]
    locale: str
    timezone: str
    tint: int  # which of the muted colours their initials stand on

    @property
    def address(self) -> Address:
        """Where the bot reaches them."""
        return Address("web", self.slug)

    @property
    def person(self) -> PersonId:
        """Who they are to the bot."""
        return PersonId(str(self.address))

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        words = self.name.split()
        return words[0][0] + words[-1][0]


class Hospital:
    """The people of the hospital, in the order of their departments; also the bot's directory."""

    title = NAME
    zone = ZONES["lakeshore"]
    first_seen = FIRST_SEEN

    @cached_property
    def people(self) -> dict[str, Clinician]:
        """Everybody by slug."""
        rows = [line for line in _CLINICIANS.splitlines() if line]
        clinicians = [_clinician(row, number) for number, row in enumerate(rows)]
        return {clinician.slug: clinician for clinician in clinicians}

    def get(self, slug: str) -> Clinician | None:
        """The person of this slug, or None."""
        return self.people.get(slug)

    def find(self, person: PersonId) -> Clinician | None:
        """The person behind an id, or None for somebody of another platform."""
        platform, _, slug = person.partition(":")
        return self.people.get(slug) if platform == "web" else None

    def name(self, person: PersonId) -> str | None:
        """What somebody is called; None for somebody unknown."""
        clinician = self.find(person)
        return clinician.name if clinician else None

    def traits(self, person: PersonId) -> Traits:
        """What matching may compare."""
        clinician = self.find(person)
        return clinician.traits if clinician else Traits()

    def timezone(self, person: PersonId) -> str | None:
        """The person's IANA zone; None for somebody unknown."""
        clinician = self.find(person)
        return clinician.timezone if clinician else None

    def locale(self, person: PersonId) -> str:
        """The language they speak first, as far as the bot speaks it."""
        clinician = self.find(person)
        return clinician.locale if clinician else "en"

    def roster(self, start: date) -> tuple[Member, ...]:
        """Everybody with a role, as the roster has them on the day the playground starts."""
        return tuple(_member(clinician, start) for clinician in self.people.values() if clinician.roles)


def _clinician(row: str, number: int) -> Clinician:
    cells = [cell.strip() for cell in row.split("|")]
    name, title, profession, level, specialty, cluster, department, site, languages, gender = cells
    slug, (first, *_) = _slug(name), languages.split()
    role = _ROLES.get(slug)
    roles = {Role.SUPPORTER} if slug in _SUPPORTERS else {role} if role else set[Role]()
    return Clinician(
        slug=slug,
        name=name,
        title=title,
        department=department,
        traits=Traits(
            profession=profession,
            level=level,
            specialty=specialty,
            cluster=cluster,
            department=department.lower().replace(" ", "_"),
            site=site,
            gender=gender,
            languages=frozenset(languages.split()),
        ),
        roles=frozenset(roles),
        locale=first if first in {"en", "fr"} else "en",
        timezone=ZONES[site],
        tint=number * 3 % _TINTS,
    )


def _slug(name: str) -> str:
    """``Chloé Marchandeau`` as ``chloe-marchandeau``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-")


def _member(clinician: Clinician, start: date) -> Member:
    settings = _SUPPORTERS.get(clinician.slug)
    return Member(
        person=clinician.person,
        name=clinician.name,
        roles=clinician.roles,
        timezone=clinician.timezone,
        locale=clinician.locale,
        supporter=_supporter(clinician.traits, settings, start=start) if settings else None,
    )


def _supporter(traits: Traits, settings: Settings, *, start: date) -> Supporter:
    return Supporter(
        traits=traits,
        hours=parse_hours(settings.hours),
        leave=tuple(Leave(start + timedelta(first), start + timedelta(last)) for first, last in settings.leave),
        cap_open=settings.cap_open,
        trained_on=start - timedelta(settings.trained_days_ago),
        reviews_events=settings.reviews_events,
    )
