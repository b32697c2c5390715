"""Turns Slack's payloads into what somebody did, strictly and totally: anything else is garbage, never an error.

Whoever acts is taken from the signed envelope and nowhere else. What was typed behind the command is never looked at.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

from yarl import query_to_pairs

from adapters.slack.forms import FORM, NOTHING
from adapters.slack.workspace.profiles import Profile
from adapters.typed import LONGEST, clean_text
from bot.domain.errors import PeerSupportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.slack.workspace.installation import Installation

Body: TypeAlias = "dict[str, object]"
Values: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

_USER = re.compile(r"[UW][A-Z0-9]{1,30}")
_TOKEN = re.compile(r"[A-Za-z0-9_=\-]{1,3000}")
SENT = "view_submission"
"""The type of a modal that was sent."""
NO_SEAL = "-"
UNREAD = "unread"
"""What somebody did who sent a form of ours that can't be read: nothing of it counts, and they have to be told."""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,59}")
_ID = re.compile(r"[A-Za-z0-9._\-]{1,255}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_FIELDS, _ANSWERS, _LETTERS = 40, 200, 200
_PAIRS = 40  # of a form-encoded body


class GarbageError(PeerSupportError):
    """The payload is not one that Slack sends."""


class ForeignError(PeerSupportError):
    """The payload comes from a workspace where this app is not installed."""


@dataclass(frozen=True)
class Place:
    """Where the answer goes: a trigger opens a modal once and soon; ``view`` is the modal that is open already.

    ``asks``: the questions of that modal. ``surface``: command · shortcut · home · message · modal. ``response_url``:
    where Slack takes words for whoever acted, if it gave one.
    """

    trigger: str = field(default="", repr=False)
    view: str = ""
    hash: str = field(default="", repr=False)
    asks: tuple[str, ...] = ()
    surface: str = ""
    response_url: str = field(default="", repr=False)


@dataclass(frozen=True)
class Interaction:
    """Somebody did something that is answered at once. ``what``: opened · pressed · submitted · unread."""

    what: str
    user: str = field(repr=False)
    place: Place
    delivery: str | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)
    values: Values = field(default=(), repr=False)

    @property
    def is_form(self) -> bool:
        """Whether a modal waits for the answer, and closes as after a yes if it is empty."""
        return self.what in {"submitted", UNREAD}


@dataclass(frozen=True)
class HomeOpened:
    """Somebody opened App Home."""

    user: str = field(repr=False)


@dataclass(frozen=True)
class ProfileChanged:
    """Somebody's profile changed, or their account was deactivated."""

    user: str = field(repr=False)
    profile: Profile
    delivery: str = field(repr=False)


@dataclass(frozen=True)
class AppUninstalled:
    """The app was uninstalled, or its token taken away."""


@dataclass(frozen=True)
class Ignored:
    """Nothing to do: a closed modal, a link that was followed, an event nobody asked for."""


Heard: TypeAlias = Interaction | HomeOpened | ProfileChanged | AppUninstalled | Ignored


def body(raw: bytes, kind: str) -> Body:
    """A JSON object: the body itself, or the ``payload`` of a form; a form without one is a slash command."""
    try:
        text = raw.decode("utf-8")
        if kind == "application/json":
            return _object(json.loads(text))
        fields = _fields(text)
        return _object(json.loads(str(fields["payload"]))) if "payload" in fields else fields
    except (ValueError, RecursionError) as error:
        raise GarbageError from error


def _fields(text: str) -> Body:
    """The standard library takes a millisecond to undo a view's escapes, in which nobody else is answered."""
    if text and not all("=" in one for one in text.split("&")):
        raise GarbageError
    return dict[str, object](query_to_pairs(text, max_fields=_PAIRS))


def challenge(posted: Body) -> str | None:
    """What Slack wants to read back when the request URL is set; None for anything else."""
    if posted.get("type") != "url_verification":
        return None
    found = posted.get("challenge")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise GarbageError
    return found


def hear(posted: Body, installation: Installation) -> Heard:
    """What a payload says; GarbageError, or ForeignError if it is about another workspace."""
    kind = posted.get("type")
    if kind == "event_callback":
        return _event(posted, installation)
    if kind is None and "command" in posted:
        return _command(posted, installation)
    if not isinstance(kind, str) or kind not in _GESTURES:
        return Ignored()
    enterprise, own = _id_in(posted.get("enterprise")), _id_in(posted.get("team"))
    if not _is_in_our_view(posted, installation, enterprise):
        _ours(installation, own, enterprise)
    return _GESTURES[kind](posted, _matching(_object(posted.get("user")).get("id"), _USER), installation)


