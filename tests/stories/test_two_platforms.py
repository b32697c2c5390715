"""One programme, two platforms: supporters on Slack, everybody else in Teams, and no case knows the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Clinic, Clinician

pytestmark = pytest.mark.only_in("slack_and_teams")  # what it is about


async def asked(clinic: Clinic) -> Clinician:
    """A colleague in Teams suggested Tomasz, and somebody on Slack was asked."""
    await clinic.person("noor-haddad").suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    [peer] = await clinic.who_sees("Someone could use a peer.")
    assert peer.address.platform == "slack"
    return peer


async def test_a_colleague_in_teams_suggests_and_a_supporter_on_slack_takes(clinic: Clinic) -> None:
    peer = await asked(clinic)
    await peer.presses("Take it")
    await peer.sees_message("You took this one. Thank you.")
    await peer.presses("We were in touch")
    peer.sees("In touch")
    [case] = await clinic.knows(lambda work: work.cases.all())
    assert (case.recipient.partition(":")[0], (case.supporter or "").partition(":")[0]) == ("teams", "slack")


async def test_who_is_asked_on_slack_passes_and_the_coordinator_in_teams_chooses(clinic: Clinic) -> None:
    await asked(clinic)
    for _ in range(3):
        [peer] = await clinic.who_sees("Someone could use a peer.")
        await peer.presses("Pass")
    marion = clinic.person("marion-castellan")
    assert marion.address.platform == "teams"
    await marion.sees_message("A case needs you.")


async def test_somebody_asks_in_teams_and_reads_there_that_a_peer_on_slack_took_it(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.opens()
    await noor.presses("I'd like support")
    noor.closes()
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    await noor.sees_at_home("A peer has taken your request and will reach out to you.")
