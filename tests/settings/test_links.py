"""`peersupport check --links`: each page that people can open is asked, and what is wrong with one is said."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import link_check
from bot.domain.lines.resources import SHIPPED_RESOURCES
from bot.domain.policy import Policy
from bot.settings import read_policy
from bot.settings.policy_rules import TOPICS

NAMED = (
    "Peer Support for Clinicians",
    "Making the Case for Peer Support",
    "Six Lessons on Fighting Burnout",
    "Disenfranchised Grief and Physician Burnout",
    "How we're doing. Really.",
)


def test_the_resources_of_the_programmes_own_page_are_there_with_a_link():
    links = {one.name: one.url for one in Policy().resources if not one.off}
    assert all(links[name].startswith("https://") for name in NAMED)
    assert Policy().resources[0].name == NAMED[0]


def test_what_is_dead_stays_off_with_its_reason():
    assert {one.name for one in SHIPPED_RESOURCES if one.off} == {
        "Wellness Connection",
        "CMA Joule COVID-19 learning series",
        "MITSS",
    }


def test_every_topic_of_that_page_stands_on_its_own():
    assert {"peer", "relations", "lead", "burnout", "making", "case"} <= {one.topic for one in SHIPPED_RESOURCES}
    assert {one.topic for one in SHIPPED_RESOURCES} <= set(TOPICS)


def test_chats_and_resources_are_asked_and_what_is_off_is_not():
    links = link_check.links_of(read_policy('country = "CA"\nregion = "QC"', "x"))
    assert links[0] == "https://suicide.ca"
    assert "https://www.cma.ca/physician-wellness-hub/content/wellness-connection" not in links


async def answering(status: int, *, location: str = "") -> tuple[bool, str]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": location} if location else {})

    app = web.Application()
    app.router.add_get("/", answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        return await link_check._one(session, str(server.make_url("/")))


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("status", "fine", "said"),
    [(200, True, "there"), (403, True, "there"), (404, False, "answers 404"), (500, False, "answers 500")],
)
def test_a_page_that_is_gone_is_named_with_what_it_answers(status: int, fine: bool, said: str):
    found, what = asyncio.run(answering(status))
    assert (found, said in what) == (fine, True)


def test_a_page_that_leads_to_another_site_is_told():
    fine, what = link_check._judged("https://mitss.org/", 200, "https://betsylehmancenterma.gov/x?utm_source=mitss")
    assert (fine, "betsylehmancenterma.gov" in what) == (False, True)
    assert link_check._judged("https://doi.org/10.1370/afm.2074", 200, "https://www.annfammed.org/content/15/4/375")[0]
    assert link_check._judged("https://143.ch", 200, "https://www.143.ch/de")[0]


@pytest.mark.enable_socket
def test_a_site_that_does_not_answer_is_named():
    async def asked() -> tuple[bool, str]:
        async with aiohttp.ClientSession() as session:
            return await link_check._one(session, "http://127.0.0.1:9/")

    assert asyncio.run(asked())[0] is False
