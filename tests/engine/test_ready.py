"""The seven lights: all green on a whole installation, and each red when what it stands for is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.conversation.views.ready import LIGHTS, how_to_mend
from bot.domain.lines.calls import VALID_FOR
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.domain.policy import Policy, RotaState
from bot.domain.readiness import Gap, Installation, Light, Missing, Standing, lights
from bot.settings import read_policy

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
TODAY = date(2026, 12, 1)
SIGNED = 'limits_of_confidence = "Between us."\nlimits_signed_by = "Jo"\nlimits_signed_on = "2026-06-01"\n'
LINE = '[[crisis_lines]]\npurpose = "support"\nname = "EAP"\nnumber = "617 555 0123"\nchecked_on = 2026-11-20\n'


def policy(text: str = SIGNED, *, called: date = TODAY, line: str = LINE) -> Policy:
    """One site in Massachusetts that called every line on this day."""
    bare = read_policy(f'country = "US"\nregion = "MA"\n{text}{line}', "x")
    keys = "".join(f'"{one.key}" = "{called}"\n' for one in bare.lines.lines if one.name != "EAP")
    return read_policy(f'country = "US"\nregion = "MA"\n{text}{line}\n[lines_called]\n{keys}', "x")


def member(name: str, *roles: Role, trained: date | None = date(2026, 5, 1)) -> Member:
    supporter = Supporter(trained_on=trained, traits=Traits(department="surgery")) if Role.SUPPORTER in roles else None
    return Member(
        person=PersonId(f"slack:T0/U{name}"),
        name=name,
        roles=frozenset(roles),
        timezone="America/New_York",
        supporter=supporter,
    )


MARION, BEN, THEO = member("M", Role.COORDINATOR), member("B", Role.DEPUTY), member("T", Role.DIRECTOR)
ANA, FATOU = member("A", Role.SUPPORTER), member("F", Role.SUPPORTER)
WHOLE = Standing(
    now=NOW,
    policy=policy(),
    installation=Installation(platforms=(("slack", ""),), backed_up=True),
    members=(MARION, BEN, THEO, ANA, FATOU),
    departments=True,
    last_backup=TODAY,
    practised_on=TODAY,
)


def red(at: Standing) -> dict[Light, set[Gap]]:
    return {light: {one.gap for one in missing} for light, missing in lights(at).items() if missing}


def test_a_whole_installation_is_green_in_all_seven():
    assert lights(WHOLE) == dict.fromkeys(Light, ())
    assert set(LIGHTS) == set(Light)


def with_where(**changed: object) -> Standing:
    return replace(WHOLE, installation=replace(WHOLE.installation, **changed))


def with_members(*members: Member) -> Standing:
    return replace(WHOLE, members=members)


BROKEN = {
    "no platform": (with_where(platforms=()), Light.PLATFORM, Gap.NO_PLATFORM),
    "a platform that refuses": (with_where(platforms=(("slack", "x"),)), Light.PLATFORM, Gap.PLATFORM_TROUBLE),
    "no deputy": (with_members(MARION, THEO, ANA, FATOU), Light.PEOPLE, Gap.ROLE_EMPTY),
    "a silent supporter": (replace(WHOLE, unreachable={FATOU.person}), Light.PEOPLE, Gap.UNREACHABLE),
    "no lines": (replace(WHOLE, policy=read_policy(SIGNED + LINE, "x")), Light.LINES, Gap.NO_LINES),
    "calls that are too old": (
        replace(WHOLE, policy=policy(called=TODAY - VALID_FOR - timedelta(days=1))),
        Light.LINES,
        Gap.NOT_CALLED,
    ),
    "no line of the site's own": (replace(WHOLE, policy=policy(line="")), Light.LINES, Gap.NO_OWN_LINE),
    "nothing signed": (replace(WHOLE, policy=policy("")), Light.LIMITS, Gap.NOT_SIGNED),
    "a text with a gap": (
        replace(WHOLE, policy=policy(SIGNED.replace("us.", "us, [LAW]."))),
        Light.LIMITS,
        Gap.PLACEHOLDERS,
    ),
    "keys that don't open": (with_where(keys_trouble="away"), Light.KEYS, Gap.KEYS_TROUBLE),
    "no folder for backups": (with_where(backed_up=False), Light.KEYS, Gap.NO_BACKUP),
    "no backup yet": (replace(WHOLE, last_backup=None), Light.KEYS, Gap.NO_BACKUP),
    "an old backup": (replace(WHOLE, last_backup=TODAY - timedelta(days=3)), Light.KEYS, Gap.OLD_BACKUP),
    "backups beside the keys": (with_where(beside_keys=True), Light.KEYS, Gap.BESIDE_KEYS),
    "training that lapsed": (
        with_members(MARION, BEN, THEO, ANA, FATOU, member("L", Role.SUPPORTER, trained=None)),
        Light.HOURS,
        Gap.NOT_TRAINED,
    ),
    "nobody to ask": (
        with_members(MARION, BEN, THEO, *(replace(one, supporter=Supporter()) for one in (ANA, FATOU))),
        Light.HOURS,
        Gap.NOBODY_ON_A_DAY,
    ),
    "a calendar that can't be read": (replace(WHOLE, rotas=RotaState(("nights",))), Light.HOURS, Gap.STALE_ROTA),
    "turns without a calendar": (with_where(turns="rise"), Light.HOURS, Gap.NO_ROTA),
    "departments that nobody knows": (
        replace(WHOLE, policy=policy(f'preset = "ubc"\n{SIGNED}'), departments=False),
        Light.HOURS,
        Gap.NO_DEPARTMENTS,
    ),
    "never practised": (replace(WHOLE, practised_on=None), Light.PRACTICE, Gap.NO_PRACTICE),
}


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_what_is_broken_turns_its_light_red_and_no_other(broken: str):
    at, light, gap = BROKEN[broken]
    found = red(at)
    assert found.keys() == {light}
    assert gap in found[light]


def test_every_gap_is_broken_above_and_has_its_way_to_mend():
    assert {gap for _, _, gap in BROKEN.values()} == set(Gap)
    for gap in Gap:
        names = ("deputy",) if gap is Gap.ROLE_EMPTY else ("slack", "no answer")
        assert how_to_mend(Missing(gap=gap, names=names, count=2)).text
