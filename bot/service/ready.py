"""Loads what the seven lights are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.people import Role
from bot.domain.readiness import PRACTICE, Standing
from bot.insight.digest_schedule import BACKUP
from bot.service.reaching import unwritable

if TYPE_CHECKING:
    from bot.ports import UnitOfWork
    from bot.service.context import Context


def standing_of(work: UnitOfWork, world: Context) -> Standing:
    """How the installation of this process stands now."""
    known = Standing(
        now=world.clock.now(),
        policy=world.policy,
        installation=world.installation(),
        members=(),
        rotas=world.rota_state(),
    )
    return standing(work, known)


def standing(work: UnitOfWork, known: Standing) -> Standing:
    """The same with what the database tells."""
    members = tuple(work.roster.with_role(*Role))
    return replace(
        known,
        members=members,
        unreachable=unwritable(work, [one.person for one in members], known.now),
        departments=any(one.traits.department for one in work.directory.page(0)[0]),
        last_backup=work.slots.latest(BACKUP),
        practised_on=work.slots.latest(PRACTICE),
    )