def _command(posted: Body, installation: Installation) -> Heard:
    _ours(installation, _text(posted.get("team_id")), _text(posted.get("enterprise_id")))
    trigger = _matching(posted.get("trigger_id"), _ID)
    place = Place(trigger, surface="command", response_url=_text(posted.get("response_url")))
    return Interaction("opened", _matching(posted.get("user_id"), _USER), place, delivery=_field_name(trigger))


def _shortcut(posted: Body, user: str, _installation: Installation) -> Heard:
    trigger = _matching(posted.get("trigger_id"), _ID)
    return Interaction("opened", user, Place(trigger, surface="shortcut"), delivery=_field_name(trigger))


def _press(posted: Body, user: str, _installation: Installation) -> Heard:
    """One button; its value is a sealed token. A press on anything that carries none says nothing."""
    actions = posted.get("actions")
    if not isinstance(actions, list) or not actions:
        raise GarbageError
    action = _object(cast("list[object]", actions)[0])
    if action.get("type") != "button" or not action.get("value"):
        return Ignored()
    return Interaction(
        "pressed", user, _place(posted), delivery=_delivery(posted), token=_button_token(action["value"])
    )


def _button_token(found: object) -> str:
    """The token of a button; what none of ours could carry opens as nothing, so that somebody still gets an answer."""
    return found if isinstance(found, str) and _TOKEN.fullmatch(found) else NO_SEAL


def _submission(posted: Body, user: str, installation: Installation) -> Heard:
    view = _object(posted.get("view"))
    try:
        return _read_submission(posted, view, user=user, installation=installation)
    except GarbageError:
        if view.get("callback_id") != FORM:
            raise
        return Interaction(UNREAD, user, Place())


def _read_submission(posted: Body, view: Body, *, user: str, installation: Installation) -> Heard:
    state = _object(_object(view.get("state") or {}).get("values") or {})
    values = tuple(_answers(state, installation))
    token = _matching(view.get("private_metadata"), _TOKEN)
    return Interaction("submitted", user, _place(posted), delivery=_delivery(posted), token=token, values=values)


def _ignore(_posted: Body, _user: str, _installation: Installation) -> Heard:
    return Ignored()


_GESTURES: dict[str, Callable[[Body, str, Installation], Heard]] = {
    "shortcut": _shortcut,
    "block_actions": _press,
    SENT: _submission,
    "view_closed": _ignore,
}


def _event(posted: Body, installation: Installation) -> Heard:
    _ours(installation, _text(posted.get("team_id")), _text(posted.get("enterprise_id")))
    event, delivery = _object(posted.get("event")), _matching(posted.get("event_id"), _ID)
    match event.get("type"):
        case "app_home_opened":
            return HomeOpened(_matching(event.get("user"), _USER)) if event.get("tab") == "home" else Ignored()
        case "user_change":
            user = _object(event.get("user"))
            return ProfileChanged(_matching(user.get("id"), _USER), Profile.of(user), delivery=_field_name(delivery))
        case "app_uninstalled":
            return AppUninstalled()
        case "tokens_revoked":
            return AppUninstalled() if _object(event.get("tokens") or {}).get("bot") else Ignored()
        case _:
            return Ignored()


def _place(posted: Body) -> Place:
    """The modal that is open; a press in App Home or a message has only its trigger."""
    trigger = posted.get("trigger_id")
    opening = _matching(trigger, _ID) if trigger else ""
    view = posted.get("view")
    if not isinstance(view, dict) or cast("Body", view).get("type") != "modal":
        surface = "home" if isinstance(view, dict) else "message"
        return Place(opening, surface=surface, response_url=_text(posted.get("response_url")))
    open_view = cast("Body", view)
    blocks = open_view.get("blocks")
    asks = tuple(_asked_fields(cast("list[object]", blocks))) if isinstance(blocks, list) else ()
    return Place(opening, _matching(open_view.get("id"), _ID), _text(open_view.get("hash")), asks, surface="modal")


def _asked_fields(blocks: list[object]) -> Iterator[str]:
    for item in blocks:
        block = _object(item)
        if block.get("type") == "input":
            yield _matching(block.get("block_id"), _NAME)


