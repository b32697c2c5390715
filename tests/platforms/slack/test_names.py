"""Slack tells a name for whoever reads it elsewhere; whatever it answers, the reader sees no error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack.workspace.installation import Installation
from adapters.slack.workspace.profiles import Directory, Profiles, SlackNames
from adapters.slack.workspace.web_api import NoClearAnswer, Refused, Said
from bot.app.directory.name_lookup import Chain
from bot.domain.people import PersonId
from bot.scheduling.background_tasks import Tasks

if TYPE_CHECKING:
    from adapters.slack.workspace.web_api import Answer

ANA = PersonId("slack:T0CLINIC/U0ANA")


class Workspace:
    """Calls and whereabouts: says what a test wants, and counts."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.asked = answer, list[Any]()

    async def call(self, method: str, arguments: Any, *, seconds: float) -> Answer:  # noqa: ARG002
        self.asked.append((method, arguments))
        return self.answer

    async def learn(self) -> Installation:
        return Installation("T0CLINIC")


def asking(answer: Answer) -> tuple[Chain, Workspace]:
    workspace, chain = Workspace(answer), Chain()
    profiles = Profiles(workspace, Directory("UTC"), Tasks())  # pyright: ignore[reportArgumentType]
    chain.sources["slack"] = SlackNames(profiles, workspace, "https://slack.com/api/")  # pyright: ignore[reportArgumentType]
    return chain, workspace


async def name(chain: Chain, person: PersonId = ANA) -> str:
    return (await chain.of([person]))[person].name


async def test_the_full_name_is_asked_for_once_a_day():
    told = {"user": {"profile": {"real_name": "Ana Duarte", "display_name": "ana"}}}
    chain, workspace = asking(Said(told))
    assert [await name(chain), await name(chain)] == ["Ana Duarte"] * 2
    assert workspace.asked == [("users.info", {"user": "U0ANA", "include_locale": True})]


@pytest.mark.parametrize(
    "answer",
    [
        NoClearAnswer(),
        Refused("user_not_found"),
        Said({}),
        Said({"user": 7}),
        Said({"user": {"profile": [], "real_name": 1}}),
    ],
    ids=str,
)
async def test_no_answer_is_an_error_and_none_is_asked_for_again_at_once(answer: Answer):
    chain, workspace = asking(answer)
    assert [await name(chain), await name(chain)] == ["", ""]
    assert len(workspace.asked) == 1


@pytest.mark.parametrize("person", ["slack:T0OTHER/U0ANA", "slack:T0CLINIC/../x", "slack:", "web:ana"])
async def test_only_people_of_this_workspace_are_asked_for(person: str):
    chain, workspace = asking(NoClearAnswer())
    assert await name(chain, PersonId(person)) == ""
    assert workspace.asked == []


async def test_a_name_that_hides_signs_is_shown_without_them():
    chain, _ = asking(Said({"user": {"real_name": "Ana\u202e\n  Duarte\x00"}}))
    assert await name(chain) == "Ana Duarte"


def test_a_link_is_one_that_every_platform_opens():
    asked = SlackNames(None, None, "https://slack.com/api/")  # pyright: ignore[reportArgumentType]
    assert asked.chat(ANA) == "https://slack.com/app_redirect?team=T0CLINIC&channel=U0ANA"
    assert asked.chat(PersonId("slack:T0CLINIC/U0<x>")) == ""
    government = SlackNames(None, None, "https://slack-gov.com/api/")  # pyright: ignore[reportArgumentType]
    assert government.chat(ANA).startswith("https://slack-gov.com/")
