"""Turns activities into what somebody did, strictly and totally: anything else is garbage, never an error.

Whoever acts is taken from the signed envelope and nowhere else. What was typed to the bot is never looked at.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from adapters.teams.connector.conversations import Conversation
from adapters.teams.connector.locale import Profile
from adapters.teams.forms import NOTHING
from adapters.teams.render import OURS
from adapters.typed import LONGEST, clean_text
from bot.domain.errors import PeerSupportError
from bot.domain.people import Address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Body: TypeAlias = "dict[str, object]"
Values: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

UNREAD = "unread"
"""What somebody did who sent a dialog of ours that can't be read: nothing of it counts, and they have to be told."""
COMMAND = "peersupport"
"""The message extension's command, as the manifest names it."""

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,12000}")
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,59}")
_ACTIVITY = re.compile(r"[\x21-\x7e]{1,512}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?")
_ZONE = re.compile(r"[A-Za-z_+\-0-9]{1,32}(/[A-Za-z_+\-0-9]{1,32}){0,2}")
_PEOPLE = frozenset({"person", "people"})
_MENDED = _PEOPLE | {"day", "time"}
"""Kinds of question whose unreadable answer is told at the question."""
_PICKED = ("id", "value", "aadObjectId", "objectId")
_ORGID = "8:orgid:"  # before an object id, where a client tells somebody by their chat address
_DEEP = 3
_ENTRIES, _ANSWERS, _LETTERS = 60, 200, 200
_LONGEST_NAME = 120


class GarbageError(PeerSupportError):
    """The activity is not one that Teams sends, or not one for this bot."""


@dataclass(frozen=True)
class Sender:
    """Who acted, and where; ``conversation`` only if that is their own chat with the bot."""

    address: Address = field(repr=False)
    profile: Profile
    conversation: Conversation | None = field(repr=False)


@dataclass(frozen=True)
class TextMessage:
    """Somebody wrote something to the bot; what it was is not kept."""

    sender: Sender


@dataclass(frozen=True)
class Interaction:
    """Somebody did something that is answered at once.

    ``what``: open · home · press · submit · unread. ``way``: how it came, and so how it is answered: execute · dialog.
    ``typed`` is what the fields held, for showing them again from ``copy``; ``unread``: the questions whose answers are
    of no shape that Teams gives them.
    """

    what: str
    way: str
    sender: Sender
    delivery: str = field(repr=False)
    token: str = field(default="", repr=False)
    copy: str = field(default="", repr=False)
    values: Values = field(default=(), repr=False)
    typed: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstallOrMessage:
    """Somebody can be written to from now on: the app was installed, or they said something that needs no answer."""

    sender: Sender


@dataclass(frozen=True)
class AppRemovedByUser:
    """Somebody removed the app."""

    sender: Sender


@dataclass(frozen=True)
class Ignored:
    """Nothing to do."""


Heard: TypeAlias = TextMessage | Interaction | InstallOrMessage | AppRemovedByUser | Ignored


def body(raw: bytes) -> Body:
    """One JSON object."""
    try:
        return _object(json.loads(raw.decode("utf-8")))
    except (ValueError, RecursionError) as error:
        raise GarbageError from error


def tenant_in(posted: Body) -> str:
    """The tenant of the envelope; the SDK's own field for it is always empty."""
    data = _object(posted.get("channelData"))
    return _matching(_object(data.get("tenant")).get("id"), _ID).lower()


def hear(posted: Body) -> Heard:
    """What an activity says; GarbageError for what is of no use."""
    kind = posted.get("type")
    if not isinstance(kind, str):
        raise GarbageError
    hears = _KINDS.get(kind)
    return hears(posted) if hears else Ignored()


def _message(posted: Body) -> Heard:
    sender = _sender(posted)
    if sender.conversation is None:
        raise GarbageError
    return TextMessage(sender)


def _update(posted: Body) -> Heard:
    """Installed or removed, or somebody joined the chat; nothing is answered, nobody is written to for it."""
    if not _is_personal(posted) or "aadObjectId" not in _object(posted.get("from")):
        return Ignored()
    sender = _sender(posted)
    removed = posted.get("type") == "installationUpdate" and str(posted.get("action")).startswith("remove")
    return AppRemovedByUser(sender) if removed else InstallOrMessage(sender)


