"""Puts HTML together so that nothing unescaped can slip in."""

from __future__ import annotations

from html import escape
from typing import TypeAlias

_VOID = frozenset({"br", "hr", "img", "input"})


class Html(str):
    """Text that is safe to put into a page; only this module and constants make it."""

    __slots__ = ()


Attribute: TypeAlias = str | int | bool | None


def element(tag: str, /, *children: str, **attributes: Attribute) -> Html:
    """One element. A child that is not Html is escaped.

    An attribute ``class_`` is written ``class`` and ``data_token`` ``data-token``; True writes the bare name, False
    and None leave it out.
    """
    head = "".join(_attribute(key, value) for key, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{head}>")
    return Html(f"<{tag}{head}>{join(*children)}</{tag}>")


def join(*children: str) -> Html:
    """Several pieces after each other; what is not Html is escaped."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
