"""One transaction, seen as the repositories that work in it; each is made anew when asked for, and holds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.contents import SqlInspection
from store.repositories.agenda import SqlAgenda
from store.repositories.audit import SqlAudit
from store.repositories.cases import SqlCases
from store.repositories.conversations import SqlConversations
from store.repositories.counters import SqlCounters
from store.repositories.directory import SqlDirectory
from store.repositories.heartbeats import SqlHeartbeats
from store.repositories.inbox import SqlInbox
from store.repositories.outbox.repository import SqlOutbox
from store.repositories.people import SqlPeople
from store.repositories.platform_pauses import SqlHolds
from store.repositories.rate_counters import SqlLimits
from store.repositories.releases import SqlReleases
from store.repositories.roster import SqlRoster
from store.repositories.scheduled_slots import SqlSlots
from store.repositories.unreachable import SqlUnreachable

if TYPE_CHECKING:
    from store.transaction import Transaction


class SqlUnitOfWork:
    """Fills ports.UnitOfWork; the store opens and commits the transaction around it."""

    def __init__(self, scope: Transaction) -> None:
        self._scope = scope

    @property
    def unreadable(self) -> int:
        """How many rows did not open since the start; each was passed over."""
        return len(self._scope.known_unreadable)

    @property
    def cases(self) -> SqlCases:
        """Cases, with the roster to say whose they are."""
        return SqlCases(self._scope, self.roster)

    @property
    def roster(self) -> SqlRoster:
        """People with a role."""
        return SqlRoster(self._scope)

    @property
    def people(self) -> SqlPeople:
        """Opt-outs and linked addresses."""
        return SqlPeople(self._scope)

    @property
    def directory(self) -> SqlDirectory:
        """The hospital's people, if a file of them was imported, by any address of theirs."""
        return SqlDirectory(self._scope, self.people)

    @property
    def inbox(self) -> SqlInbox:
        """What has been handled already."""
        return SqlInbox(self._scope)

    @property
    def agenda(self) -> SqlAgenda:
        """Events to ourselves."""
        return SqlAgenda(self._scope)

    @property
    def outbox(self) -> SqlOutbox:
        """Messages to people."""
        return SqlOutbox(self._scope)

    @property
    def slots(self) -> SqlSlots:
        """Cron-like slots."""
        return SqlSlots(self._scope)

    @property
    def counters(self) -> SqlCounters:
        """Counters by quarter."""
        return SqlCounters(self._scope)

    @property
    def releases(self) -> SqlReleases:
        """What was published."""
        return SqlReleases(self._scope)

    @property
    def audit(self) -> SqlAudit:
        """Who looked at whose case."""
        return SqlAudit(self._scope)

    @property
    def limits(self) -> SqlLimits:
        """Keyed counters that expire."""
        return SqlLimits(self._scope)

    @property
    def holds(self) -> SqlHolds:
        """Why nothing is sent to a platform for now."""
        return SqlHolds(self._scope)

    @property
    def unreachable(self) -> SqlUnreachable:
        """Who can't be written to."""
        return SqlUnreachable(self._scope)

    @property
    def heartbeats(self) -> SqlHeartbeats:
        """Which processes could write lately."""
        return SqlHeartbeats(self._scope)

    @property
    def conversations(self) -> SqlConversations:
        """Where people's direct messages are."""
        return SqlConversations(self._scope)

    @property
    def inspection(self) -> SqlInspection:
        """The rows themselves; only the playground looks."""
        return SqlInspection(self._scope)
