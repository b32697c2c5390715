"""Messages that the bot sends, and its answers to invokes: what Teams takes, and what then becomes of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.platforms.shapes import listed, of_type, one_of, shaped, string, typed, whole
from tests.platforms.teams.fake.cards import CARD_TYPE, LARGEST, size, wrong_card
from tests.platforms.teams.fake.tenant import Dialog, TeamsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platforms.shapes import Check
    from tests.platforms.teams.fake.tenant import Json, Shown

UNREACHABLE = "Unable to reach app. Please try again."
WENT_WRONG = "Something went wrong. Please try again."
SENTENCE = "application/vnd.microsoft.activity.message"


def _card_of(surface: str) -> Check:
    def check(value: Any, _at: str) -> Iterator[str]:
        yield from wrong_card(value, surface)

    return shaped({"contentType": one_of(CARD_TYPE), "content": check})


def _size_of_dialog(value: Any, at: str) -> Iterator[str]:
    yield from (whole(100, 2000) if isinstance(value, int) else one_of("small", "medium", "large"))(value, at)


_PARTY = shaped({"id": string(500)}, {"name": string(200), "aadObjectId": string(64)})
_ACTIVITY = of_type(
    "message",
    {"summary": string(300), "attachments": listed(_card_of("message"), most=1)},
    {"from": _PARTY, "recipient": _PARTY, "conversation": shaped({"id": string(500)}), "locale": string(20)},
)
"""A message of ours: always one card, with a sentence for the lock screen."""
_TASK = shaped(
    {
        "task": typed(
            {
                "continue": of_type(
                    "continue",
                    {
                        "value": shaped(
                            {
                                "title": string(64),
                                "card": _card_of("dialog"),
                                "height": _size_of_dialog,
                                "width": _size_of_dialog,
                            }
                        )
                    },
                ),
                "message": of_type("message", {"value": string(1000)}),
            }
        )
    }
)


def check_activity(activity: object) -> None:
    """Raises what the connector would answer to this message."""
    if wrong := list(_ACTIVITY(activity, "/activity")):
        raise TeamsError(400, "BadSyntax", " ".join(wrong))
    if size(activity) > LARGEST:
        raise TeamsError(413, "MessageSizeTooBig", "Message size too large.")


def wrong_answer(name: str, body: object) -> list[str]:
    """What is wrong with the answer to an invoke, so that Teams could show nothing."""
    return list((_executed if name == "adaptiveCard/action" else _TASK)(body, "/answer"))


def _executed(value: Any, at: str) -> Iterator[str]:
    kind = value.get("type") if isinstance(value, dict) else None
    held: Check = string(1000) if kind == SENTENCE else lambda card, _: wrong_card(card, "message")
    rest = {"statusCode": whole(200, 200), "type": one_of(SENTENCE, CARD_TYPE), "value": held}
    yield from shaped(rest)(value, at)


def follow(shown: Shown, name: str, body: Json, *, device: str, message: str) -> str | None:
    """Show a good answer; returns the sentence that flashes by, if it is one."""
    if name == "adaptiveCard/action":
        if body["type"] == SENTENCE:
            return _flash(shown, body["value"])
        shown.overlays[message] = body["value"]
        return None
    task = body["task"]
    shown.dialogs.pop(device, None)
    if task["type"] == "message":
        return _flash(shown, task["value"])
    way = "composeExtension" if name.startswith("composeExtension") else "task"
    shown.dialogs[device] = Dialog(way, task["value"]["title"], task["value"]["card"]["content"])
    return None


def _flash(shown: Shown, words: str) -> str:
    shown.toasts.append(words)
    return words
