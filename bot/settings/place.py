"""What follows from the country and region of a programme: its time zone, its languages and its public holidays."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from babel.core import get_global
from babel.languages import get_official_languages

from bot.language import languages

if TYPE_CHECKING:
    from collections.abc import Mapping

_ZONES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "US": {
            "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC TN VA VT WV",
            "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TX WI",
            "America/Denver": "CO ID MT NM UT WY",
            "America/Phoenix": "AZ",
            "America/Los_Angeles": "CA NV OR WA",
            "America/Anchorage": "AK",
            "Pacific/Honolulu": "HI",
        },
        "CA": {
            "America/Toronto": "ON QC",
            "America/Halifax": "NB NS PE",
            "America/St_Johns": "NL",
            "America/Winnipeg": "MB",
            "America/Regina": "SK",
            "America/Edmonton": "AB NT",
            "America/Vancouver": "BC",
            "America/Whitehorse": "YT",
            "America/Iqaluit": "NU",
        },
        "AU": {
            "Australia/Sydney": "ACT NSW",
            "Australia/Melbourne": "VIC",
            "Australia/Brisbane": "QLD",
            "Australia/Adelaide": "SA",
            "Australia/Perth": "WA",
            "Australia/Hobart": "TAS",
            "Australia/Darwin": "NT",
        },
        "DE": {"Europe/Berlin": ""},
        "NZ": {"Pacific/Auckland": ""},
    }
)
"""The zone in which most people of a state or province live; an empty list of regions: of the whole country."""
_FRENCH = frozenset({"CA-QC"})
"""Regions of a country of several languages where most people speak French."""


class UnknownRegionError(ValueError):
    """A region has to be named, or is none of the country's; the argument is which there are."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a country and region set: ``languages`` are those that the bot speaks, the most spoken first.

    ``holidays_region``: the region whose public holidays are known, else empty.
    """

    timezone: str
    languages: tuple[str, ...]
    holidays_region: str = ""


def place_of(country: str, region: str) -> Place:
    """What is so in this place. UnknownRegionError if the country has several zones, and the region says not which."""
    return Place(
        timezone=_zone(country, region),
        languages=_languages(country, region),
        holidays_region=region if region in _holiday_regions(country) else "",
    )


def _zone(country: str, region: str) -> str:
    zones = _ZONES.get(country)
    if zones is None:
        known = [zone for zone, where in get_global("zone_territories").items() if where == country]
        if len(known) != 1:
            raise UnknownRegionError("")
        return known[0]
    found = next((zone for zone, regions in zones.items() if region in regions.split() or not regions), "")
    if not found:
        raise UnknownRegionError(", ".join(sorted(one for regions in zones.values() for one in regions.split())))
    return found


def _languages(country: str, region: str) -> tuple[str, ...]:
    official = get_official_languages(country, de_facto=True)
    spoken = tuple(one for one in official if one in languages())
    if f"{country}-{region}" in _FRENCH:
        return tuple(sorted(spoken, key=lambda one: one != "fr"))
    return spoken or ("en",)


def _holiday_regions(country: str) -> tuple[str, ...]:
    import holidays  # noqa: PLC0415 - it takes long to load

    return tuple(holidays.list_supported_countries().get(country, ()))
