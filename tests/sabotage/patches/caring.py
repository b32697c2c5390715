"""Bad patches to how people are treated: who is asked, when, and who may do what."""

from __future__ import annotations

from tests.sabotage.patch import Edit, Patch

_MATCHING, _INTAKE = "bot/conversation/flows/matching/offering.py", "bot/conversation/flows/asking.py"
_WHO, _LAW, _ENGINE = (f"bot/conversation/{one}.py" for one in ("who", "law", "engine"))

PATCHES = (
    Patch(
        name="a code connects as often as it is typed",
        why="Whoever saw a code once could become its owner whenever they liked, for as long as it lasts.",
        file="bot/conversation/flows/linking/codes.py",
        before="return Decision(effects=(used, *link(event.by, new, facts), _record",
        after="return Decision(effects=(*link(event.by, new, facts), _record",
        also=(
            Edit(
                "bot/conversation/flows/linking/codes.py",
                "    used = Cancel(subject=shown.subject, name=CODE)\n",
                "",
            ),
        ),
        tests=("tests/engine/test_linking.py::test_a_code_connects_where_it_is_typed_with_where_it_was_shown_once",),
    ),
    Patch(
        name="somebody supports themselves after linking",
        why="A request would count as taken care of, and nobody would ever call.",
        file="bot/service/merging.py",
        before="person in case.excluded | {case.recipient} and",
        after="person in case.excluded and",
        tests=("tests/engine/test_linking.py::test_nobody_has_or_is_asked_for_their_own_case",),
    ),
    Patch(
        name="matching that knows nothing of the recipient",
        why="Whoever asks would get anybody, not a peer who knows their work.",
        file=_MATCHING,
        before="    setting = MatchContext(now=facts.now, policy=facts.policy, recipient=facts.recipient_traits)\n",
        after="    blank = type(facts.recipient_traits)()\n"
        "    setting = MatchContext(now=facts.now, policy=facts.policy, recipient=blank)\n",
        tests=("tests/engine/test_matching.py::test_who_shares_the_recipients_specialty_is_asked_first",),
    ),
    Patch(
        name="what was not loaded is nothing",
        why="A decision would be made of an empty list where the row forgot to ask for the full one.",
        file="bot/conversation/needs.py",
        before="            raise NotLoadedError(message)\n",
        after="            return ()\n",
        tests=("tests/engine/test_law.py::test_what_was_not_asked_for_raises",),
    ),
    Patch(
        name="an opt-out is ignored",
        why="Whoever said no to suggestions would hear from somebody all the same.",
        file=_INTAKE,
        before="    if facts.opted_out and suggestion.origin is not Origin.SELF:\n        return Decision()\n",
        after="",
        tests=(
            "tests/engine/test_asking.py::test_who_opted_out_is_never_the_subject_of_an_outreach_by_others",
            "tests/engine/test_privacy.py::test_who_opted_out_is_not_suggested_until_they_lift_it",
        ),
    ),
    Patch(
        name="an offer is taken without its number",
        why="Whoever was asked first could press the question that went to another.",
        file=_WHO,
        before="any(one.number == event.offer and one.supporter == event.by for one in case.offers)",
        after="any(one.supporter == event.by for one in case.offers)",
        tests=("tests/engine/test_matching.py::test_nobody_answers_the_question_that_went_to_another",),
    ),
    Patch(
        name="two supporters for one case",
        why="A colleague would be rung up by two strangers, and the second would read the name for nothing.",
        file="bot/domain/moves.py",
        before="            Move.ASSIGN: _to(Step.OFFERED, Step.WAITING),\n"
        "            Move.ATTEMPT: _to(Step.OUTREACH),\n"
        "            Move.ATTEMPT_DUE: _to(Step.ACCEPTED),\n",
        after="            Move.ASSIGN: _to(Step.OFFERED, Step.WAITING),\n"
        "            Move.TAKE: _to(Step.ACCEPTED),\n"
        "            Move.ATTEMPT: _to(Step.OUTREACH),\n"
        "            Move.ATTEMPT_DUE: _to(Step.ACCEPTED),\n",
        also=(
            Edit(
                _MATCHING,
                "        offers=tuple(replace(one, state=OfferState.GONE) if one.can_be_taken else one"
                " for one in taken.offers),\n",
                "        offers=taken.offers,\n",
            ),
        ),
        tests=("tests/engine/test_matching.py::test_a_late_take_changes_nothing_once_somebody_has_it",),
    ),
    Patch(
        name="a case without its next step",
        why="A case that no clock moves on is a person who is forgotten.",
        file=_ENGINE,
        before="return (*cleared, following, *_in_touch(before, after))",
        after="kept = () if after.step is Step.OUTREACH else (following,)\n"
        "    return (*cleared, *kept, *_in_touch(before, after))",
        tests=("tests/engine/test_outreach.py::test_attempts_on_days_0_3_and_10_then_no_response",),
    ),
    Patch(
        name="a question that nobody can see is waited for",
        why="While a platform is away, whoever asked for a peer would hear nothing until the match deadline.",
        file=_MATCHING,
        before="effects=(tell, unseen, *next_look(after, member, facts))",
        after="effects=(tell, *next_look(after, member, facts))",
        tests=("tests/engine/test_matching.py::test_what_nobody_could_see_in_a_quarter_of_an_hour_goes_to_the_next",),
    ),
    Patch(
        name="reminders at night",
        why="A supporter who is woken by a bot leaves the programme.",
        file="bot/domain/eligibility.py",
        before="return next_opening(waking_hours(quiet), (), moment, zone_name) or moment",
        after="return moment",
        tests=("tests/engine/test_outreach.py::test_reminders_wait_for_the_morning",),
    ),
    Patch(
        name="offers at night",
        why="Nobody may be asked outside their waking hours, whatever hours they have written down.",
        file="bot/domain/availability.py",
        before="        hours = narrow_hours(supporter.hours, waking_of(member, policy))\n",
        after="        hours = supporter.hours\n",
        tests=("tests/engine/test_matching.py::test_nobody_is_asked_at_night",),
    ),
    Patch(
        name="more cases than a supporter may have",
        why="Supporters who carry too much burn out, and their cases with them.",
        file=_MATCHING,
        before="if at_cap(member.supporter, facts.supporter_open, facts.policy):",
        after="if at_cap(member.supporter, facts.supporter_open - 1, facts.policy):",
        tests=("tests/engine/test_matching.py::test_at_the_limit_a_supporter_keeps_the_offer",),
    ),
    Patch(
        name="whoever was ruled out is asked",
        why="Somebody said with whom they can't talk; to be sent that very person is the end of trust.",
        file="bot/domain/eligibility.py",
        before="    if member.person in case.excluded:\n        return Barrier.EXCLUDED\n",
        after="",
        tests=("tests/engine/test_matching.py::test_nobody_in_not_these_is_asked",),
    ),
    Patch(
        name="an old button works",
        why="A press on yesterday's message would do to the case what it means today.",
        file=_ENGINE,
        before="return turn is not None and turn != case.turn",
        after="return turn is not None and turn > case.turn",
        tests=("tests/engine/test_outreach.py::test_a_button_of_an_older_turn_changes_nothing",),
    ),
    Patch(
        name="a director looks names up",
        why="Each right that is widened is one more person who can find out.",
        file=_WHO,
        before="return coordinator(case, event, facts) and event.by != case.supporter",
        after="return answers(None, event, facts) and event.by not in {case.recipient, case.supporter}",
        tests=("tests/engine/test_reveal.py::test_only_who_runs_the_programme_may_look",),
    ),
    Patch(
        name="anybody ends anybody's case",
        why="A case is ended by its recipient, and nobody may act in their name.",
        file=_LAW,
        before="RequestWithdrawn, by.recipient,",
        after="RequestWithdrawn, by.anybody,",
        tests=("tests/engine/test_ending.py::test_nobody_else_withdraws_it",),
    ),
    Patch(
        name="whoever has left still reports",
        why="An account that was taken off the roster must have no say from that moment on.",
        file=_WHO,
        before="return member is not None and member.person == person and member.has(Role.SUPPORTER)",
        after="return member is None or member.person == person",
        tests=(
            "tests/engine/test_rights.py::test_who_has_left_may_do_no_more_than_anybody",
            "tests/engine/test_matching.py::test_who_left_the_roster_can_not_take",
        ),
    ),
    Patch(
        name="a hold that one person sets alone",
        why="Whoever could keep a case by themselves could keep anybody's.",
        file="bot/conversation/flows/oversight.py",
        before="    if hold.asked_by == event.by:\n"
        '        return Decision(reply=Toast(say("Somebody else has to confirm it.")))\n',
        after="",
        tests=("tests/engine/test_holds.py::test_one_asks_with_a_reason_and_somebody_else_confirms",),
    ),
    Patch(
        name="a limit that knows who opted out",
        why="Whoever suggests a colleague could read from the answer what the programme knows about them.",
        file="bot/service/loading.py",
        before="return facts.also(suggested=(hour, day))",
        after="known = asked.work.people.get(asked.event.suggestion.recipient).opted_out\n"
        "    return facts.also(suggested=(99, 99) if known else (hour, day))",
        tests=("tests/store/test_acknowledgement.py::test_not_a_byte_and_not_a_row_differs",),
    ),
)