def _invoke(posted: Body) -> Heard:
    name = posted.get("name")
    hears = _INVOKES.get(name) if isinstance(name, str) else None
    if hears is None:
        raise GarbageError
    return hears(posted, _sender(posted), _delivery(posted))


def _read_execute(posted: Body, sender: Sender, delivery: str) -> Heard:
    """``Action.Execute`` on a message in the chat; a client that refreshes a card by itself did nothing."""
    value = _object(posted.get("value"))
    if sender.conversation is None:
        raise GarbageError
    if value.get("trigger") == "automatic":
        return Ignored()
    data = _object(_object(value.get("action")).get("data"))
    return _did(data, sender, way="execute", delivery=delivery)


def _dialog(posted: Body, sender: Sender, delivery: str) -> Heard:
    if sender.conversation is None:
        raise GarbageError
    return _did(_object(_object(posted.get("value")).get("data")), sender, way="dialog", delivery=delivery)


def _extension(posted: Body, sender: Sender, delivery: str) -> Heard:
    """From the compose box or by slash: the entry form. The message that stood there is not looked at."""
    if _object(posted.get("value")).get("commandId") != COMMAND:
        raise GarbageError
    return Interaction("open", "dialog", _elsewhere(posted, sender), delivery)


def _extension_submitted(posted: Body, sender: Sender, delivery: str) -> Heard:
    data = _object(_object(posted.get("value")).get("data"))
    return _did(data, _elsewhere(posted, sender), way="dialog", delivery=delivery)


def _elsewhere(posted: Body, sender: Sender) -> Sender:
    """Where people compose is no chat of theirs with the bot, even where Teams calls it personal."""
    place = Conversation(_matching(posted.get("serviceUrl"), _ACTIVITY), "")
    return replace(sender, conversation=place)


_KINDS: dict[str, Callable[[Body], Heard]] = {
    "message": _message,
    "invoke": _invoke,
    "installationUpdate": _update,
    "conversationUpdate": _update,
}
_INVOKES: dict[str, Callable[[Body, Sender, str], Heard]] = {
    "adaptiveCard/action": _read_execute,
    "task/fetch": _dialog,
    "task/submit": _dialog,
    "composeExtension/fetchTask": _extension,
    "composeExtension/submitAction": _extension_submitted,
}
_DOES = frozenset({"open", "home", "press", "submit"})
NAMES = frozenset(_INVOKES)
"""Every invoke that is answered."""


def _did(data: Body, sender: Sender, *, way: str, delivery: str) -> Heard:
    """What a button's data says, with what the dialog's fields held beside it."""
    ours = _object(data.get(OURS))
    what = ours.get("do")
    if not isinstance(what, str) or what not in _DOES:
        raise GarbageError
    if what in {"open", "home"}:
        return Interaction(what, way, sender, delivery)
    if what == "press":
        return Interaction("press", way, sender, delivery, _matching(ours.get("token"), _TOKEN))
    try:
        return _read_submission(data, ours, sender, way=way, delivery=delivery)
    except GarbageError:
        if way != "dialog":
            raise
        return Interaction(UNREAD, way, sender, delivery)


def _read_submission(data: Body, ours: Body, sender: Sender, *, way: str, delivery: str) -> Heard:
    token = _matching(ours.get("token"), _TOKEN)
    copy = _matching(ours["copy"], _TOKEN) if "copy" in ours else ""
    typed = dict(_typed_fields(data))
    found = {_matching(key.partition(".")[2], _NAME): _answer(key, held, sender) for key, held in typed.items()}
    values = tuple((name, given) for name, given in found.items() if given is not None)
    unread = tuple(name for name, given in found.items() if given is None)
    return Interaction("submit", way, sender, delivery, token, copy, values, typed, unread)


def _typed_fields(data: Body) -> Iterator[tuple[str, str]]:
    """What the fields held; whatever else a client adds is left out."""
    if len(data) > _ENTRIES:
        raise GarbageError
    for key, held in data.items():
        kind = key.partition(".")[0]
        if kind in _READS:
            text = ",".join(_picked_people(held, 0)) if kind in _PEOPLE else "" if held is None else held
            if not isinstance(text, str) or len(text) > LONGEST:
                raise GarbageError
            yield key, clean_text(text) if kind == "text" else text


