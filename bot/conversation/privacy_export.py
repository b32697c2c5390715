"""Privacy export: what is kept about a person as JSON, every stored field but what is about somebody else."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from bot.conversation.events.asking import SuggestionMatured
from bot.conversation.events.backup import ComplaintDue
from bot.conversation.events.sessions import PlaceHeld
from bot.domain.case import Case, Hold, Origin, Reveal
from bot.domain.people import Listed, Member, Person

if TYPE_CHECKING:
    from bot.conversation.facts import Sight

WITHHELD: dict[type, frozenset[str]] = {
    Case: frozenset(
        {"recipient", "referrer", "not_these", "offers", "supporter", "chosen", "told", "absent", "away", "pause_known"}
    ),
    Member: frozenset({"person", "name"}),
    Person: frozenset({"person"}),
    Listed: frozenset({"person", "name"}),
    Hold: frozenset({"asked_by", "confirmed_by", "lift_by"}),
    Reveal: frozenset({"by"}),
}
"""What an export leaves out: it is about somebody else, or it is the reader's own name."""

_BOOKKEEPING = frozenset({"version", "turn"})


def known_cases(sight: Sight) -> tuple[Case, ...]:
    """One's own cases; one that others began only once a human has tried to reach them, or after three days."""
    told_after = sight.policy.clocks.told_about
    return tuple(
        one
        for one in sight.kept
        if one.origin is Origin.SELF
        or one.first_attempt_at is not None
        or (one.opened_at is not None and sight.now - one.opened_at >= told_after)
    )


def export_data(sight: Sight) -> dict[str, Any]:
    """Cases that they may know of, their own record, what they suggested, and their entries on roster and directory."""
    pending = [one.event.suggestion for one in sight.sealed if isinstance(one.event, SuggestionMatured)]
    return {
        "cases": [_plain(one) for one in known_cases(sight)],
        "opted_out": sight.person_record.opted_out,
        "about_me": _plain(sight.person_record),
        "suggestions_i_can_undo": [one.recipient for one in pending],
        "asked_the_director_to_call": any(isinstance(one.event, ComplaintDue) for one in sight.sealed),
        "places_in_group_sessions": [
            one.event.begins.isoformat() for one in sight.sealed if isinstance(one.event, PlaceHeld)
        ],
        "connected_platforms": sorted({one.partition(":")[0] for one in (sight.person, *sight.linked)}),
        "roster": _plain(sight.member) if sight.member else None,
        **({"hospital_directory": _plain(sight.listed)} if sight.listed else {}),
        "chat_with_the_bot": _chat(sight.chat),
    }


def _chat(text: str) -> Any:  # noqa: ANN401 - whatever the platform said
    """As it is kept; none is nothing."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    """As JSON takes it, without what is about others."""
    if is_dataclass(value) and not isinstance(value, type):
        hidden = WITHHELD.get(cast("type", type(value)), frozenset()) | _BOOKKEEPING
        names = (one.name for one in fields(value) if one.name not in hidden)
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(_plain(one) for one in cast("frozenset[Any]", value))
    if isinstance(value, tuple | list):
        return [_plain(one) for one in cast("tuple[Any, ...]", value)]
    return value
