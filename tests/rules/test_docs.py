"""What the documents point at is there: pages, headings, files, tests, commands and variables, and none is left out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from bot.__main__ import command
from bot.settings import slack, teams
from bot.settings.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`((?:adapters|bench|bot|docs|manifest|store|tests)/[^`\s]*)`")
WORDS = re.compile(r"peersupport ([a-z]+)(?: ([a-z]+))?")
TESTS = re.compile(r"`tests/([^`\s]+)`")


@cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def headings(page: Path) -> set[str]:
    """As GitHub calls them: lower case, without marks, hyphens for spaces."""
    found = re.findall(r"^#+ (.+)$", FENCE.sub("", text(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def astray(page: Path) -> Iterator[str]:
    """Links to a page, picture or heading that is not there."""
    for target in LINK.findall(FENCE.sub("", text(page))):
        path, _, heading = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        place = (page.parent / path).resolve() if path else page
        if not place.exists() or (heading and heading not in headings(place)):
            yield target


def missing(page: Path) -> Iterator[str]:
    """Files that the page names and that are not there; ``file.py::name`` also has to hold that name."""
    for named in FILE.findall(text(page)):
        path, _, name = named.partition("::")
        if "<" in path or "NNN" in path:
            continue
        found = list(ROOT.glob(path.rstrip("/")))
        if not found or (name and not re.search(rf"\b{name}\b", text(found[0]))):
            yield named


def commands() -> set[str]:
    """Every command there is, and every group's."""
    root = typer.main.get_group(command)
    inner = {f"{name} {one}" for name, group in root.commands.items() for one in getattr(group, "commands", ())}
    return {*root.commands, *inner}


def spoken(page: Path) -> Iterator[str]:
    """Commands that the page tells people to run: in code, never in prose."""
    groups = {one.partition(" ")[0] for one in commands() if " " in one}
    code = [*FENCE.findall(text(page)), *re.findall(r"`[^`\n]+`", text(page))]
    for first, second in WORDS.findall("\n".join(code)):
        yield f"{first} {second}" if first in groups and second else first


def shown(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_link_leads_somewhere(page):
    assert list(astray(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_file_that_is_named_is_there(page):
    """A promise names the test that shows it; a test that was renamed shows nothing."""
    assert list(missing(page)) == []


def test_every_command_that_is_named_exists():
    assert {one for page in PAGES for one in spoken(page)} - commands() == set()


def test_every_command_is_in_the_readme():
    groups = {one.partition(" ")[0] for one in commands() if " " in one}
    assert commands() - groups <= set(spoken(ROOT / "README.md"))


def test_every_variable_is_in_the_readme_or_where_the_platform_is_installed():
    own = {f"PEERSUPPORT_{name.upper()}" for name in Environment.model_fields}
    known = own | set(slack._WANTED) | {"SLACK_API_URL"} | teams._KNOWN | {teams.DEV}
    pages = "".join(text(ROOT / page) for page in ("README.md", "docs/install-slack.md", "docs/install-teams.md"))
    assert {name for name in known if f"`{name}" not in pages and name not in pages} == set()
    assert {name for name in own if f"`{name}`" not in text(ROOT / "README.md")} == set()


def test_every_page_is_in_the_index():
    index = ROOT / "docs/README.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(text(index))}
    assert {shown(page) for page in PAGES if page.is_relative_to(ROOT / "docs")} - {shown(one) for one in linked} == {
        "docs/README.md"
    }


def promises(page: Path) -> list[str]:
    """The rows of every table whose last column says what shows them."""
    tables = re.findall(r"(?:^\|.*\|\n)+", text(page), re.MULTILINE)
    return [
        row
        for table in tables
        for head, _, *rows in [table.splitlines()]
        if head.endswith("shown by |")
        for row in rows
    ]


@pytest.mark.parametrize("page", ["README.md", "docs/threat-model.md"])
def test_every_promise_names_a_test(page):
    rows = promises(ROOT / page)
    assert len(rows) >= 8
    assert [row for row in rows if not TESTS.search(row.split("|")[-2])] == []
