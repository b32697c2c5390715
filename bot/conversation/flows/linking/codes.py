"""Link codes: one is shown on Slack or Teams and typed on the other, once, within ten minutes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.audit_trail import day_of, window_of
from bot.conversation.effects import Cancel, Decision, MergePeople, Remind, Tally, UnlinkAddress
from bot.conversation.events.linking import (
    AddressesParted,
    AddressGone,
    CodeAsked,
    CodeIssued,
    CodeTyped,
    LinkSettled,
    MainAddressChosen,
)
from bot.conversation.flows.asking import hour_ends
from bot.conversation.lasting import lasting
from bot.domain.audit import OPERATOR, Kind, Record
from bot.ui import Toast, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.effects import Effect
    from bot.conversation.facts import Facts
    from bot.domain.people import Member, PersonId

CODE, SETTLES, GONE = "link_code", "link_settles", "address_gone"
"""Agenda entries: a code that can be typed, what follows a link, and an account that is gone."""
WRONG = "wrong_codes"
"""The keyed counter of what somebody typed in vain."""
VALID = timedelta(minutes=10)
MOST_WRONG = 5
"""How many in an hour: a code is one of a million million."""
_PRETENDED = "web"  # the playground is one platform, and stands for both
_SETTLES_AFTER = timedelta(minutes=1)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _BITS = 8, 5
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def code_of(key: str) -> str:
    """Forty bits of a random key, such as ``K7F39QXM``."""
    number = int.from_bytes(hashlib.sha256(f"code/{key}".encode()).digest()[:_LENGTH])
    return "".join(_LETTERS[number >> (_BITS * place) & (len(_LETTERS) - 1)] for place in range(_LENGTH))


def read_code(typed: str) -> str:
    """What was typed as it was meant; empty if it can't be a code."""
    code = typed.strip().upper().translate(_READ_AS)
    return code if len(code) == _LENGTH and set(code) <= set(_LETTERS) else ""


def on_settled(event: LinkSettled, facts: Facts) -> Decision:
    """Once more, while it is still so."""
    again = MergePeople(old=event.old, new=event.by)
    return Decision(effects=(again,) if event.old in facts.linked else ())


def on_lapsed(_event: CodeIssued, _facts: Facts) -> Decision:
    """Nothing: its entry has left the agenda."""
    return Decision()


def on_asked(event: CodeAsked, facts: Facts) -> Decision:
    """Sealed on the agenda, under a name that says nothing of it; an earlier code of theirs is no longer valid."""
    earlier = (Cancel(subject=one.subject, name=one.name) for one in facts.sealed if _is_of(one, event.by))
    subject = hashlib.sha256(f"link/{event.key}".encode()).hexdigest()[:20]
    lapses = CodeIssued(by=event.by, code=code_of(event.key))
    return Decision(effects=(*earlier, Remind(subject=subject, name=CODE, event=lapses, at=facts.now + VALID)))


def _is_of(entry: Remind, person: PersonId) -> bool:
    return isinstance(entry.event, CodeIssued) and entry.event.by == person


def on_typed(event: CodeTyped, facts: Facts) -> Decision:
    """Where the code was shown is where the bot writes; all that is kept about the other address is theirs now."""
    if facts.wrong_codes >= MOST_WRONG:
        return Decision(
            reply=Toast(say("That was too many wrong codes. Please try again after {when}.", when=hour_ends(facts)))
        )
    shown = code_typed(facts.sealed, event.code)
    if shown is None or shown.at <= facts.now or not isinstance(shown.event, CodeIssued):
        wrong = Tally(name=WRONG, subject=event.by, window=window_of(facts.now), until=hour_ends(facts))
        words = say(
            "This code is not valid: wrong, used or older than {valid}. Please get a new one there.",
            valid=lasting(VALID),
        )
        return Decision(effects=(wrong,), reply=Toast(words))
    if shown.event.by == event.by:
        return Decision(reply=Toast(say("This is your own code. Type it on the other platform, in your own account.")))
    if _place(shown.event.by) == _place(event.by) != _PRETENDED:
        return Decision(reply=Toast(say("This code was shown on this platform too. Please type it on the other one.")))
    used = Cancel(subject=shown.subject, name=CODE)
    new = shown.event.by
    return Decision(effects=(used, *link(event.by, new, facts), _record(new, facts.shown_to, facts, reason="linked")))


def _place(person: PersonId) -> str:
    return person.partition(":")[0]


def code_typed(entries: Iterable[Remind], code: str) -> Remind | None:
    """The entry of the code that was typed."""
    return next((one for one in entries if _matches(one, code)), None)


def _matches(entry: Remind, code: str) -> bool:
    return isinstance(entry.event, CodeIssued) and entry.event.code == code


def link_imported(old: PersonId, new: PersonId, facts: Facts) -> Decision:
    """Linked by the administrator; on record as such."""
    record = Record(kind=Kind.LINK, role=OPERATOR, on=day_of(facts.now, facts.policy), by=new, reason="linked")
    return Decision(effects=(*link(old, new, facts), record))


def link(old: PersonId, new: PersonId, facts: Facts) -> tuple[Effect, ...]:
    """All of the first one is the second one's; and once more in a minute, for what was on its way."""
    key = hashlib.sha256(f"{old}/{new}/{facts.now.isoformat()}".encode()).hexdigest()[:20]
    again = Remind(subject=key, name=SETTLES, event=LinkSettled(by=new, old=old), at=facts.now + _SETTLES_AFTER)
    return (MergePeople(old=old, new=new), again)


def on_moved(event: MainAddressChosen, facts: Facts) -> Decision:
    """From now on the bot writes to the address that they chose."""
    if event.address not in facts.linked:
        return Decision()
    moved = _record(event.address, facts.actor, facts, reason="moved")
    return Decision(effects=(*link(event.by, event.address, facts), moved))


def on_parted(event: AddressesParted, facts: Facts) -> Decision:
    """Their addresses are two people again; what is kept stays with the canonical one."""
    if not facts.linked:
        return Decision()
    apart = (UnlinkAddress(address=one) for one in facts.linked)
    return Decision(effects=(*apart, _record(event.by, facts.actor, facts, reason="unlinked")))


def on_gone(event: AddressGone, facts: Facts) -> Decision:
    """They go on under another address; that of an account that is gone is nobody's."""
    gone = (UnlinkAddress(address=event.address), _record(event.by, facts.actor, facts, reason="gone"))
    if event.address in facts.linked:
        return Decision(effects=gone)
    if event.address != event.by or not facts.linked:
        return Decision()
    new = facts.linked[0]
    moved = _record(new, facts.actor, facts, reason="moved")
    return Decision(effects=(*link(event.by, new, facts), moved, *gone))


def _record(by: PersonId, member: Member | None, facts: Facts, *, reason: str) -> Record:
    role = min(one.value for one in member.roles) if member and member.roles else PERSON
    return Record(kind=Kind.LINK, role=role, on=day_of(facts.now, facts.policy), by=by, reason=reason)


PERSON = "person"
"""As what somebody without a role links their addresses."""
