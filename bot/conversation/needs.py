"""What has to be loaded before an event is decided or a screen is shown; nothing else is read."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class Need(Enum):
    """One thing to load for a decision. bot/service/loading.py says how, by one function each, in this order."""

    STAFF = auto()  # coordinators, deputies and directors
    ACTOR = auto()  # the roster entry of the event's ``by``
    BACKUPS = auto()  # clinical back-ups
    OWN_RECORD = auto()  # the actor's own record, if they ask for themselves
    FACILITATOR = auto()  # the roster entry of whoever leads a group session
    SUPPORTER = auto()  # the supporter whom the event concerns, locked
    THEIR_CASES = auto()  # how many open cases that supporter has
    RECIPIENT = auto()  # the recipient's zone and traits
    CANDIDATES = auto()  # everybody who could be asked, and how busy they are
    RECORD = auto()  # the recipient's opt-out and rest, and how often colleagues suggested them
    SUGGESTED = auto()  # how many colleagues the actor suggested
    OWN_CASES = auto()  # the actor's own cases, as their recipient
    SEALED = auto()  # sealed entries that an erasure has to look through
    CODES = auto()  # link codes that can be typed, and how many were typed in vain
    SHOWN_TO = auto()  # the roster entry of whoever was shown the link code that is typed
    LINKED = auto()  # the actor's other addresses
    HELD = auto()  # what a supporter has, or was asked about
    PAGE = auto()  # the page for a clinical back-up
    DISCLOSURE = auto()  # the request to print what is kept about somebody
    SESSION = auto()  # the group session, locked, and its places
    OWN_ZONE = auto()  # the actor's own zone


class See(Enum):
    """One thing that a screen shows, beside who looks; bot/service/sight.py loads it, by one function each."""

    CASE = auto()  # the case of the button
    OWN = auto()  # one's own open case and record
    SUPPORTED = auto()  # the cases that a supporter has, or is asked about
    DESK = auto()  # every open case, for those who run the programme
    NAMES = auto()  # what the roster calls the supporters
    HOLDS = auto()  # every case with a hold
    HOLDABLE = auto()  # every case that is kept
    DISCLOSURES = auto()  # requests that wait for a yes
    SESSIONS = auto()  # group sessions to come
    CANDIDATES = auto()  # everybody who could be asked
    UNREACHABLE = auto()  # supporters the bot can't write to
    CODES = auto()  # the languages and specialties that the roster knows
    CALLER = auto()  # who paged or complained
    RELEASES = auto()  # published reports
    REVEALS = auto()  # every look at a name
    LINKS = auto()  # one's other addresses, and the code that was shown last
    KEPT = auto()  # all that is kept about oneself
    READY = auto()  # the seven lights


HOME = frozenset({See.OWN, See.SUPPORTED, See.DESK, See.HOLDS, See.DISCLOSURES, See.SESSIONS, See.RELEASES})
"""What a home says."""


class NotLoadedError(LookupError):
    """Something was read that the row of the event or of the button does not ask for: add the need to the row."""


class Needed(Generic[T]):
    """A field that raises until it is loaded: an empty one would say that there is nothing."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, held: None, owner: type) -> Self: ...
    @overload
    def __get__(self, held: object, owner: type) -> T: ...
    def __get__(self, held: object | None, owner: type) -> Self | T:
        """The value; NotLoadedError before ``also`` has set it. Of the class: the mark of what is not loaded."""
        if held is None:
            return self
        value: Any = vars(held)[self._name]
        if value is self:
            message = f"{owner.__name__}.{self._name} was not loaded: add what loads it to the row's needs"
            raise NotLoadedError(message)
        return value

    def __set__(self, held: object, value: T) -> None:
        """Called by the dataclass's own ``__init__`` only; the class is frozen."""
        vars(held)[self._name] = value


class Loaded:
    """A frozen dataclass some of whose fields are Needed; ``dataclasses.replace`` would read those and raise."""

    def also(self, **loaded: Any) -> Self:  # noqa: ANN401 - the fields of the class, each with its type
        """The same with these fields."""
        return type(self)(**{**vars(self), **loaded})

    def has(self, name: str) -> bool:
        """Whether this field is loaded."""
        return vars(self)[name] is not getattr(type(self), name)

    def __eq__(self, other: object) -> bool:
        """Equal if the same fields are loaded, with equal values."""
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = None  # pyright: ignore[reportAssignmentType] - as of any dataclass that holds what can't be hashed
