"""What each of Slack's answers means for a message: delivered, later, in doubt, or never."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from adapters.slack.workspace.calls import Lost, Refused, Said
from bot.ports import Delivered, TryLater, Undeliverable, Unknown
from bot.scheduling.pauses import MENDED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.workspace.calls import Answer
    from bot.ports import Outcome

NEVER = frozenset(
    {
        "cannot_dm_bot",
        "cant_delete_message",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_user_id",
        "is_archived",
        "message_not_found",
        "messages_tab_disabled",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""The person is gone, or the message will be refused for ever."""

STOPPED = frozenset(
    {"account_inactive", "app_uninstalled", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
"""The token opens nothing any more: only an administrator can mend it."""

MENDABLE = frozenset({"access_denied", "ekm_access_denied", "missing_scope", "no_permission", "not_allowed_token_type"})
"""An administrator took something away, or never gave it."""

IN_DOUBT = frozenset({"fatal_error", "internal_error"})
"""Slack's own words: some of it may have been done."""


def of(answer: Answer) -> Outcome:
    """The outcome of sending, editing or deleting one message; a word that Slack invents tomorrow is tried again."""
    match answer:
        case Said():
            return Delivered("")
        case Lost():
            return Unknown()
        case Refused():
            return _of_word(answer)
        case _:
            assert_never(answer)


def _of_word(refused: Refused) -> Outcome:
    if refused.error in NEVER:
        return Undeliverable()
    if refused.error in IN_DOUBT:
        return Unknown()
    return TryLater(MENDED if refused.error in STOPPED | MENDABLE else refused.after)


def text(data: Mapping[str, object], name: str) -> str:
    """A text in Slack's answer; empty if it is not one."""
    found = data.get(name)
    return found if isinstance(found, str) else ""