def _picked_people(held: object, depth: int) -> Iterator[str]:
    """People as Teams' clients tell them: object ids behind commas, or a list or objects of them; null is nobody."""
    if isinstance(held, str):
        yield from (one.strip() for one in held.split(",") if one.strip())
    elif isinstance(held, list) and depth < _DEEP:
        for one in cast("list[object]", held):
            yield from _picked_people(one, depth + 1)
    elif isinstance(held, dict) and depth < _DEEP:
        inside = cast("Body", held)
        found = next((inside[name] for name in _PICKED if isinstance(inside.get(name), str)), None)
        if found is None:
            raise GarbageError
        yield from _picked_people(found, depth + 1)
    elif held is not None:
        raise GarbageError


def _answer(key: str, held: str, sender: Sender) -> tuple[str, ...] | None:
    """What was answered, with people named by their address; None if it is of no shape that can be one."""
    kind = key.partition(".")[0]
    if kind not in _MENDED:
        return tuple(_READS[kind](held)) if held else ()
    try:
        given = tuple(_READS[kind](held)) if held else ()
    except GarbageError:
        return None
    tenant = sender.address.account.partition("/")[0]
    return tuple(f"teams:{tenant}/{one.lower()}" for one in given) if kind in _PEOPLE else given


def _one(held: str) -> Iterator[str]:
    if held != NOTHING:
        yield _choice_code(held)


def _text(held: str) -> Iterator[str]:
    yield held


def _many(held: str) -> Iterator[str]:
    given = [one.strip() for one in held.split(",") if one.strip()]
    if len(given) > _ANSWERS:
        raise GarbageError
    yield from map(_choice_code, given)


def _people(held: str) -> Iterator[str]:
    for one in _many(held):
        yield _matching(one.removeprefix(_ORGID), _ID)


def _day(held: str) -> Iterator[str]:
    yield _matching(held, _DAY)


def _time(held: str) -> Iterator[str]:
    yield _matching(held, _TIME)


_READS: dict[str, Callable[[str], Iterator[str]]] = {
    "one": _one,
    "many": _many,
    "person": _people,
    "people": _people,
    "day": _day,
    "time": _time,
    "text": _text,
}
"""How each kind of control says what was chosen."""


def _sender(posted: Body) -> Sender:
    who = _object(posted.get("from"))
    account = f"{tenant_in(posted)}/{_matching(who.get('aadObjectId'), _ID).lower()}"
    profile = _profile(posted, who)
    return Sender(Address("teams", account), profile, _conversation(posted, who, profile))


def _conversation(posted: Body, who: Body, profile: Profile) -> Conversation | None:
    """The chat, if it is a personal one."""
    place = _object(posted.get("conversation"))
    if place.get("conversationType") != "personal":
        return None
    bot = _object(posted.get("recipient") or {"id": "-"})
    return Conversation(
        service_url=_matching(posted.get("serviceUrl"), _ACTIVITY),
        id=_matching(place.get("id"), _ACTIVITY),
        bot=_matching(bot.get("id"), _ACTIVITY),
        user=_matching(who.get("id"), _ACTIVITY),
        locale=profile.locale,
        zone=profile.zone,
        bot_name=_name(bot.get("name")),
    )


def _profile(posted: Body, who: Body) -> Profile:
    """How to speak to them; what is odd is left out."""
    locale, zone = posted.get("locale"), posted.get("localTimezone")
    return Profile(
        locale if isinstance(locale, str) and _LOCALE.fullmatch(locale) else "",
        zone if isinstance(zone, str) and _ZONE.fullmatch(zone) else "",
        _name(who.get("name")),
    )


def _name(found: object) -> str:
    return found if isinstance(found, str) and found.isprintable() and len(found) <= _LONGEST_NAME else ""


def _is_personal(posted: Body) -> bool:
    place = posted.get("conversation")
    return isinstance(place, dict) and cast("Body", place).get("conversationType") == "personal"


def _delivery(posted: Body) -> str:
    """What tells one gesture from its repetition, where Teams repeats it under the same id."""
    place = _object(posted.get("conversation"))
    return f"teams:{_matching(place.get('id'), _ACTIVITY)}/{_matching(posted.get('id'), _ACTIVITY)}"


def _object(found: object) -> Body:
    if not isinstance(found, dict):
        raise GarbageError
    return cast("Body", found)


def _matching(found: object, grammar: re.Pattern[str]) -> str:
    if not isinstance(found, str) or not grammar.fullmatch(found):
        raise GarbageError
    return found


def _choice_code(found: str) -> str:
    """What stands for one of our choices."""
    if len(found) > _LETTERS or not found.isprintable():
        raise GarbageError
    return found
