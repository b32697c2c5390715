"""Clinical back-up and calls of the director: who is paged, in which order, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation import nudges
from bot.conversation.effects import Decision, Remind, Tell
from bot.conversation.events.backup import BackupPageOpen, ComplaintDue
from bot.conversation.flows.digest import first_waking_of
from bot.domain.people import Role
from bot.ui import Toast, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.events.backup import BackupAnswered, BackupPaged, ComplaintMade
    from bot.conversation.facts import Facts
    from bot.domain.people import Member, PersonId

PAGE, COMPLAINT = "backup", "complaint"
"""Agenda entries that hold who asked for help or for a call, sealed, under a random key."""
_FORGOTTEN_AFTER = timedelta(days=1)


def on_paged(event: BackupPaged, facts: Facts) -> Decision:
    """The first back-up is paged at once, whatever the hour; a second press of the same button pages nobody twice."""
    if facts.page is not None:
        return Decision()
    backups = _backups(event.by, facts)
    if not backups:
        return Decision(reply=Toast(say("Nobody is on the back-up list. Please call one of these numbers.")))
    decision = _page_backup(BackupPageOpen(supporter=event.by, key=event.key, level=0), backups[0], facts)
    return replace(decision, reply=Toast(say("A clinical back-up is being paged. You will hear who answers.")))


def on_backup_overdue(event: BackupPageOpen, facts: Facts) -> Decision:
    """Ten minutes without an answer: one who was not paged yet; after the last, the supporter is told to call.

    Who was paged is kept by address: the list may change between two pages.
    """
    backups = _backups(event.supporter, facts)
    asked = event.asked or tuple(one.person for one in backups[: event.level])  # an older entry
    if event.answered or event.silent or event.level > len(asked):
        return Decision()
    left = [one for one in backups if one.person not in asked]
    page = replace(event, asked=asked, level=len(asked))
    if left:
        return _page_backup(page, left[0], facts)
    told = Tell(to=event.supporter, message=nudges.backup_silent())
    return Decision(effects=(told, _keep_page(replace(page, silent=True), facts.now + _FORGOTTEN_AFTER)))


def _page_backup(page: BackupPageOpen, backup: Member, facts: Facts) -> Decision:
    """This back-up is paged now, and has ten minutes."""
    after = replace(page, asked=(*page.asked, backup.person), level=page.level + 1)
    told = Tell(to=backup.person, message=nudges.backup_page(page.key))
    return Decision(effects=(told, _keep_page(after, facts.now + facts.policy.clocks.backup)))


def _keep_page(page: BackupPageOpen, at: datetime) -> Remind:
    return Remind(subject=page.key, name=PAGE, event=page, at=at)


def _backups(supporter: PersonId, facts: Facts) -> tuple[Member, ...]:
    return tuple(one for one in facts.backups if one.person != supporter)


def on_answered(event: BackupAnswered, facts: Facts) -> Decision:
    """The cascade stops and the supporter is told, once; a later answer only shows whom to call."""
    page = facts.page
    if page is None or page.answered:
        return Decision()
    told = Tell(to=page.supporter, message=nudges.backup_answered())
    done = _keep_page(replace(page, answered=True), facts.now + _FORGOTTEN_AFTER)
    return Decision(effects=(done, told))


def on_complaint(event: ComplaintMade, facts: Facts) -> Decision:
    """The director hears of it in waking hours; who complained is sealed, and forgotten like a case that ended."""
    heard = facts.holders(Role.DIRECTOR)
    if not heard:
        return Decision(reply=Toast(say("There is no director at the moment. Please call the programme.")))
    effects = tuple(
        Remind(
            subject=f"{event.key}:{number}",
            name=COMPLAINT,
            event=ComplaintDue(to=one.person, person=event.by, key=f"{event.key}:{number}"),
            at=first_waking_of(one, facts),
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
    message = nudges.complaint_restored(event.key) if event.restored else nudges.complaint(event.key)
    return Decision(effects=(Tell(to=event.to, message=message), kept))
