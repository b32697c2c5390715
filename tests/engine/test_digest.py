"""The weekly overview: in its order, by code, and honest about nothing, about little and about what was missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.conversation.effects import Remind
from bot.domain.case import Case, CaseCode, CheckIn, Step, Why
from bot.domain.coverage import coverage
from bot.domain.hours import Leave
from bot.domain.people import Member, PersonId, Role, Supporter, Traits
from bot.domain.policy import Policy
from bot.domain.typed.hours import parse_hours
from bot.insight import digest_schedule
from bot.insight.attention import Care, Need, care_for, needs_now
from bot.insight.digest import NOTIFICATION, Reading, write
from bot.insight.weekly_figures import Share, Week, week_figures
from bot.language import speak
from bot.ui import Action, Buttons, Chart, Heading, Mention, Message, Notice, Paragraph, Table, Words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 8, 3, tzinfo=UTC)
NOW = MONDAY + 7 * DAY + 8 * HOUR
WEEK, BEFORE = Week(MONDAY, MONDAY + 7 * DAY), Week(MONDAY - 7 * DAY, MONDAY)
NOBODY = Care(active=0, at_cap=0, resting=0, on_leave=0)


def reading(*cases: Case, **changes: object) -> Reading:
    week, before = (week_figures(cases, one, Policy(), now=NOW) for one in (WEEK, BEFORE))
    needs = needs_now(cases, Policy(), NOW)
    return replace(Reading(figures=week, before=before, needs=needs, care=NOBODY, zone="UTC"), **changes)


def case(code: str, step: Step, **changes: object) -> Case:
    made = Case(code=CaseCode(code), recipient=PersonId("web:ana"), step=step, opened_at=MONDAY)
    return replace(made, **changes)


def said(words: Words) -> str:
    return speak(words, "en", "UTC")


def lines(message: Message) -> list[str]:
    """What a reader sees, a line for each block that holds text."""
    shown: list[str] = []
    for block in message.blocks:
        match block:
            case Heading():
                shown.append(f"# {said(block.words)}")
            case Paragraph() | Notice():
                shown.append(" ".join(said(span.words) for span in block.spans if not isinstance(span, Mention)))
            case Table():
                shown += [" | ".join(map(said, row)) for row in block.rows]
            case _:
                pass
    return shown


def test_what_needs_you_comes_first():
    """Then the service, the supporters, the system: who reads only the start has read what matters."""
    headings = [line for line in lines(write(reading())) if line.startswith("#")]
    assert headings == [
        "# Your programme from Mon 3 Aug to Sun 9 Aug",
        "# What needs you now",
        "# The service",
        "# Care for the supporters",
        "# The system",
    ]


def test_a_week_without_anything_is_said():
    shown = lines(write(reading()))
    assert {"Nothing needs you now.", "No case began or ended in this week.", "Every message was delivered."} <= {
        *shown
    }


def test_weeks_that_were_missed_are_said():
    assert not any("did not come" in line for line in lines(write(reading())))
    assert "The overview of 1 earlier week did not come. Its cases are looked after as always." in lines(
        write(reading(missed=1))
    )


def test_cases_are_named_by_code_with_what_to_do():
    stuck = case("K7F3", Step.NEEDS_COORDINATOR)
    silent = case("M2P9", Step.ACCEPTED, accepted_at=MONDAY + DAY)
    shown = lines(write(reading(stuck, silent)))
    at = shown.index("# What needs you now")
    assert shown[at + 1 : at + 3] == [
        "K7F3 needs a supporter. It has been open for 7 days.",
        "M2P9 was accepted 6 days ago. Please call the supporter: no first try yet.",
    ]


def test_no_message_names_a_person():
    """Neither the recipient's nor a supporter's account is anywhere in it."""
    ones = [case("K7F3", step, accepted_at=MONDAY, supporter=PersonId("web:ben")) for step in Step]
    told = repr(write(reading(*ones)))
    assert "web:" not in told
    assert "Mention" not in told


def test_the_table_repeats_the_chart():
    """Who can't see the chart reads the same figures beneath it."""
    blocks = write(reading(case("K7F3", Step.OFFERED))).blocks
    at = next(at for at, block in enumerate(blocks) if isinstance(block, Chart))
    chart, table = blocks[at], blocks[at + 1]
    assert isinstance(chart, Chart)
    assert isinstance(table, Table)
    assert [[said(cell) for cell in row[1:]] for row in table.rows] == [
        [*map(str, counts)] for _, counts in chart.series
    ]


