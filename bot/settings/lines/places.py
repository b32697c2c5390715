"""Which lines a place has: its pack, the site's own rows in their stead or beside them, and the calls that it made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from babel.core import get_global

from bot.domain.errors import ConfigurationError
from bot.domain.lines import HelpLines, Purpose
from bot.settings.lines.packs import choose_pack, pack_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.lines import Call, Line
    from bot.domain.policy import Policy

_ORDER = {Purpose.CRISIS: 0, Purpose.SUPPORT: 1, Purpose.EMERGENCY: 2}
Place: TypeAlias = "tuple[str, str, tuple[Line, ...]]"
"""Country, region, and the site's own rows."""


def with_lines(policy: Policy) -> Policy:
    """The policy with the lines of the programme and of each site; ConfigurationError lists what can't be used."""
    problems: list[str] = []
    calls = policy.lines_called

    def of(place: Place, path: str) -> HelpLines:
        try:
            return _lines_of(place, calls)
        except ConfigurationError as error:
            problems.append(f"{path}country: {error}")
            return HelpLines(country=place[0], region=place[1])

    lines = of((policy.country, policy.region, policy.crisis_lines), "")
    sites = {
        code: of((site.country or policy.country, site.region, site.crisis_lines), f"sites.{code}.")
        for code, site in policy.sites.items()
    }
    if problems:
        raise ConfigurationError("\n".join(problems))
    return replace(policy, lines=lines, site_lines=sites)


def _lines_of(place: Place, calls: Mapping[str, Call]) -> HelpLines:
    country, region, own = place
    pack = choose_pack(country, region) if country else None
    shipped = tuple(one for one in pack.lines if one.region in {"", region}) if pack else ()
    named = {one.name: one for one in own}
    rows = [named.pop(one.name, one) for one in shipped]
    rows = sorted([*rows, *named.values()], key=lambda one: _ORDER[one.purpose])
    return HelpLines(country=country, region=region, lines=tuple(rows)).after(calls)


def missing_lines(policy: Policy) -> Iterator[str]:
    """What a configured platform must not start without, one sentence for each place."""
    places = {"": policy.lines, **{f"sites.{code}.": lines for code, lines in policy.site_lines.items()}}
    for path, lines in places.items():
        if lines.is_whole:
            continue
        names = ", ".join(pack_names())
        wanted = [one for one in (Purpose.EMERGENCY, Purpose.CRISIS) if not lines.of(one)]
        yield (
            f"The policy has no {' and no '.join(wanted)} line{_at(path)}. Set {path}country, and region where there "
            f"is one (there are packs for {names}), or write [[{path}crisis_lines]] rows of your own for both"
        )


def _at(path: str) -> str:
    return f" for {path.removesuffix('.')}" if path else ""


def pretend_place(policy: Policy) -> Policy:
    """For the playground alone: the country in which its time zone lies, if the policy names none."""
    if policy.country or policy.crisis_lines:
        return policy
    country = str(get_global("zone_territories").get(policy.timezone, ""))
    found = next((one for one in pack_names() if one.partition("-")[0] == country), "")
    return with_lines(replace(policy, country=country, region=found.partition("-")[2])) if found else policy
