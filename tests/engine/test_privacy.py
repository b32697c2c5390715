"""What is kept about somebody is told, handed over and erased; and what somebody does not want stays away."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from bot.conversation import actions
from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.privacy_export import WITHHELD
from bot.domain.case import Case, Category, Closing, Origin, Reach, Step, Wishes
from bot.domain.people import Person, Supporter
from bot.domain.policy import Policy
from bot.language import speak
from bot.ui import Action, Link, Mention, Submitted, Words
from tests.engine.roster import TRAINED
from tests.engine.test_views import mentioned, parts
from tests.engine.world import CARL, CLEO, OLGA, RITA, SAM, START, SUE, clinic, peer


def said(reply) -> str:
    """Everything that is read, as one text."""
    return "\n".join(speak(one, "en", "UTC") for one in parts(reply) if isinstance(one, Words))


def exported(world, person=RITA):
    pieces = [
        words for one in world.presses(person, "export").form.blocks[1:-1] for words in parts(one) if type(words) is str
    ]
    return json.loads("".join(piece for piece in pieces if piece not in {"{text}", "text", ""}))


def test_somebody_of_whom_nothing_is_kept_reads_so():
    assert "No request for you" in said(clinic().presses(OLGA, "about"))


def test_an_own_request_is_told_with_its_wishes():
    world = clinic()
    wishes = Wishes(reach=Reach.PHONE, phone="+1 617 555 0100", nudge=True)
    world.asks(wishes=wishes, category=Category.PATIENT_DEATH)
    read = said(world.presses(RITA, "about"))
    for part in ("You asked for support", "+1 617 555 0100", "Death of a patient"):
        assert part in read
    assert "How to reach you\nBy phone" in read
    assert "Messages from the bot\nYes" in read


def test_a_colleagues_suggestion_is_told_after_three_days_at_the_latest():
    world = clinic(peer(SAM, supporter=Supporter(trained_on=TRAINED, cap_open=0)))
    world.suggests()
    world.passes(hours=71)
    assert "suggested you" not in said(world.presses(RITA, "about"))
    world.passes(hours=2)
    assert "A colleague suggested you on" in said(world.presses(RITA, "about"))


def test_or_as_soon_as_a_human_has_reached_out():
    world = clinic()
    world.accepted()
    assert "suggested you" not in said(world.presses(RITA, "about"))
    world.presses(SAM, "attempt")
    assert "A colleague suggested you on" in said(world.presses(RITA, "about"))


@pytest.mark.parametrize("name", ["about", "export"])
def test_it_never_tells_who_suggested_somebody_nor_who_was_excluded(name):
    world = clinic()
    world.suggests(not_these=frozenset({SUE}))
    world.passes(until=world._asked(SAM))
    world.presses(SAM, "take")
    world.presses(SAM, "attempt")
    reply = world.presses(RITA, name)
    assert not {CARL, SUE, SAM} & mentioned(reply)
    assert not [one for one in (CARL, SUE, SAM) if one in said(reply)]


def test_a_suggestion_that_can_be_undone_is_shown_with_its_undo():
    world = clinic()
    world.suggests(wait=False)
    reply = world.presses(CARL, "about")
    assert RITA in mentioned(reply)
    undo = next(one for one in parts(reply) if isinstance(one, Action) and one.name == "undo")
    world.sends(CARL, Submitted(undo, ()))
    world.passes(minutes=20)
    assert world.cases == {}


def test_a_supporter_reads_every_setting():
    world = clinic(peer(SAM, supporter=Supporter(trained_on=TRAINED, avoid=frozenset({OLGA}), informal_support=3)))
    reply = world.presses(SAM, "about")
    assert OLGA in mentioned(reply)
    assert "Times you supported someone\n3" in said(reply)
    assert "Trained\n" in said(reply)


def test_the_export_holds_every_field_that_is_about_the_reader():
    """A new field is in it by itself, unless somebody says why not."""
    world = clinic()
    world.asks(wishes=Wishes(phone="+1 617 555 0100"))
    (case,) = exported(world)["cases"]
    assert set(case) == {one.name for one in fields(Case)} - WITHHELD[Case] - {"version", "turn"}
    assert case["wishes"]["phone"] == "+1 617 555 0100"


def test_the_export_of_a_supporter_is_their_roster_entry():
    assert exported(clinic(), SAM)["roster"]["supporter"]["trained_on"] == TRAINED.isoformat()
    assert exported(clinic(), RITA)["roster"] is None


def test_an_export_comes_in_pieces_that_every_platform_shows():
    many = Supporter(trained_on=TRAINED, accepted_on=tuple(START.date() for _ in range(400)))
    reply = clinic(peer(SAM, supporter=many)).presses(SAM, "export")
    pieces = [one for one in parts(reply) if type(one) is str and len(one) > 100]
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= 3000


def erases(world, person=RITA):
    return world.sends(person, Submitted(Action("erase_send", draft=(("key", ("e",)),)), ()))


@pytest.mark.parametrize("deeds", [(), ("take",), ("take", "attempt"), ("take", "contact"), ("take", "decline")])
def test_erasing_forgets_a_case_at_any_step_at_once(deeds):
    world = clinic()
    world.asks()
    for deed in deeds:
        world.presses(SAM, deed)
    erases(world)
    assert world.cases == {}
    assert [one for one in world.agenda if one.name not in {"nudge", "later"}] == []


def test_also_one_that_the_person_does_not_know_of():
    world = clinic()
    world.accepted()
    assert said(erases(world)) == said(erases(clinic(), OLGA))
    assert world.cases == {}


def test_the_supporter_reads_that_it_ended_in_their_waking_hours():
    world = clinic()
    world.accepted()
    world.passes(until=START + timedelta(hours=15))
    erases(world)
    assert world.kinds(SAM) == ["offer"]
    world.passes(hours=7)
    assert world.kinds(SAM) == ["offer", "ended"]


def test_erasing_takes_off_sealed_suggestions_by_and_about_the_person():
    world = clinic()
    world.suggests(CARL, RITA, wait=False)
    world.suggests(RITA, OLGA, wait=False)
    world.suggests(CARL, OLGA, wait=False)
    erases(world)
    left = [one.event for one in world.agenda]
    kept = [one.suggestion for one in left if isinstance(one, SuggestionMatured)]
    assert [(one.recipient, one.referrer) for one in kept] == [(OLGA, CARL)]
    assert len(left) == 1


def test_the_opt_out_survives_erasing():
    """It protects them; only they lift it."""
    world = clinic()
    world.presses(RITA, "opt_out")
    erases(world)
    assert world.person_of(RITA).opted_out


def test_nobody_erases_for_another():
    world = clinic()
    world.accepted()
    erases(world, CARL)
    assert world.step is Step.ACCEPTED


def test_opting_out_ends_what_others_began():
    world = clinic()
    world.accepted()
    read = said(world.presses(RITA, "opt_out"))
    assert "Saved." in read
    assert (world.step, world.case.closing) == (Step.CLOSED, Closing.WITHDRAWN)
    assert world.kinds(SAM)[-1] == "ended"


def test_and_not_what_somebody_asked_for_themselves():
    world = clinic()
    world.asks()
    world.presses(RITA, "opt_out")
    assert world.case.is_open


def test_who_opted_out_is_not_suggested_until_they_lift_it():
    world = clinic()
    world.presses(RITA, "opt_out")
    world.suggests()
    assert world.cases == {}
    world.presses(RITA, "lift")
    world.suggests()
    assert world.case.origin is Origin.COLLEAGUE


def test_asking_for_oneself_lifts_it():
    world = clinic()
    world.persons[RITA] = Person(person=RITA, opted_out=True)
    world.asks()
    assert not world.person_of(RITA).opted_out


def nudged(**about):
    world = clinic()
    world.asks(wishes=Wishes(nudge=True), **about)
    for deed in ("take", "contact", "close_send"):
        world.presses(SAM, deed, closing="completed")
    return world


def test_feedback_is_asked_once_some_days_after_closing():
    """Three to ten days, drawn from the code, in waking hours."""
    world = nudged()
    world.passes(days=2, hours=23)
    assert world.kinds(RITA) == []
    world.passes(days=7, hours=20)
    assert world.kinds(RITA) == ["feedback"]
    world.passes(days=3)
    assert world.kinds(RITA) == ["feedback"]


@pytest.mark.parametrize("wishes", [None, Wishes(), Wishes(reach=Reach.PHONE, phone="+1 617 555 0100")])
def test_nobody_is_asked_who_did_not_say_that_the_bot_may(wishes):
    world = clinic()
    world.asks(wishes=wishes)
    world.presses(RITA, "withdraw")
    world.passes(days=13)
    assert world.kinds(RITA) == []


def test_a_referred_recipient_is_never_asked():
    world = clinic()
    world.accepted()
    world.presses(RITA, "withdraw")
    assert world.presses(RITA, "feedback").form.fields == ()


def test_three_taps_are_three_counters_and_nothing_else():
    world = nudged()
    before = world.case
    world.presses(RITA, "feedback_send", recommend="yes", in_time="no")
    assert world.counts == {"feedback_recommend_yes": 1, "feedback_in_time_no": 1}
    assert world.case == replace(before, feedback_given=True)


@pytest.mark.parametrize("person", [SAM, CARL, CLEO])
def test_only_the_recipient_answers_and_only_once(person):
    world = nudged()
    world.presses(person, "feedback_send", recommend="yes")
    assert world.counts == {}
    world.presses(RITA, "feedback_send", recommend="yes")
    world.presses(RITA, "feedback_send", recommend="no")
    assert world.counts == {"feedback_recommend_yes": 1}
    world.passes(days=11)
    assert world.kinds(RITA) == []


def test_no_feedback_on_an_open_case():
    world = clinic()
    world.asks()
    world.presses(RITA, "feedback_send", recommend="yes")
    assert world.counts == {}


def test_a_number_is_shown_as_one_to_call():
    world = clinic()
    world.asks(wishes=Wishes(reach=Reach.PHONE, phone="+1 617 555 0100"))
    assert not [one for one in parts(world.presses(RITA, "about")) if isinstance(one, Mention)]
    assert [one for one in parts(world.presses(OLGA, "resources")) if isinstance(one, Link)]


def test_resources_open_with_the_store_down():
    assert actions.needs_nothing(actions.pressed(Submitted(Action("resources"), ())))
    assert Policy().resources


def test_the_question_how_it_was_keeps_the_recipients_own_night():
    """Whoever is on the roster has a zone of their own; of everybody else only the programme's is known."""
    for zone, hours in (("America/Los_Angeles", range(7, 21)), ("Asia/Tokyo", range(7, 21))):
        for start in range(24):
            world = clinic(peer(SAM)).joins(peer(RITA, zone=zone))
            world.passes(hours=start)
            world.asks(wishes=Wishes(nudge=True))
            world.presses(RITA, "withdraw")
            [due] = [one.at for one in world.agenda if one.name == "feedback"]
            assert world.hour(RITA, due) in hours
