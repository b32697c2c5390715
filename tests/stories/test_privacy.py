"""What somebody decides about themselves: read what is kept, stay out of others' suggestions, have it all erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cast import Clinic


async def test_somebody_reads_what_is_kept_takes_it_along_and_erases_it(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    before = clinic.rows()
    await noor.presses("I'd like support")
    noor.closes()
    [peer] = await clinic.who_sees("Someone could use a peer.")
    await peer.presses("Take it")
    await noor.presses("What is kept about me")
    noor.sees("You asked for support on")
    noor.sees("Taken by the present supporter")
    noor.sees_not(peer.name)
    await noor.presses("Take it along")
    noor.sees('"origin": "self"')
    await noor.presses("Back")
    await noor.presses("Erase it")
    await noor.presses("Yes, erase it")
    noor.sees("Whatever was kept about you is being erased.")
    assert (await clinic.knows(lambda work: work.cases.all())) == []
    await peer.sees_message("One of your cases has ended.")
    await clinic.passes(days=3)
    assert set(clinic.rows()) - set(before) <= {
        "slots",
        "outbox",
        "loads",
    }  # the load is the supporter's, and names no case


async def test_who_does_not_want_to_be_suggested_is_left_alone(clinic: Clinic) -> None:
    tomasz, noor = clinic.person("tomasz-wilk"), clinic.person("noor-haddad")
    await noor.suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    assert len(await clinic.who_sees("Someone could use a peer.")) == 1
    await tomasz.presses("What is kept about me")
    tomasz.sees("No request for you that you would know of.")
    await tomasz.presses("Please don't suggest me")
    tomasz.sees("You can still ask for yourself.")
    assert await clinic.who_sees("Someone could use a peer.") == []
    noor.closes()
    await noor.suggests("Tomasz Wilk")
    await clinic.passes(minutes=10)
    assert await clinic.who_sees("Someone could use a peer.") == []


async def test_three_taps_some_days_after_it_ended_are_only_counted(clinic: Clinic) -> None:
    noor = clinic.person("noor-haddad")
    await noor.presses("I'd like support")
    await noor.fills(reach="By chat", nudge=("Some days after it ends",))
    await noor.sends()
    noor.closes()
    await noor.presses("Open")
    await noor.presses("End my request")
    noor.closes()
    await clinic.passes(days=11)
    await noor.presses("Answer")
    await noor.fills(recommend="Yes", confidential="Yes", in_time="No")
    await noor.sends()
    noor.sees("Thank you. There is nothing more to answer.")
    counted = await clinic.knows(lambda work: work.counters.of("2026-Q3"))
    assert counted == {"feedback_recommend_yes": 1, "feedback_confidential_yes": 1, "feedback_in_time_no": 1}


async def test_the_director_calls_whoever_wants_to_talk(clinic: Clinic) -> None:
    noor, theodora = clinic.person("noor-haddad"), clinic.person("theodora-lang")
    await noor.presses("What is kept about me")
    await noor.presses("Talk to the director")
    await noor.presses("Yes, call me")
    noor.sees("The director will be told. They will call you.")
    await theodora.presses("Open")
    theodora.sees("Noor Haddad")
