"""Bad patches to group sessions: who comes is known to nobody else, and forgotten when it is over or taken back."""

from __future__ import annotations

from tests.sabotage.patch import Patch

_SESSIONS, _DECIDED = "bot/conversation/flows/sessions.py", "tests/engine/test_sessions.py"

PATCHES = (
    Patch(
        name="whoever plans a session reads who comes",
        why="To be seen in a session on grief is to be seen; people would stay away.",
        file=_SESSIONS,
        before="            session=one,\n",
        after='            session=replace(one, place=", ".join(sorted(place.person for place in held))),\n',
        tests=(f"{_DECIDED}::test_nobody_reads_who_comes",),
    ),
    Patch(
        name="an erasure leaves the places in sessions",
        why="Whoever asks to be forgotten would still be reminded.",
        file="bot/conversation/flows/privacy.py",
        before="ComplaintDue | PlaceHeld):",
        after="ComplaintDue):",
        tests=(f"{_DECIDED}::test_an_erasure_gives_up_every_place_of_that_person_and_nobody_elses",),
    ),
    Patch(
        name="places are kept after the session",
        why="It would become the list of who was there.",
        file=_SESSIONS,
        before="    if place.reminded or facts.now >= place.begins:\n        return Decision()\n",
        after="    if place.reminded or facts.now >= place.begins:\n"
        "        return Decision(effects=(_keep_place(place, facts.now + _DAY),))\n",
        tests=(f"{_DECIDED}::test_when_it_begins_it_is_forgotten_with_everybody_in_it",),
    ),
    Patch(
        name="a backup brings back a place that was given up",
        why="What somebody took back is theirs to take back for good.",
        file="store/journal.py",
        before="frozenset({MATURES, COMPLAINT, SESSION, PLACE})",
        after="frozenset({MATURES, COMPLAINT, SESSION})",
        tests=("tests/store/test_places.py::test_no_backup_brings_back_what_was_given_up_erased_or_called_off",),
    ),
    Patch(
        name="one more comes than there are places",
        why="Who was told that they have a place must find one.",
        file=_SESSIONS,
        before="    if len(facts.places) >= session.capacity:\n",
        after="    if len(facts.places) > session.capacity:\n",
        tests=(f"{_DECIDED}::test_a_full_session_takes_nobody_else_and_says_so",),
    ),
    Patch(
        name="an operator's print leaves the places out",
        why="Whoever asks what is kept about them must get all of it.",
        file="bot/app/administration/oversight.py",
        before="SETTLES, GONE, SESSION, PLACE)",
        after="SETTLES, GONE, SESSION)",
        tests=(
            "tests/store/test_places.py::test_a_place_is_in_what_the_operator_can_be_made_to_print_and_nobody_elses_with_it",
        ),
    ),
)
