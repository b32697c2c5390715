"""Everything that is rendered for Slack, held against Slack's own types by their own compiler."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adapters.slack.manifest import EXAMPLE, Wishes, manifest
from tests import npm

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
TYPES, GOLDEN = HERE / "types", HERE / "golden"
KINDS = {"forms": "Modal", "homes": "Home", "messages": "Message"}

pytestmark = pytest.mark.timeout(400)


@dataclass(frozen=True)
class Compiler:
    """TypeScript's compiler in a folder of its own."""

    node: str
    folder: Path

    def complaints(self, source: str) -> list[str]:
        """What it says to this source, which may use the names of shapes.ts."""
        (self.folder / "rendered.ts").write_text(source, encoding="utf-8")
        tsc = [self.node, "node_modules/typescript/lib/tsc.js", "-p", "tsconfig.json"]
        done = subprocess.run(tsc, cwd=self.folder, capture_output=True, text=True, timeout=300, check=False)
        return [line for line in done.stdout.splitlines() if "error TS" in line]


@pytest.fixture
def compiler(tmp_path: Path) -> Compiler:
    for name in ("tsconfig.json", "shapes.ts"):
        shutil.copy(TYPES / name, tmp_path / name)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(npm.installed(TYPES) / "node_modules")
    return Compiler(npm.node(), tmp_path)


def satisfying(value: object, kind: str) -> str:
    return f"({json.dumps(value, ensure_ascii=False, indent=1)}) satisfies {kind};\n"


def rendered() -> Iterator[tuple[Any, str]]:
    """Every golden rendering with what it has to be."""
    for folder, kind in KINDS.items():
        for file in sorted((GOLDEN / folder).glob("*.json")):
            yield json.loads(file.read_text("utf-8")), kind
    yield json.loads((GOLDEN / "fields.json").read_text("utf-8")), "Modal"
    for wishes in (Wishes(url=EXAMPLE), Wishes(socket_mode=True)):
        yield manifest(wishes), "Manifest"


IMPORT = "import type { Home, Manifest, Message, Modal } from './shapes.js';\n"


def test_everything_rendered_is_what_slacks_types_say(compiler: Compiler):
    found = list(rendered())
    assert len(found) > 100
    source = IMPORT + "".join(satisfying(*one) for one in found)
    assert compiler.complaints(source) == []


WRONG: list[tuple[Any, str]] = [
    ({"type": "modal", "title": "Form", "blocks": []}, "Modal"),
    ({"type": "home", "blocks": [{"type": "sections", "text": {"type": "mrkdwn", "text": "x"}}]}, "Home"),
    ({"text": "x", "blocks": [{"type": "actions", "elements": [{"type": "button"}]}]}, "Message"),
    ({"text": "x", "blocks": [{"type": "data_visualization", "title": "x", "chart": {"type": "bar"}}]}, "Message"),
    ({"display_information": {}, "settings": {"event_subscriptions": {"bot_events": ["app_home_open"]}}}, "Manifest"),
]


def test_what_is_wrong_is_found(compiler: Compiler):
    """A check that lets everything pass would never be noticed."""
    source = IMPORT + "".join(satisfying(*one) for one in WRONG)
    lines = compiler.complaints(source)
    places = [source[: source.index(satisfying(*one))].count("\n") + 1 for one in WRONG]
    reported = [int(line.partition("(")[2].partition(",")[0]) for line in lines]
    ends = [*places[1:], len(source.splitlines()) + 1]
    assert all(any(start <= at < end for at in reported) for start, end in zip(places, ends, strict=True)), lines
