"""One person, two platforms: a code that is shown on one and typed on the other, once, within ten minutes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.conversation.auditing import day_of, window_of
from bot.conversation.effects import Become, Cancel, Decision, Remind, Tally, Unlink
from bot.conversation.events import (
    AddressesParted,
    AddressGone,
    CodeAsked,
    CodeLapsed,
    CodeTyped,
    LinkSettled,
    WrittenHere,
)
from bot.conversation.flows.intake import hour_ends
from bot.domain.audit import OPERATOR, Kind, Record
from bot.ui import Toast, say

if TYPE_CHECKING:
    from bot.conversation.effects import Effect
    from bot.conversation.events import LinkEvent
    from bot.conversation.facts import Facts
    from bot.domain.people import PersonId

CODE, SETTLES, GONE = "link_code", "link_settles", "address_gone"
"""Agenda entries: a code that can be typed, what follows a link, and an account that is gone."""
WRONG = "wrong_codes"
"""The keyed counter of what somebody typed in vain."""
VALID = timedelta(minutes=10)
MOST_WRONG = 5
"""How many in an hour: a code is one of a million million."""
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


def on_link(event: LinkEvent, facts: Facts) -> Decision:
    """What becomes of somebody's addresses."""
    match event:
        case CodeAsked():
            return _asked(event, facts)
        case CodeTyped():
            return _typed(event, facts)
        case WrittenHere():
            return _moved(event, facts)
        case AddressesParted():
            return _parted(event, facts)
        case AddressGone():
            return _gone(event, facts)
        case LinkSettled():
            again = Become(old=event.old, new=event.by)
            return Decision(effects=(again,) if event.old in facts.linked else ())
        case CodeLapsed():
            return Decision()
        case _:
            assert_never(event)


def _asked(event: CodeAsked, facts: Facts) -> Decision:
    """Sealed on the agenda, under a name that says nothing of it; an earlier code of theirs is no longer valid."""
    earlier = (Cancel(subject=one.subject, name=one.name) for one in facts.sealed if _is_of(one, event.by))
    subject = hashlib.sha256(f"link/{event.key}".encode()).hexdigest()[:20]
    lapses = CodeLapsed(by=event.by, code=code_of(event.key))
    return Decision(effects=(*earlier, Remind(subject=subject, name=CODE, event=lapses, at=facts.now + VALID)))


def _is_of(entry: Remind, person: PersonId) -> bool:
    return isinstance(entry.event, CodeLapsed) and entry.event.by == person


def _typed(event: CodeTyped, facts: Facts) -> Decision:
    """Where the code was shown is where the bot writes; all that is kept about the other address is theirs now."""
    if facts.wrong_codes >= MOST_WRONG:
        return Decision(
            reply=Toast(say("That was too many wrong codes. Please try again after {when}.", when=hour_ends(facts)))
        )
    shown = next((one for one in facts.sealed if _matches(one, event.code) and facts.now < one.at), None)
    if shown is None or not isinstance(shown.event, CodeLapsed):
        wrong = Tally(name=WRONG, subject=event.by, window=window_of(facts.now), until=hour_ends(facts))
        words = say("This code is not valid: wrong, used or older than 10 minutes. Please get a new one there.")
        return Decision(effects=(wrong,), reply=Toast(words))
    if shown.event.by == event.by:
        return Decision(reply=Toast(say("This is your own code. Type it on the other platform, in your own account.")))
    used = Cancel(subject=shown.subject, name=CODE)
    return Decision(effects=(used, *linked(event.by, shown.event.by, facts, reason="linked")))


def _matches(entry: Remind, code: str) -> bool:
    return isinstance(entry.event, CodeLapsed) and entry.event.code == code


def imported(old: PersonId, new: PersonId, facts: Facts) -> Decision:
    """Linked by the administrator; on record as such."""
    record = Record(kind=Kind.LINK, role=OPERATOR, on=day_of(facts.now, facts.policy), by=new, reason="linked")
    return Decision(effects=(*linked(old, new, facts, reason="linked")[:-1], record))


def linked(old: PersonId, new: PersonId, facts: Facts, *, reason: str) -> tuple[Effect, ...]:
    """All of the first one is the second one's; and once more in a minute, for what was on its way."""
    key = hashlib.sha256(f"{old}/{new}/{facts.now.isoformat()}".encode()).hexdigest()[:20]
    again = Remind(subject=key, name=SETTLES, event=LinkSettled(by=new, old=old), at=facts.now + _SETTLES_AFTER)
    return (Become(old=old, new=new), again, _record(new, facts, reason))


def _moved(event: WrittenHere, facts: Facts) -> Decision:
    if event.address not in facts.linked:
        return Decision()
    return Decision(effects=linked(event.by, event.address, facts, reason="moved"))


def _parted(event: AddressesParted, facts: Facts) -> Decision:
    if not facts.linked:
        return Decision()
    apart = (Unlink(address=one) for one in facts.linked)
    return Decision(effects=(*apart, _record(event.by, facts, "unlinked")))


def _gone(event: AddressGone, facts: Facts) -> Decision:
    """They go on under another address; that of an account that is gone is nobody's."""
    gone = (Unlink(address=event.address), _record(event.by, facts, "gone"))
    if event.address in facts.linked:
        return Decision(effects=gone)
    if event.address != event.by or not facts.linked:
        return Decision()
    return Decision(effects=(*linked(event.by, facts.linked[0], facts, reason="moved"), *gone))


def _record(by: PersonId, facts: Facts, reason: str) -> Record:
    member = next((one for one in facts.staff if one.person == by), None)
    role = min(one.value for one in member.roles) if member and member.roles else PERSON
    return Record(kind=Kind.LINK, role=role, on=day_of(facts.now, facts.policy), by=by, reason=reason)


PERSON = "person"
"""As what somebody without a role links their addresses."""
