"""`peersupport check` and the people: only those whom the bot can write to count, and the others are counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.app.slack import checking
from bot.app.teams.checking import strangers
from bot.check import people_findings
from bot.domain.people import Member, PersonId, Role
from bot.settings import SlackSettings, TeamsSettings, throw_away

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings

TENANT, OTHER = "1f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6", "2f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6"
ELLA = f"teams:{OTHER}/{TENANT}"


def on_slack(folder: Path) -> Settings:
    return replace(throw_away(folder), playground=False, slack=SlackSettings("s" * 16, "xoxb-1"))


def members(*people: str) -> list[Member]:
    return [
        Member(person=PersonId(one), name="Ana", roles=frozenset({Role.SUPPORTER}), timezone="Europe/London")
        for one in people
    ]


def told(settings: Settings, *people: str, unreachable: tuple[str, ...] = ()) -> str:
    found = people_findings(settings, members(*people), frozenset(map(PersonId, unreachable)))
    return "\n".join(f"{'ok' if one.fine else 'MEND'} {one.what}" for one in found)


def test_people_of_a_platform_that_is_not_configured_are_counted_and_are_no_supporters(tmp_path: Path):
    said = told(on_slack(tmp_path), "web:ana", "web:ben", ELLA, "slack:T0123ABCD/U0456EFGH")
    assert "MEND Roster: 2 address(es) begin with web:, which is only for the playground" in said
    assert "MEND Roster: 1 address(es) begin with teams:, but Teams is not configured" in said
    assert "MEND Roster: 1 with the role supporter." in said
    assert "ana" not in said


def test_whom_a_platform_disowned_is_no_supporter(tmp_path: Path):
    people = ("slack:T0123ABCD/U0456EFGH", "slack:T0123ABCD/U0456EFGI")
    assert "ok Roster: 2 with the role supporter." in told(on_slack(tmp_path), *people)
    assert "MEND Roster: 1 with the role supporter." in told(on_slack(tmp_path), *people, unreachable=people[:1])


def test_in_the_playground_its_people_are_supporters(tmp_path: Path):
    assert "ok Roster: 2 with the role supporter." in told(throw_away(tmp_path), "web:ana", "web:ben")


def test_people_of_a_tenant_that_is_not_allowed_are_strangers():
    teams = TeamsSettings("app", "secret", tenant_id=TENANT, allowed_tenants=(TENANT,))
    people = [PersonId(one) for one in (ELLA, f"teams:{TENANT}/{OTHER}", "slack:T0123ABCD/U0456EFGH")]
    assert strangers(teams, people) == [ELLA]


def test_where_nobody_is_checked_there_are_no_strangers():
    assert strangers(TeamsSettings("", ""), [PersonId(ELLA)]) == []


def test_people_of_another_workspace_are_strangers():
    here = checking.Installation(team="T0123ABCD")
    people = [PersonId(one) for one in ("slack:T0OTHERTEAM/U0456EFGH", "slack:T0123ABCD/U0456EFGH", "web:ana")]
    assert checking.strangers(here, people) == people[:1]
