"""Whole messages and views: counts, ids that must be unique, a form that needs its submit; then ids filled in."""

from __future__ import annotations

import json
import secrets
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.platforms.shapes import complain, listed, of_type, string, truth
from tests.platforms.slack.fake.blocks import ID, SURFACES, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    Blocks = list[dict[str, Any]]

MOST = {"message": 50, "home": 100, "modal": 100}
LARGEST_VIEW = 250_000
METADATA = 16_000
_ALONE = {"data_visualization": 2, "table": 1}
"""How many of a kind one surface may hold."""
_VIEW = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255),
    "external_id": string(255, 0),
}
_MODAL = of_type(
    "modal",
    {"title": plain(24), "blocks": listed(SURFACES["modal"], most=100)},
    {
        **_VIEW,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": truth,
        "notify_on_close": truth,
        "submit_disabled": truth,
    },
)
_HOME = of_type("home", {"blocks": listed(SURFACES["home"], most=100)}, _VIEW)


def elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The things in a block that can be pressed, chosen or typed in."""
    inner = [*block.get("elements", []), block.get("element"), block.get("accessory")]
    return [one for one in inner if isinstance(one, dict) and _can_act(one)]


def _can_act(element: dict[str, Any]) -> bool:
    return element.get("type") not in {"plain_text", "mrkdwn", "image", "rich_text_preformatted"}


def wrong_blocks(blocks: object, surface: str) -> Iterator[str]:
    """What Slack would say to these blocks on this surface."""
    wrong = list(listed(SURFACES[surface], most=MOST[surface])(blocks, "/blocks"))
    yield from wrong
    if not wrong and isinstance(blocks, list):
        yield from _twice([one["block_id"] for one in blocks if "block_id" in one], "block_id")
        for number, block in enumerate(blocks):
            ids = [one["action_id"] for one in elements(block) if "action_id" in one]
            yield from _twice(ids, f"action_id in block {number}")
        for kind, most in _ALONE.items():
            if sum(one["type"] == kind for one in blocks) > most:
                yield complain(f"no more than {most} blocks of type {kind}", "/blocks")
        if sum(one.get("focus_on_load", False) for block in blocks for one in elements(block)) > 1:
            yield complain("focus_on_load can be set only once", "/blocks")


def _twice(ids: list[str], what: str) -> Iterator[str]:
    if len(set(ids)) < len(ids):
        yield complain(f"duplicate {what}", "/blocks")


def wrong_view(view: object, kind: str) -> Iterator[str]:
    """What Slack would say to this view; ``kind`` is modal or home."""
    wrong = list((_MODAL if kind == "modal" else _HOME)(view, "/view"))
    yield from wrong
    if wrong or not isinstance(view, dict):
        return
    yield from wrong_blocks(view["blocks"], kind)
    asks = any(one["type"] == "input" for one in view["blocks"])
    if kind == "modal" and asks and "submit" not in view:
        yield complain("missing required field: submit", "/view")
    if len(json.dumps(view)) > LARGEST_VIEW:
        yield complain("view is too large", "/view")


def wrong_metadata(metadata: object) -> Iterator[str]:
    """What Slack would say to a message's metadata."""
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        yield "metadata needs event_type and event_payload"
    elif not isinstance(metadata["event_payload"], dict):
        yield "event_payload must be an object"
    elif list(ID(metadata["event_type"], "/metadata")):
        yield "event_type must be a short text"
    elif any(isinstance(one, dict | list) for one in metadata["event_payload"].values()):
        yield "event_payload must be flat"
    elif len(json.dumps(metadata)) > METADATA:
        yield "metadata is too large"


def filled(blocks: Blocks) -> Blocks:
    """The blocks as Slack keeps them: what came without an id gets one."""
    kept = deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return kept