def test_few_cases_are_counted_and_many_also_weighed():
    week = replace(reading().figures, matched=Share(4, 5), reached=Share(1, 4))
    shown = lines(write(replace(reading(), figures=week)))
    assert "Accepted on time | – | 80% (4 of 5)" in shown
    assert "First try on time | – | 1 of 4" in shown
    assert "Half were accepted within | too few to say | too few to say" in shown


def test_counts_that_contradict_each_other_are_said():
    broken = case("K7F3", Step.OFFERED, closed_at=MONDAY + DAY)
    assert "These counts don't add up. Please tell your administrator." in lines(write(reading(broken)))


def test_there_is_one_button_and_it_opens_the_desk():
    message = write(reading())
    (buttons,) = [block for block in message.blocks if isinstance(block, Buttons)]
    assert [button.action for button in buttons.buttons] == [Action("desk")]
    assert message.notification is NOTIFICATION


def test_a_hundred_cases_fit_and_the_rest_are_counted():
    needs = tuple(Need(code=CaseCode(f"C{at}"), why=Why.NO_ATTEMPT, lasting=DAY) for at in range(100))
    assert "And 90 more cases." in lines(write(reading(needs=needs)))


def test_the_most_pressing_and_the_oldest_come_first():
    planned = (CheckIn(number=1, due=NOW - 8 * DAY),)
    ones = [
        case("LATE", Step.FOLLOW_UP, check_ins=planned),
        case("NEW", Step.NEEDS_COORDINATOR, opened_at=NOW - HOUR),
        case("MUTE", Step.ACCEPTED, accepted_at=NOW - 4 * DAY),
        case("OLD", Step.NEEDS_COORDINATOR),
    ]
    assert [need.code for need in needs_now(ones, Policy(), NOW)] == ["OLD", "NEW", "MUTE", "LATE"]


@pytest.mark.parametrize(
    "fine",
    [
        case("K7F3", Step.OFFERED),
        case("K7F3", Step.ACCEPTED, accepted_at=NOW - 2 * DAY),
        case("K7F3", Step.OUTREACH, accepted_at=MONDAY, attempts=(MONDAY,)),
        case("K7F3", Step.FOLLOW_UP, check_ins=(CheckIn(number=1, due=NOW - 6 * DAY),)),
        case("K7F3", Step.CLOSED, check_ins=(CheckIn(number=1, due=MONDAY - 8 * DAY),)),
    ],
)
def test_what_goes_its_way_needs_nobody(fine: Case):
    assert needs_now([fine], Policy(), NOW) == ()


def test_supporters_are_counted_never_ranked():
    """One may be in several counts; who left, or is no supporter, is in none."""
    away = Supporter(leave=(Leave(date(2026, 8, 10), date(2026, 8, 20)),), rest_until=NOW + DAY)
    people = [
        Member(person=PersonId("web:a"), name="A", roles=frozenset({Role.SUPPORTER}), timezone="UTC", supporter=away),
        Member(
            person=PersonId("web:b"), name="B", roles=frozenset({Role.SUPPORTER}), timezone="UTC", supporter=Supporter()
        ),
        Member(person=PersonId("web:c"), name="C", roles=frozenset({Role.DIRECTOR}), timezone="UTC"),
    ]
    care = care_for(people, {PersonId("web:b"): 2}, Policy(), now=NOW)
    assert care == Care(active=2, at_cap=1, resting=1, on_leave=1)


