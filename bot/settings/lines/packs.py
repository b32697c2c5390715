"""Packs of crisis lines: one TOML file for each country or region, read from the package and checked row by row."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from bot.domain.errors import ConfigurationError, PeerSupportError
from bot.domain.lines import Audience, Cost, Kind, Line, Purpose, Way, read_opening_hours
from bot.domain.lines.reading import Beside, check_way

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

_REGIONS_NEEDED = {"GB": ("ENG", "SCT", "WLS", "NIR")}
"""Countries without a pack of their own: emergency numbers agree, crisis lines do not."""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The lines of a country or a region, and ``needs``: what only the site knows, in words for its administrator."""

    name: str
    lines: tuple[Line, ...]
    needs: tuple[str, ...] = ()


def _folder() -> Traversable:
    return resources.files("bot.domain.lines") / "packs"


@cache
def pack_names() -> tuple[str, ...]:
    """Every pack that is shipped, such as CA and CA-QC."""
    return tuple(sorted(one.name.removesuffix(".toml") for one in _folder().iterdir() if one.name.endswith(".toml")))


def choose_pack(country: str, region: str) -> Pack | None:
    """The pack of the region, else of its country; None if there is none. ConfigurationError if it depends on more."""
    names = pack_names()
    for name in (f"{country}-{region}", country):
        if name in names:
            return read_pack(name)
    if country in _REGIONS_NEEDED:
        raise ConfigurationError(f"{country} needs a region: one of {', '.join(_REGIONS_NEEDED[country])}")
    return None


@cache
def read_pack(name: str) -> Pack:
    """One pack by its name. ConfigurationError names the row that can't be used; a test reads all of them."""
    raw = tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8"))
    country = name.partition("-")[0]
    try:
        lines = tuple(_line(row, country) for row in raw["line"])
    except (PeerSupportError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"The pack {name} can't be used: {error}") from error
    return Pack(name=name, lines=lines, needs=tuple(raw.get("needs", ())))


def _line(row: Mapping[str, Any], country: str) -> Line:
    purpose = Purpose(row["purpose"])
    line = Line(
        purpose=purpose,
        name=row["name"],
        name_fr=row.get("name_fr", ""),
        operator=row.get("operator", ""),
        audience=Audience(row["audience"]),
        cost=Cost(row.get("cost", Cost.UNKNOWN)),
        anonymous=row.get("anonymous", False),
        country=country,
        region=row.get("region", ""),
        off=row.get("off", False),
        source=row["source"],
        read_on=row["read_on"],
        ways=tuple(map(_way, row["ways"])),
    )
    for way in line.ways:
        check_way(way, Beside(region=country, purpose=purpose))
    return line


def _way(row: Mapping[str, Any]) -> Way:
    return Way(
        kind=Kind(row["kind"]),
        number=row.get("number", ""),
        shown=row.get("shown", ""),
        url=row.get("url", ""),
        option=row.get("option", ""),
        keyword=row.get("keyword", ""),
        hours=read_opening_hours(row["hours"]),
        languages=tuple(row["languages"]),
        unlisted=row.get("unlisted", False),
    )
