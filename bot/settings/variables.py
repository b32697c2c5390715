"""The variables of the environment and of ``.env``, and where each of them comes from."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dotenv import dotenv_values  # what pydantic-settings itself reads .env with
from dotenv.parser import parse_stream

from bot.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Variables:
    """Names are in capitals; the environment wins over the file. Empty ones count as missing."""

    values: Mapping[str, str] = field(repr=False)
    sources: Mapping[str, str]

    @classmethod
    def read(cls, env_file: Path | None) -> Variables:
        """What is set at this moment; ConfigurationError names every line of the file that can't be read."""
        values: dict[str, str] = {}
        sources: dict[str, str] = {}
        written: Mapping[str, str | None] = {}
        if env_file and env_file.is_file():
            _refuse_bad_lines(env_file)
            written = dotenv_values(env_file, encoding="utf-8")
        given: list[tuple[str, Mapping[str, str | None]]] = [(str(env_file), written), ("the environment", os.environ)]
        for source, variables in given:
            found = {name.upper(): value for name, value in variables.items() if value}
            values |= found
            sources |= dict.fromkeys(found, source)
        return cls(values, sources)

    def beginning(self, *prefixes: str) -> list[str]:
        """The names with one of these beginnings."""
        return sorted(name for name in self.values if name.startswith(prefixes))

    def shown(self, name: str, *, secret: bool = False) -> str:
        """A variable, where it comes from and what it is, for a sentence."""
        value = "not shown here" if secret else f"{self.values.get(name, '')!r}"
        return f"{name} (from {self.sources.get(name, 'the defaults')}) is {value}"


def _refuse_bad_lines(env_file: Path) -> None:
    """The library would pass over them; what stands on them may be a secret."""
    with env_file.open(encoding="utf-8") as stream:
        bad = [_line_of(one.original.string, one.original.line) for one in parse_stream(stream) if one.error]
    if bad:
        raise ConfigurationError(
            "\n".join(f"{env_file}, line {line}, can't be read; it must be NAME=VALUE." for line in bad)
        )


def _line_of(text: str, begins: int) -> int:
    """Empty lines before a statement count as its own."""
    return begins + text[: len(text) - len(text.lstrip())].count("\n")
