"""Presets: how five known programmes differ from our defaults, each setting with the page where that was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Literal: TypeAlias = "bool | int | str | list[int]"
"""A value as TOML gives it."""


class Import(StrEnum):
    """Data without which a preset's rules can't be kept."""

    DEPARTMENTS = "departments"
    ROTA = "rota"


WHAT_TO_IMPORT: Mapping[Import, str] = MappingProxyType(
    {
        Import.DEPARTMENTS: (
            "its rule compares departments: give supporters theirs in the roster's column department, and everybody "
            "else's with `peersupport directory import FILE --apply` (columns address and department)"
        ),
        Import.ROTA: (
            "its supporters take turns on call: give the calendar of those turns as a [[rota]] with "
            'drives = "on_call"; `peersupport rota show` says what was read'
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One setting of a preset. ``says``: what the source tells; the number is ours where it gives none."""

    key: str
    value: Literal
    says: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One programme: its settings that differ from the defaults, and what has to be imported for them."""

    name: str
    programme: str
    settings: tuple[Chosen, ...]
    imports: tuple[Import, ...] = ()

    def chosen(self, key: str) -> Chosen | None:
        """What this preset sets the key to; None for one that it leaves alone."""
        return next((one for one in self.settings if one.key == key), None)


_BWH = "brighamandwomens.org/about-bwh/omcoss/peer-support-program"
_STANFORD = "wellmd.stanford.edu/get-help/peer-support.html"
_UBC = "postgrad.med.ubc.ca/rcaps/peer-support-program"
_UBC_2023 = "postgrad.med.ubc.ca/novembers-peer-supporter-of-the-month"
_RISE = "acphospitalist.acponline.org/archives/2017/10/success-story-peer-support-after-stressful-events.htm"
_FORYOU = "muhealth.org/body_foryouteam.cfm?id=6843"
_FORYOU_TEAM = "muhealth.org/body.cfm?id=6844"
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        one.name: one
        for one in (
            Preset(
                name="brigham",
                programme="Brigham and Women's Hospital, Boston",
                settings=(
                    Chosen(
                        key="other_departments",
                        value=False,
                        says="peers come from the same department as a rule",
                        source=_BWH,
                    ),
                    Chosen(
                        key="scores.specialty",
                        value=40,
                        says="of similar clinical experience; the weight is ours",
                        source=_BWH,
                    ),
                ),
                imports=(Import.DEPARTMENTS,),
            ),
            Preset(
                name="stanford",
                programme="Stanford Medicine",
                settings=(
                    Chosen(
                        key="own_department",
                        value=False,
                        says="nobody from the own department",
                        source=_STANFORD,
                    ),
                    Chosen(
                        key="scores.site",
                        value=30,
                        says="of the same hospital; the weight is ours",
                        source=_STANFORD,
                    ),
                    Chosen(
                        key="scores.cluster",
                        value=25,
                        says="medicine with medicine, surgery with surgery; the weight is ours",
                        source=_STANFORD,
                    ),
                    Chosen(
                        key="plans.light",
                        value=[14],
                        says="usually one talk, and the offer of another; the day is ours",
                        source=_STANFORD,
                    ),
                ),
                imports=(Import.DEPARTMENTS,),
            ),
            Preset(
                name="ubc",
                programme="Residents of the University of British Columbia",
                settings=(
                    Chosen(
                        key="own_department",
                        value=False,
                        says="a peer of another programme, for safety and confidentiality",
                        source=_UBC,
                    ),
                    Chosen(
                        key="limits.accepted_a_year",
                        value=3,
                        says="at most three people a year for one supporter",
                        source=_UBC_2023,
                    ),
                ),
                imports=(Import.DEPARTMENTS,),
            ),
            Preset(
                name="rise",
                programme="RISE, Johns Hopkins Hospital",
                settings=(
                    Chosen(
                        key="clocks.answer",
                        value="30m",
                        says="whoever is on call answers at once; half an hour is ours",
                        source=_RISE,
                    ),
                    Chosen(
                        key="scores.profession_and_level",
                        value=0,
                        says="responders of many professions take turns, whoever calls",
                        source=_RISE,
                    ),
                    Chosen(
                        key="scores.specialty",
                        value=0,
                        says="the same turns for every specialty",
                        source=_RISE,
                    ),
                    Chosen(
                        key="scores.cluster",
                        value=0,
                        says="the same",
                        source=_RISE,
                    ),
                ),
                imports=(Import.ROTA,),
            ),
            Preset(
                name="foryou",
                programme="forYOU, University of Missouri",
                settings=(
                    Chosen(
                        key="scores.other_unit",
                        value=0,
                        says="colleagues of the own unit come first",
                        source=_FORYOU,
                    ),
                    Chosen(
                        key="plans.light",
                        value=[3, 14],
                        says="one to three talks; the days are ours",
                        source=_FORYOU_TEAM,
                    ),
                ),
            ),
        )
    }
)


def with_preset(raw: Mapping[str, object]) -> dict[str, object]:
    """What the file says, over what its preset says; an unknown preset adds nothing."""
    preset = PRESETS.get(str(raw.get("preset", "")))
    whole = dict(raw)
    for one in preset.settings if preset else ():
        table, _, name = one.key.rpartition(".")
        if not table:
            whole.setdefault(name, one.value)
        elif isinstance(found := whole.get(table, {}), dict):
            whole[table] = {name: one.value, **cast("dict[str, object]", found)}
    return whole
