"""What concerns no single case: lists, phoned-in requests, the clinical back-up, complaints, nudges that waited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.conversation import texts
from bot.conversation.auditing import day_of, recorded
from bot.conversation.effects import Cancel, Decision, Remind, Tell
from bot.conversation.events import (
    BackupOverdue,
    ComplaintDue,
    DisclosureLapsed,
    IncidentListMatured,
    Nudge,
    NudgeDue,
    Suggestion,
    SuggestionMatured,
)
from bot.conversation.flows.intake import MATURES
from bot.domain.audit import SYSTEM, Kind, Record
from bot.domain.case import Origin
from bot.domain.eligibility import first_waking
from bot.domain.people import Role
from bot.ui import Toast, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.conversation.events import (
        BackupAnswered,
        BackupPaged,
        ComplaintMade,
        DisclosureAnswered,
        IncidentListed,
        RequestEntered,
    )
    from bot.conversation.facts import Facts
    from bot.domain.people import Member, PersonId
    from bot.domain.policy import Quiet
    from bot.ui import Message

GROUP = 5
"""From so many people of one incident on, the coordinator is asked to consider a group session."""

PAGE, COMPLAINT = "backup", "complaint"
"""Agenda entries that hold who asked for help or for a call, sealed, under a random key."""

DISCLOSURE = "disclosure"
"""The agenda entry that is a request to print what is kept about somebody; seven days long."""
_FORGOTTEN_AFTER = timedelta(days=1)

NUDGE = "nudge"
STOPS = {"slack": Nudge.SLACK_STOPPED, "teams": Nudge.TEAMS_STOPPED}
"""What is said when a platform lets the bot in no more."""


def on_entered(event: RequestEntered, facts: Facts) -> Decision:
    """As any suggestion: sealed, with time to undo a mis-pick; who wrote it down never supports this person."""
    suggestion = replace(event.suggestion, not_these=event.suggestion.not_these | {event.by})
    return Decision(effects=(_sealed(event.key, SuggestionMatured(suggestion=suggestion), facts),))


def on_listed(event: IncidentListed, facts: Facts) -> Decision:
    """The whole list is one sealed entry, so that one *Undo* takes back all of it."""
    return Decision(effects=(_sealed(event.key, IncidentListMatured(listed=event), facts),))


def _sealed(key: str, event: SuggestionMatured | IncidentListMatured, facts: Facts) -> Remind:
    return Remind(subject=key, name=MATURES, event=event, at=facts.now + facts.policy.clocks.undo)


def on_list_matured(event: IncidentListMatured, facts: Facts) -> Decision:
    """One suggestion each: nobody of the list supports another of it, nor does the notifier."""
    listed = event.listed
    suggestions = tuple(
        Remind(
            subject=f"{listed.key}:{number}",
            name=MATURES,
            event=SuggestionMatured(suggestion=_suggested(listed, person), restored=event.restored),
            at=facts.now,
        )
        for number, person in enumerate(listed.people)
    )
    return Decision(effects=suggestions if event.restored else (*suggestions, *_group_session(listed, facts)))


def _suggested(listed: IncidentListed, person: PersonId) -> Suggestion:
    return Suggestion(
        recipient=person,
        referrer=listed.by,
        origin=Origin.INCIDENT_LIST,
        made_at=listed.made_at,
        category=listed.category,
        not_these=frozenset({*listed.people, listed.by} - {person}),
    )


def _group_session(listed: IncidentListed, facts: Facts) -> tuple[Remind, ...]:
    if len(listed.people) < GROUP:
        return ()
    heard = facts.holders(Role.COORDINATOR) or facts.holders(Role.DEPUTY)
    return tuple(
        Remind(
            subject=f"{listed.key}:group:{number}",
            name=NUDGE,
            event=NudgeDue(to=one.person, nudge=Nudge.GROUP_SESSION),
            at=_waking(one, facts),
        )
        for number, one in enumerate(heard)
    )


def on_paged(event: BackupPaged, facts: Facts) -> Decision:
    """The first back-up is paged at once, whatever the hour; a second press of the same button pages nobody twice."""
    if facts.page is not None:
        return Decision()
    if not _backups(event.by, facts):
        return Decision(reply=Toast(say("Nobody is on the back-up list. Please call one of these numbers.")))
    decision = _page(event.by, event.key, 0, facts=facts)
    return replace(decision, reply=Toast(say("A clinical back-up is being paged. You will hear who answers.")))


def on_backup_overdue(event: BackupOverdue, facts: Facts) -> Decision:
    """Ten minutes without an answer: the next one; after the last, the supporter is told to call."""
    backups = _backups(event.supporter, facts)
    if event.level < len(backups) and not event.answered:
        return _page(event.supporter, event.key, event.level, facts=facts)
    if event.level > len(backups) or event.answered:
        return Decision()
    told = Tell(to=event.supporter, message=texts.backup_silent())
    later = _overdue(event.supporter, event.key, event.level + 1, facts.now + _FORGOTTEN_AFTER)
    return Decision(effects=(told, later))


def _page(supporter: PersonId, key: str, level: int, *, facts: Facts) -> Decision:
    backup = _backups(supporter, facts)[level]
    page = Tell(to=backup.person, message=texts.backup_page(key))
    return Decision(effects=(page, _overdue(supporter, key, level + 1, facts.now + facts.policy.clocks.backup)))


def _overdue(  # noqa: PLR0917 - whose page, which, how far, until when
    supporter: PersonId, key: str, level: int, at: datetime
) -> Remind:
    return Remind(subject=key, name=PAGE, event=BackupOverdue(supporter=supporter, key=key, level=level), at=at)


def _backups(supporter: PersonId, facts: Facts) -> tuple[Member, ...]:
    return tuple(one for one in facts.holders(Role.BACKUP) if one.person != supporter)


def on_answered(event: BackupAnswered, facts: Facts) -> Decision:
    """The cascade stops and the supporter is told, once; a later answer only shows whom to call."""
    page = facts.page
    if page is None or page.answered:
        return Decision()
    told = Tell(to=page.supporter, message=texts.backup_answered())
    done = _overdue(page.supporter, event.key, page.level, facts.now + _FORGOTTEN_AFTER)
    return Decision(effects=(replace(done, event=replace(page, answered=True)), told))


def on_complaint(event: ComplaintMade, facts: Facts) -> Decision:
    """The director hears of it in waking hours; who complained is sealed, and forgotten like a case that ended."""
    heard = facts.holders(Role.DIRECTOR)
    if not heard:
        return Decision(reply=Toast(say("There is no director at the moment. Please call the programme.")))
    effects = tuple(
        Remind(
            subject=f"{event.key}:{number}",
            name=COMPLAINT,
            event=ComplaintDue(to=one.person, by=event.by, key=f"{event.key}:{number}"),
            at=_waking(one, facts),
        )
        for number, one in enumerate(heard)
    )
    return Decision(effects=effects, reply=Toast(say("The director will be told. They will call you.")))


def on_complaint_due(event: ComplaintDue, facts: Facts) -> Decision:
    """One nudge; the name shows only after *Open*, and for as long as a closed case is kept."""
    if event.told:
        return Decision()
    kept = Remind(
        subject=event.key, name=COMPLAINT, event=replace(event, told=True), at=facts.now + facts.policy.clocks.purge
    )
    message = texts.complaint_restored(event.key) if event.restored else texts.complaint(event.key)
    return Decision(effects=(Tell(to=event.to, message=message), kept))


def on_disclosure_answered(event: DisclosureAnswered, facts: Facts) -> Decision:
    """Approved or refused by somebody whom it is not about; they read a code and a reason, no name."""
    asked = facts.disclosure
    if asked is None or not isinstance(asked.event, DisclosureLapsed) or asked.event.approved:
        return Decision()
    if asked.event.person == event.by:
        return Decision()
    record = recorded(Kind.DISCLOSURE, event.by, facts, reason="approved" if event.approved else "refused")
    if not event.approved:
        refused = Cancel(subject=asked.subject, name=asked.name)
        return Decision(effects=(refused, record), reply=Toast(say("Refused. Nothing is printed.")))
    approved = replace(asked, event=replace(asked.event, approved=True))
    return Decision(effects=(approved, record), reply=Toast(say("Approved. It can be printed once.")))


def on_disclosure_lapsed(facts: Facts) -> Decision:
    """Seven days without use: the request is gone."""
    return Decision(
        effects=(Record(kind=Kind.DISCLOSURE, role=SYSTEM, on=day_of(facts.now, facts.policy), reason="lapsed"),)
    )


def stopped(platform: str, staff: Iterable[Member], *, now: datetime, quiet: Quiet) -> tuple[Remind, ...]:
    """That this platform lets the bot in no more, to coordinators and deputies whom it reaches on the other one.

    Where it reaches no coordinator, the director hears of it, too.
    """
    reached = [one for one in staff if one.person.partition(":")[0] in STOPS.keys() - {platform}]
    runs = [one for one in reached if one.has(Role.COORDINATOR, Role.DEPUTY)]
    if not any(one.has(Role.COORDINATOR) for one in runs):
        runs += [one for one in reached if one.has(Role.DIRECTOR) and one not in runs]
    return tuple(
        Remind(
            subject=f"stopped:{platform}:{number}",
            name=NUDGE,
            event=NudgeDue(to=one.person, nudge=STOPS[platform]),
            at=first_waking(now, one.timezone, quiet),
        )
        for number, one in enumerate(runs)
    )


def on_nudge_due(event: NudgeDue) -> Decision:
    """Say the constant sentence that waited."""
    return Decision(effects=(Tell(to=event.to, message=_waited(event.nudge)),))


def _waited(nudge: Nudge) -> Message:
    match nudge:
        case Nudge.ENDED:
            return texts.ended()
        case Nudge.GROUP_SESSION:
            return texts.group_session()
        case Nudge.TRAINING:
            return texts.training_due()
        case Nudge.AWAY:
            return texts.away()
        case Nudge.SESSION_OFF:
            return texts.session_off()
        case Nudge.SLACK_STOPPED:
            return texts.slack_stopped()
        case Nudge.TEAMS_STOPPED:
            return texts.teams_stopped()
        case _:
            assert_never(nudge)


def _waking(member: Member, facts: Facts) -> datetime:
    return first_waking(facts.now, member.timezone, facts.policy.quiet)
