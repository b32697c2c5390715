"""What Slack keeps: people, direct messages, homes, open modals, trigger ids; and what each person has seen."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.platforms.slack.fake.surfaces import filled

Json: TypeAlias = dict[str, Any]

DEEPEST = 3
"""So many modals may lie on each other."""
_GENERATED = ("id", "team_id", "hash", "state", "previous_view_id", "root_view_id", "app_id", "bot_id")


class SlackError(Exception):
    """An answer with ``ok: false``; ``details`` are Slack's response_metadata messages or further fields."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error, *messages)
        self.error, self.messages, self.more = error, messages, more


@dataclass
class Rules:
    """What Slack grants and how patient it is; a test changes them one by one. Times are in seconds."""

    signing_secret: str = "signing-secret"
    bot_token: str = "xoxb-bot"
    app_token: str = "xapp-app"
    scopes: tuple[str, ...] = ("commands", "chat:write", "im:write", "users:read")
    app_scopes: tuple[str, ...] = ("connections:write",)
    team: str = "T0CLINIC"
    enterprise: str = ""
    org_wide: bool = False
    app_id: str = "A0PEER"
    bot_user: str = "U0BOT"
    command: str = "/peersupport"
    request_url: str = ""
    socket_mode: bool = False
    installed: bool = True
    home_tab: bool = True
    patience: float = 3.0
    trigger_life: float = 3.0
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    a_message_a_second: bool = True
    tiers: bool = True


@dataclass
class User:
    """Somebody of the workspace."""

    id: str
    name: str
    tz: str = "America/New_York"
    locale: str = "en-US"
    deleted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    is_restricted: bool = False

    def _outside(self) -> Json:
        """What is said of people who are not, or not quite, of this workspace."""
        stranger = {"is_stranger": True} if self.is_stranger else {}
        return stranger | ({"is_restricted": True} if self.is_restricted else {})

    def described(self, team: str) -> Json:
        """As users.info tells it."""
        profile = {"real_name": self.name, "display_name": self.name.split()[0], "team": team}
        known = {"id": self.id, "team_id": team, "name": self.name.lower().replace(" ", "."), "profile": profile}
        told = {} if self.deleted else {"tz": self.tz, "tz_label": self.tz, "tz_offset": 0, "locale": self.locale}
        return {
            **known,
            **told,
            "deleted": self.deleted,
            "real_name": self.name,
            "is_bot": self.is_bot,
            **self._outside(),
        }


@dataclass
class Posted:
    """A message in a channel, with every version of it."""

    channel: str
    ts: str
    body: Json
    versions: list[Json] = field(default_factory=list)
    deleted: bool = False


@dataclass
class Shown:
    """All that one person sees: the open modals with the topmost last, the home, and what flashed by."""

    home: Json | None = None
    modals: list[Json] = field(default_factory=list)
    notifications: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    whispers: list[str] = field(default_factory=list)


@dataclass
class Trigger:
    """Lets an app open one modal for one person, within three seconds. ``modal``: pressed inside this one."""

    user: str
    born: float
    modal: str | None = None
    used: bool = False