def supporter(zone: str = "America/New_York", **about: object) -> Member:
    settings = replace(Supporter(trained_on=date(2026, 6, 1)), **about)
    roles = frozenset({Role.SUPPORTER})
    return Member(person=PersonId("web:b"), name="B", roles=roles, timezone=zone, supporter=settings)


def report(member: Member, **about: object) -> digest_schedule.Report:
    made = digest_schedule.Report(
        now=datetime(2026, 8, 3, 12, tzinfo=UTC),
        policy=Policy(),
        slot=date(2026, 8, 3),
        previous=date(2026, 7, 27),
        cases=(),
        members=(member,),
        open_cases={},
    )
    return replace(made, **about)


def reminded(left: int, **about: object) -> list[Remind]:
    """The nudges of a Monday on which a training has so many days left."""
    trained = date(2026, 8, 3) - timedelta(days=365 - left)
    found = digest_schedule.decide(report(supporter(trained_on=trained), **about)).effects
    return [one for one in found if isinstance(one, Remind) and one.name == "nudge"]


@pytest.mark.parametrize(
    ("left", "count"), [(67, 0), (66, 1), (60, 1), (59, 0), (36, 1), (29, 0), (13, 1), (7, 1), (6, 0), (-1, 0)]
)
def test_a_training_that_ends_is_said_at_sixty_thirty_and_seven_days(left: int, count: int):
    """On the Monday before, so that it never comes late; each of the three once."""
    assert len(reminded(left)) == count


def test_after_an_outage_a_reminder_that_was_missed_comes():
    assert len(reminded(50)) == 0
    assert len(reminded(50, previous=date(2026, 7, 13))) == 1


def test_a_reminder_waits_for_the_supporters_own_morning():
    trained = date(2026, 8, 3) - timedelta(days=365 - 60)
    (nudge,) = digest_schedule.decide(report(supporter("America/Los_Angeles", trained_on=trained))).effects[:1]
    assert isinstance(nudge, Remind)
    assert nudge.at == datetime(2026, 8, 3, 14, tzinfo=UTC)


def test_care_says_how_the_load_is_spread():
    days = tuple(date(2026, 8, 1) - timedelta(days=ago) for ago in (1, 5, 30))
    people = [
        replace(supporter(accepted_on=days), person=PersonId("web:a")),
        replace(supporter(trained_on=date(2025, 8, 20)), person=PersonId("web:c")),
        supporter(accepted_on=days[:1]),
    ]
    care = care_for(people, {}, Policy(), now=NOW)
    assert (care.most, care.median, care.idle, care.training_soon) == (3, 1, 1, 1)
    shown = lines(write(reading(care=care, informal=2)))
    assert "In 90 days, the supporter with the most cases took 3, and the one in the middle 1." in shown
    assert "1 supporter was not asked in 90 days." in shown
    assert "The training of 1 supporter ends within 30 days." in shown
    assert "2 talks outside the programme were logged this quarter." in shown


def test_the_coverage_of_the_coming_week_stands_in_it():
    traits = Traits(cluster="acute")
    found = coverage([supporter(traits=traits, hours=parse_hours("Mon-Fri 07:00-14:00"))], {}, Policy(), now=NOW)
    shown = lines(write(reading(coverage=found)))
    assert "In the next 7 days somebody can be asked in 35 percent of the waking hours." in shown
    assert "On 7 days there are hours without anybody to ask." in shown
    assert "acute | 35%" in shown


@pytest.mark.parametrize(("count", "told"), [(0, "Nothing needs you now."), (2, "2 stored rows can't be read.")])
def test_rows_that_no_key_opens_need_somebody(count, told):
    """They are passed over, so nobody would notice a case that is among them."""
    assert any(line.startswith(told) for line in lines(write(reading(unreadable=count))))
