"""Links two accounts of one person: every record of one becomes the other's, in one unit of work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation.effects import MergePeople, UnlinkAddress
from bot.conversation.flows.linking.protecting import joined_records
from bot.conversation.flows.linking.renaming import joined_members, rename_people
from bot.conversation.flows.sessions import PLACE, second_places
from bot.service.applying_effects import write
from bot.service.merging import merge_cases
from bot.service.parting import part, returning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.effects import Decision
    from bot.domain.case import Case
    from bot.domain.people import Member, Person, PersonId
    from bot.ports import UnitOfWork
    from bot.service.sight import SightLoader


@dataclass(frozen=True)
class Linking:
    """Carries out what a decision says about addresses, before the rest of it is written."""

    gathering: SightLoader

    def carry_out(self, work: UnitOfWork, decision: Decision) -> None:
        """In the order of the decision."""
        for effect in decision.effects:
            if isinstance(effect, MergePeople):
                self.become(work, effect.old, effect.new)
            elif isinstance(effect, UnlinkAddress):
                part(work, effect.address, self.gathering.facts().now)

    def become(self, work: UnitOfWork, old: PersonId, new: PersonId) -> None:
        """Doing it again changes nothing more. Messages that were written for either address still go there."""
        if not work.people.join(old, new):
            return
        names: dict[str, PersonId] = {old: new}
        record = self._record(work, old, new)
        self._roster(work, old, new)
        work.agenda.rename(lambda event: rename_people(event, names))
        for extra in second_places(work.agenda.named(PLACE), new):
            work.agenda.cancel(extra.subject, extra.name)
        work.outbox.rename(old, new)
        self._cases(work, new, names, opted_out=record.opted_out)

    def _record(self, work: UnitOfWork, old: PersonId, new: PersonId) -> Person:
        kept = work.people.get(new)
        joined = joined_records(kept, work.people.get(old))
        if joined != kept:
            work.people.save(joined)
        work.people.forget(old)
        return joined

    def _roster(self, work: UnitOfWork, old: PersonId, new: PersonId) -> None:
        """Their own entry; and the lists of those who can't support them."""
        for one in work.roster.everybody():
            if one.person in {old, new}:
                continue
            changed = rename_people(one, {old: new})
            if changed is not one:
                work.roster.save(changed)
        other, kept = work.roster.lock(old), work.roster.lock(new)
        if other is None:
            if kept is not None and (after := returning(work, kept)) is not kept:
                work.roster.save(after)
            return
        joined = rename_people(joined_members(kept, other), {old: new})
        work.roster.remove(old)
        joined = replace(joined, version=kept.version if kept else 0)
        work.roster.save(_without_oneself(returning(work, joined)))

    def _cases(self, work: UnitOfWork, person: PersonId, names: Mapping[str, PersonId], *, opted_out: bool) -> None:
        every = {one.code: one for one in work.cases.all()}
        after = {code: rename_people(one, names) for code, one in every.items()}
        touched = [one for one in after.values() if one is not every[one.code] or _concerns(one, person)]
        before = tuple(every.values())
        after_all = merge_cases(
            person,
            touched,
            lambda case, event: self.gathering.facts_of(work, case, event),
            opted_out=opted_out,
        )
        write(work, replace(after_all, changed=tuple(one for one in after_all.changed if one not in before)))


def _concerns(case: Case, person: PersonId) -> bool:
    """Whether it may have to change although no name in it does."""
    return case.is_open and case.recipient == person


def _without_oneself(member: Member) -> Member:
    supporter = member.supporter
    if supporter is None or member.person not in supporter.avoid:
        return member
    return replace(member, supporter=replace(supporter, avoid=supporter.avoid - {member.person}))