def _answers(state: Body, installation: Installation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each question with its answers; empty ones are left out, and people are named by their address."""
    if len(state) > _FIELDS:
        raise GarbageError
    for name, held in state.items():
        for kind, element in _object(held).items():
            reads = _READS.get(kind)
            if reads is None:
                raise GarbageError
            given = tuple(one for one in reads(_object(element)) if one)
            named = tuple(installation.person(one) for one in given) if kind in _PEOPLE else given
            yield _matching(name, _NAME), named


def _one(element: Body) -> tuple[str, ...]:
    chosen = element.get("selected_option")
    if chosen is None:
        return ()
    value = _choice_code(_object(chosen).get("value"))
    return () if value == NOTHING else (value,)


def _many(element: Body) -> tuple[str, ...]:
    return tuple(_choice_code(_object(one).get("value")) for one in _list(element.get("selected_options")))


def _person(element: Body) -> tuple[str, ...]:
    user = element.get("selected_user")
    return (_matching(user, _USER),) if user else ()


def _people(element: Body) -> tuple[str, ...]:
    return tuple(_matching(one, _USER) for one in _list(element.get("selected_users")))


def _day(element: Body) -> tuple[str, ...]:
    day = element.get("selected_date")
    return (_matching(day, _DAY),) if day else ()


def _time(element: Body) -> tuple[str, ...]:
    time = element.get("selected_time")
    return (_matching(time, _TIME),) if time else ()


def _typed_text(element: Body) -> tuple[str, ...]:
    text = element.get("value")
    if text is not None and (not isinstance(text, str) or len(text) > LONGEST):
        raise GarbageError
    return (clean_text(text),) if text else ()


_READS: dict[str, Callable[[Body], tuple[str, ...]]] = {
    "one": _one,
    "many": _many,
    "person": _person,
    "people": _people,
    "day": _day,
    "time": _time,
    "text": _typed_text,
}
"""How each kind of control says what was chosen."""
_PEOPLE = frozenset({"person", "people"})


def _is_in_our_view(posted: Body, installation: Installation, enterprise: str) -> bool:
    """Whether it comes from a modal or home of this installation, by one of its people.

    ``team`` may then name a sister workspace, or nothing (bolt-python, request/internals.py).
    """
    view = posted.get("view")
    installed = _text(cast("Body", view).get("app_installed_team_id")) if isinstance(view, dict) else ""
    user = posted.get("user")
    home = _text(cast("Body", user).get("team_id")) if isinstance(user, dict) else ""
    ours = {one for one in (installation.team, installation.enterprise) if one}
    return installed in ours and (home in {"", *ours} or enterprise in ours)


def stranger(posted: Body) -> Place:
    """Where somebody of another workspace can be told that this is not theirs; nothing else of them is read."""
    view = posted.get("view")
    surface = "command" if "command" in posted else "modal" if posted.get("type") == SENT and view else "message"
    return Place(surface=surface, response_url=_text(posted.get("response_url")))


def _ours(installation: Installation, team: str, enterprise: str) -> None:
    if not installation.holds(team, enterprise):
        raise ForeignError


def _delivery(posted: Body) -> str:
    """What tells one gesture from its repetition: its trigger is used once; else all that the payload says."""
    trigger = posted.get("trigger_id")
    if isinstance(trigger, str) and trigger:
        return _field_name(_matching(trigger, _ID))
    whole = json.dumps(posted, sort_keys=True, separators=(",", ":"))
    return _field_name(hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest())


def _field_name(text: str) -> str:
    return f"slack:{text}"


def _id_in(found: object) -> str:
    return _text(cast("Body", found).get("id")) if isinstance(found, dict) else ""


def _object(found: object) -> Body:
    if not isinstance(found, dict):
        raise GarbageError
    return cast("Body", found)


def _list(found: object) -> list[object]:
    items = cast("list[object]", found) if isinstance(found, list) else []
    if len(items) > _ANSWERS:
        raise GarbageError
    return items


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _matching(found: object, grammar: re.Pattern[str]) -> str:
    if not isinstance(found, str) or not grammar.fullmatch(found):
        raise GarbageError
    return found


def _choice_code(found: object) -> str:
    """What stands for one of our choices."""
    if not isinstance(found, str) or len(found) > _LETTERS or not found.isprintable():
        raise GarbageError
    return found
