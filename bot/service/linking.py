"""Two addresses become one person's: everything that is kept about one of them is the other's, in one unit of work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation.effects import Become, Unlink
from bot.conversation.flows.groups.sessions import PLACE, doubled
from bot.conversation.flows.platforms.joining import settled
from bot.conversation.flows.platforms.renaming import joined_members, joined_records, renamed
from bot.domain.people import Address
from bot.service.writing import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.effects import Decision
    from bot.domain.case import Case
    from bot.domain.people import Member, Person, PersonId
    from bot.ports import UnitOfWork
    from bot.service.gathering import Gathering


@dataclass(frozen=True)
class Linking:
    """Carries out what a decision says about addresses, before the rest of it is written."""

    gathering: Gathering

    def carry_out(self, work: UnitOfWork, decision: Decision) -> None:
        """In the order of the decision."""
        for effect in decision.effects:
            if isinstance(effect, Become):
                self.become(work, effect.old, effect.new)
            elif isinstance(effect, Unlink):
                work.people.unlink(Address.parse(effect.address), self.gathering.facts().now)

    def become(self, work: UnitOfWork, old: PersonId, new: PersonId) -> None:
        """Doing it again changes nothing more. Messages that were written for either address still go there."""
        if not work.people.join(old, new):
            return
        names: dict[str, PersonId] = {old: new}
        record = self._record(work, old, new)
        self._roster(work, old, new)
        work.agenda.rename(lambda event: renamed(event, names))
        for extra in doubled(work.agenda.named(PLACE), new):
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
            changed = renamed(one, {old: new})
            if changed is not one:
                work.roster.save(changed)
        other = work.roster.lock(old)
        if other is None:
            return
        kept = work.roster.lock(new)
        joined = renamed(joined_members(kept, other), {old: new})
        work.roster.remove(old)
        work.roster.save(_without_oneself(replace(joined, version=kept.version if kept else 0)))

    def _cases(self, work: UnitOfWork, person: PersonId, names: Mapping[str, PersonId], *, opted_out: bool) -> None:
        every = {one.code: one for one in work.cases.all()}
        after = {code: renamed(one, names) for code, one in every.items()}
        touched = [one for one in after.values() if one is not every[one.code] or _concerns(one, person)]
        before = tuple(every.values())
        after_all = settled(
            person,
            touched,
            lambda case, event: self.gathering.case_facts(work, case, event),
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
