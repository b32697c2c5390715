"""The outbox's SQL, the same for SQLite and PostgreSQL (which alone has row locks: SQLite leaves FOR UPDATE out)."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, case, delete, exists, func, insert, not_, or_, select, update

from store.tables import cases, outbox

_c = outbox.c
_withdrawal = outbox.alias("withdrawal")
_waits = _c.state == "waiting"

_claimable_at = case((_c.lease_until > _c.due_at, _c.lease_until), else_=_c.due_at)
_queues = (
    select(
        _c.id,
        _claimable_at.label("due_at"),
        func.row_number().over(partition_by=_c.person_index, order_by=(_c.receipt.is_(None), _c.id)).label("place"),
    )
    .where(_waits)
    .subquery("queues")
)
"""Numbered, and not searched for an earlier one each: with the statistics of an empty table PostgreSQL joins every
message with every other, which 2,000 that piled up in an outage turn into seconds."""
# A question to a supporter waits behind nothing else: a message that is held would hold up somebody's case.
_first_of_person = _queues.c.place == 1
_lapsed = _c.lease_token.is_not(None)
_next = (
    select(_queues.c.id)
    .where(_first_of_person, _queues.c.due_at <= bindparam("now"))
    .order_by(_queues.c.due_at, _queues.c.id)
    .limit(bindparam("limit"))
    .cte("next")
    .prefix_with("MATERIALIZED")
)
_locked = (
    select(_c.id)
    .where(_c.id.in_(select(_next.c.id)), _waits, _claimable_at <= bindparam("now"))
    .with_for_update(skip_locked=True)
    .cte("locked")
)
"""What is being withdrawn at this moment is not waited for."""
CLAIM = (
    update(outbox)
    .where(_c.id.in_(select(_locked.c.id)))
    .values(
        uncertain=or_(_c.uncertain, _lapsed),
        tries=case((_lapsed, _c.tries + 1), else_=_c.tries),
        lease_token=bindparam("lease"),
        lease_until=bindparam("until"),
    )
    .returning(
        _c.id,
        _c.kind,
        _c.case_code,
        _c.name,
        _c.target,
        _c.token,
        _c.body,
        _c.receipt,
        _c.tries,
        _c.uncertain,
        _c.created,
    )
)
"""Lease what is due, per person only the oldest. A lease that lapsed may have sent: that makes the item uncertain.

One claimer at a time: whoever else runs it meanwhile would choose the same."""

ADD = insert(outbox)
_held = and_(_c.id == bindparam("of"), _c.lease_token == bindparam("lease"))
HELD = (
    select(_c.id, _c.kind, _c.name, _c.case_code, _c.target, _c.token, _c.body, _c.receipt)
    .where(_held)
    .with_for_update()
)
BY_ID = select(_c.id, _c.token, _c.reference, _c.person_index).where(_c.id == bindparam("of"))
DELETE = delete(outbox).where(_c.id == bindparam("of"))
_release = update(outbox).where(_held).values(lease_token=None, lease_until=None)
LATER = _release.values(due_at=bindparam("due_at"), uncertain=bindparam("uncertain"), tries=_c.tries + 1)
REROUTE = _release.values(body=bindparam("sealed"), due_at=bindparam("now"), uncertain=False, tries=0)
_idle = and_(_waits, _c.lease_token.is_(None), _c.due_at > bindparam("now"))
RELEASE_ALL = update(outbox).where(_idle).values(due_at=bindparam("now"))
GIVE_UP = _release.values(state="dead", first_due=None, body=None, person_index=b"", period=None)
"""Nobody can be found by a dead letter."""
KEEP_REFERENCE = (
    update(outbox)
    .where(_c.id == bindparam("of"))
    .values(
        state="sent",
        first_due=None,
        body=None,
        reference=bindparam("sealed"),
        due_at=0,
        lease_token=None,
        lease_until=None,
    )
)

_of_person = _c.person_index.in_(bindparam("persons", expanding=True))
RELEASE = update(outbox).where(_idle, _of_person).values(due_at=bindparam("now"))
"""Whatever waits for a time of ours may be tried again at once: what stood in its way is mended."""
QUEUE_OF = select(_c.person_index, _c.period).where(_of_person, _waits).limit(1)
"""Where a person's messages queue: the next one joins them, so that it can't overtake them at midnight."""
_of_case = and_(_c.case_code == bindparam("case"), _of_person)
_named = or_(bindparam("called", "") == "", _c.name == bindparam("called"))
_alive_tell = and_(_c.kind == "tell", _c.state != "dead")
LATEST = select(func.max(_c.id)).where(_of_case, _c.name == bindparam("called"), _alive_tell)
"""The message that a replacement is about."""
DROP_UNSENT = delete(outbox).where(
    _of_case, _named, _waits, _c.kind != "withdraw", _c.lease_token.is_(None), not_(_c.uncertain)
)
"""What surely never arrived, and replacements that a withdrawal overtakes."""
TO_WITHDRAW = (
    select(_c.id, _c.name)
    .where(_of_case, _named, _alive_tell)
    .where(
        not_(
            exists().where(
                _withdrawal.c.case_code == bindparam("case"),
                _withdrawal.c.target == _c.id,
                _withdrawal.c.kind == "withdraw",
                _withdrawal.c.state == "waiting",
            )
        )
    )
    .order_by(_c.id)
)

COUNT = select(func.count()).where(_c.state == bindparam("state"))
NEXT_DUE = select(func.min(_queues.c.due_at)).where(_first_of_person)
OLDEST_DUE = select(func.min(func.coalesce(_c.first_due, _c.due_at))).where(_waits)
BRING_FORWARD_DUE = update(outbox).where(_waits, _c.due_at > bindparam("soonest")).values(due_at=bindparam("soonest"))
BRING_FORWARD_LEASE = (
    update(outbox).where(_waits, _c.lease_until > bindparam("soonest")).values(lease_until=bindparam("soonest"))
)
"""After the clock was set back, also while no process ran: a time that lies further ahead is of another clock."""
_kept_case = exists().where(cases.c.code == _c.case_code)
FORGET_DEAD = delete(outbox).where(_c.state == "dead", _c.created < bindparam("before"), not_(_kept_case))
FORGET_SENT = delete(outbox).where(_c.state == "sent", _c.created < bindparam("before"), not_(_kept_case))

PEOPLE_OF = (
    select(_c.person_index)
    .where(_c.period == bindparam("day"), _c.person_index > bindparam("after"))
    .group_by(_c.person_index)
    .order_by(_c.person_index)
    .limit(bindparam("limit"))
)
"""Whose messages are still found under an earlier day's key."""
OF_PERSONS = (
    select(_c.id, _c.kind, _c.case_code, _c.name, _c.target, _c.token, _c.body, _c.reference, _c.receipt, _c.state)
    .where(_of_person)
    .order_by(_c.id)
    .with_for_update()
)
MOVE = (
    update(outbox)
    .where(_c.id == bindparam("of"))
    .values(
        person_index=bindparam("index"),
        period=bindparam("day"),
        body=bindparam("sealed_body"),
        reference=bindparam("sealed_reference"),
    )
)
FORGET_PERSON = update(outbox).where(_c.id == bindparam("of")).values(person_index=b"", period=None)
