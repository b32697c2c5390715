"""What Teams keeps: people, their chats with the bot, open dialogs; and what each person has seen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

DEVICES = ("desk", "phone")
"""One person may have Teams open on both; a dialog stands on one of them."""


class TeamsError(Exception):
    """An answer of the connector that is not 2xx; ``code`` and ``words`` as Teams gives them."""

    def __init__(self, status: int, code: str, words: str = "", *, wait: float | None = None) -> None:
        super().__init__(status, code, words)
        self.status, self.code, self.words, self.wait = status, code, words, wait


@dataclass
class Rules:
    """Which bot this is, and how patient Teams is with it; a test changes them one by one. Times are in seconds.

    ``echoes``: so many times each activity comes again with a new id, after it was answered. ``redelivers_after``:
    when one without an answer in time comes again; None is never.
    """

    app_id: str = "1f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6"
    secret: str = "hunter2-of-the-bot"
    tenant: str = "72f988bf-86f1-41af-91ab-2d7cd011db47"
    request_url: str = ""
    command: str = "peersupport"
    patience: float = 5.0
    echoes: int = 0
    redelivers_after: float | None = None
    limits: bool = True
    token_life: float = 3600.0
    graph_granted: bool = False


@dataclass
class User:
    """Somebody of the tenant; ``id`` is their object id. ``installed``: the app is, for them."""

    id: str
    name: str
    zone: str = "America/New_York"
    locale: str = "en-US"
    installed: bool = True
    blocks: bool = False
    deleted: bool = False

    @property
    def teams_id(self) -> str:
        """How one bot knows them."""
        return f"29:1{self.id.replace('-', '')}"

    @property
    def chat(self) -> str:
        """Their own chat with the bot."""
        return f"a:1{self.id.replace('-', '')[::-1]}"


@dataclass
class Posted:
    """A message in a chat, with every version of it. ``told``: the bot was answered that it is there."""

    chat: str
    id: str
    activity: Json
    versions: list[Json] = field(default_factory=list)
    deleted: bool = False
    told: bool = False


@dataclass
class Dialog:
    """An open dialog. ``way``: opened from a message (task) or from the compose box (composeExtension)."""

    way: str
    title: str
    card: Json


@dataclass
class Shown:
    """All that one person sees beside their chat: dialogs by device, cards that only they see changed, what flashed."""

    dialogs: dict[str, Dialog] = field(default_factory=dict)
    overlays: dict[str, Json] = field(default_factory=dict)
    notifications: list[str] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)


class Tenant:
    """One tenant with one bot; a reset makes a new one."""

    def __init__(self, rules: Rules, users: list[User]) -> None:
        self.rules = rules
        self.users = {one.id: one for one in users}
        self.shown = {one.id: Shown() for one in users}
        self.posts: list[Posted] = []
        self.calls: list[Json] = []
        self.replaced: list[Json] = []
        self.redelivered = 0
        self.dialogs_shown: list[Json] = []

    def user(self, who: str) -> User:
        """Somebody, by their object id or by the bot's id of them; raises 400."""
        found = self.users.get(who) or next((one for one in self.users.values() if one.teams_id == who), None)
        if found is None:
            raise TeamsError(400, "BadArgument", "Unknown user")
        return found

    def owner(self, chat: str) -> User:
        """Whose chat this is; raises what Teams says where the bot may not write."""
        found = next((one for one in self.users.values() if one.chat == chat), None)
        if found is None and chat.startswith("19:"):
            raise TeamsError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if found is None:
            raise TeamsError(404, "ConversationNotFound", "Conversation not found.")
        if found.deleted or found.blocks or not found.installed:
            raise TeamsError(403, "MessageWritesBlocked", "Message writes are blocked for this bot.")
        return found

    def opened(self, who: str) -> str:
        """The chat with somebody who has the app."""
        user = self.user(who)
        if user.deleted or not user.installed:
            raise TeamsError(403, "ForbiddenOperationException", "Bot is not installed in user's personal scope")
        return user.chat

    def post(self, chat: str, activity: Json) -> Posted:
        """Keep a message and let its reader's phone buzz."""
        user = self.owner(chat)
        posted = Posted(chat, f"1:{secrets.token_urlsafe(24)}", activity, [activity])
        self.posts.append(posted)
        self.shown[user.id].notifications.append(activity["summary"])
        return posted

    def edit(self, chat: str, activity_id: str, activity: Json) -> Posted:
        """Put another message in its place, for everybody who sees it."""
        posted = self.message(chat, activity_id)
        posted.activity = activity
        posted.versions.append(activity)
        self.shown[self.owner(chat).id].overlays.pop(activity_id, None)
        return posted

    def delete(self, chat: str, activity_id: str) -> None:
        self.message(chat, activity_id).deleted = True

    def message(self, chat: str, activity_id: str) -> Posted:
        """A message that is still there; raises 404."""
        self.owner(chat)
        for one in self.posts:
            if (one.chat, one.id) == (chat, activity_id) and not one.deleted:
                return one
        raise TeamsError(404, "ActivityNotFoundInConversation", "Activity not found.")

    def letters(self, user: User) -> list[Posted]:
        """What stands in somebody's chat now, oldest first."""
        return [one for one in self.posts if one.chat == user.chat and not one.deleted]

    def card(self, user: User, posted: Posted) -> Json:
        """The card of a message as this person sees it."""
        shown = self.shown[user.id].overlays.get(posted.id)
        return shown or posted.activity["attachments"][0]["content"]
