"""The lines of help of an installation: the packs that are shipped, the site's own rows, and which it has called."""

from __future__ import annotations

from bot.settings.lines.packs import Pack, choose_pack, pack_names, read_pack
from bot.settings.lines.places import missing_lines, pretend_place, with_lines
from bot.settings.lines.rows import LineReader, draw_line

__all__ = [
    "LineReader",
    "Pack",
    "choose_pack",
    "draw_line",
    "missing_lines",
    "pack_names",
    "pretend_place",
    "read_pack",
    "with_lines",
]