class Workspace:
    """One workspace with one installed app; a reset makes a new one."""

    def __init__(self, rules: Rules, users: list[User]) -> None:
        self.rules = rules
        self.users = {one.id: one for one in users}
        self.channels: dict[str, str] = {}
        self.messages: list[Posted] = []
        self.shown: dict[str, Shown] = {one.id: Shown() for one in users}
        self.triggers: dict[str, Trigger] = {}
        self.views: dict[str, Json] = {}
        self.calls: list[Json] = []
        self.published: list[Json] = []
        self.opened: list[Json] = []
        self.base = ""
        self.hooks: dict[str, list[Any]] = {}
        self._last_ts = 0

    def hook(self, user: str) -> str:
        """A ``response_url``: five answers in half an hour, which only this person sees."""
        name = secrets.token_hex(8)
        self.hooks[name] = [user, 5, time.monotonic()]
        return f"{self.base}/hooks/{name}"

    def respond(self, name: str, body: Json) -> bool:
        """Show an answer to whoever acted; False if it may not be given any more."""
        user, left, born = self.hooks.get(name, ["", 0, 0.0])
        if not left or time.monotonic() - born > 1800:
            return False
        self.hooks[name][1] -= 1
        self.shown[user].whispers.append(body["text"])
        return True

    def user(self, user: str) -> User:
        """Somebody, by their id; raises user_not_found."""
        if user not in self.users:
            raise SlackError("user_not_found")
        return self.users[user]

    def open_channel(self, user: str) -> tuple[str, bool]:
        """The direct messages between the app and somebody, and whether there were any before."""
        if self.user(user).deleted:
            raise SlackError("user_disabled")
        was_open = user in self.channels.values()
        channel = "D" + user.removeprefix("U")
        self.channels[channel] = user
        return channel, was_open

    def reader(self, channel: str) -> str:
        """Whose direct messages these are; raises channel_not_found."""
        if channel not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel]

    def next_ts(self) -> str:
        """A time stamp that no other message has."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    def post(self, channel: str, body: Json) -> Posted:
        """Keep a message and let its reader's phone buzz; in a message to nobody left, nobody's."""
        posted = Posted(channel, self.next_ts(), body, [body])
        self.messages.append(posted)
        self.shown[self.reader(channel)].notifications.append(body["text"])
        return posted

    def message(self, channel: str, ts: str) -> Posted:
        """A message that is still there; raises message_not_found."""
        self.reader(channel)
        for one in self.messages:
            if (one.channel, one.ts) == (channel, ts) and not one.deleted:
                return one
        raise SlackError("message_not_found")

    def letters(self, user: str) -> list[Posted]:
        """What stands in somebody's direct messages now, oldest first."""
        return [one for one in self.messages if self.channels[one.channel] == user and not one.deleted]

    def trigger(self, user: str, modal: str | None = None) -> str:
        """A fresh trigger id, as every interaction brings one."""
        name = f"{len(self.triggers) + 1}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self.triggers[name] = Trigger(user, time.monotonic(), modal)
        return name

    def use_trigger(self, name: object) -> Trigger:
        """Exchange a trigger id; it works once, and not for long."""
        trigger = self.triggers.get(str(name))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.born > self.rules.trigger_life:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def keep(self, view: Json, *, previous: Json | None = None, old: Json | None = None) -> Json:
        """A view as Slack keeps it: with an id, a hash, and an id for every block."""
        view_id = old["id"] if old else "V" + secrets.token_hex(5).upper()
        kept = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **view,
            "blocks": filled(view["blocks"]),
            "id": view_id,
            "team_id": self.rules.team,
            "app_installed_team_id": self.rules.team,
            "hash": f"{time.time_ns()}.{secrets.token_hex(4)}",
            "state": {"values": {}},
            "previous_view_id": previous["id"] if previous else None,
            "root_view_id": previous["root_view_id"] if previous else view_id,
            "app_id": self.rules.app_id,
            "bot_id": "B0BOT",
        }
        if old:
            kept |= {name: old[name] for name in ("previous_view_id", "root_view_id")}
        self.views[view_id] = kept
        self.opened += [view] if view["type"] == "modal" else []
        return kept

    def open_modal(self, user: str, view: Json) -> Json:
        """Show a modal alone; whatever was open is closed."""
        kept = self.keep(view)
        self.shown[user].modals = [kept]
        return kept

    def push_modal(self, user: str, view: Json) -> Json:
        """Lay a modal over the one that is open."""
        stack = self.shown[user].modals
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        kept = self.keep(view, previous=stack[-1])
        stack.append(kept)
        return kept

    def update_modal(self, view_id: str, view: Json, view_hash: str | None = None) -> Json:
        """Put another view in the place of one that is open; raises hash_conflict if it changed meanwhile."""
        for shown in self.shown.values():
            for number, old in enumerate(shown.modals):
                if old["id"] == view_id:
                    _same_hash(old, view_hash)
                    shown.modals[number] = self.keep(view, old=old)
                    return shown.modals[number]
        raise SlackError("not_found")

    def publish(self, user: str, view: Json, view_hash: str | None = None) -> Json:
        """Show somebody's home from now on."""
        self.user(user)
        old = self.shown[user].home
        if old:
            _same_hash(old, view_hash)
        self.shown[user].home = self.keep(view, old=old)
        self.published.append({"user": user, "view": view})
        return self.shown[user].home or {}

    def owner(self, view_id: str) -> str | None:
        """Who has this view open now."""
        return next((user for user, shown in self.shown.items() if any(v["id"] == view_id for v in shown.modals)), None)


def _same_hash(old: Json, given: str | None) -> None:
    if given is not None and given != old["hash"]:
        raise SlackError("hash_conflict")
