"""The rules of this repository held against its own files, and each rule against a file that breaks it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from tests.rules import checks
from tests.rules.checks import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
PRODUCT = ("adapters", "bot", "store")


@cache
def in_folder(folder: str) -> tuple[Source, ...]:
    """Read and parsed once: thirty rules look at the same files."""
    return tuple(Source.read(ROOT, file) for file in sorted((ROOT / folder).rglob("*.py")))


def sources(*folders: str) -> list[Source]:
    return [source for folder in folders for source in in_folder(folder)]


def tracked() -> list[Path]:
    """Every file that is, or is about to be, under version control."""
    listing = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if (ROOT / name).is_file()]


def breaches(rule: checks.Rule, files: Iterable[Source]) -> list[str]:
    return [f"{source.path}:{line}" for source in files for line in rule(source)]


def named(rule: object) -> str | None:
    return getattr(rule, "__name__", None)


@pytest.mark.parametrize("rule", checks.CODE_RULES, ids=named)
def test_the_product_keeps_the_rule(rule: checks.Rule):
    """What runs at a clinic keeps every rule; each rule's docstring states it."""
    assert not breaches(rule, sources(*PRODUCT)), rule.__doc__


@pytest.mark.parametrize("rule", checks.SIZE_RULES, ids=named)
def test_product_and_tests_keep_the_size(rule: checks.Rule):
    """Sizes and names hold for the tests too: they are read as often."""
    assert not breaches(rule, sources(*PRODUCT, "tests")), rule.__doc__


def test_a_folder_has_at_most_16_modules():
    """A reader finds a file at the first guess: at most 16 modules to a folder."""
    assert not checks.crowded_folders(source.path for source in sources(*PRODUCT))


def test_no_folder_has_one_module():
    assert not checks.lonely_folders(source.path for source in sources(*PRODUCT))


def test_no_tracked_file_tells_of_a_machine():
    """The repository names no folder of a machine and no package registry; pictures can't."""
    texts = [file for file in tracked() if b"\0" not in file.read_bytes()]
    files = [Source.read(ROOT, file) for file in texts]
    assert not breaches(checks.nothing_tells_of_a_machine, files)


def test_there_is_something_to_hold_the_rules_against():
    """A rule that looks at no file would pass for ever."""
    assert all(sources(folder) for folder in PRODUCT)


DEEP = """
def f(rows):
    for row in rows:
        with row:
            try:
                pass
            finally:
                if row:
                    pass
"""

BREACHES: list[tuple[checks.Rule, str, str]] = [
    (checks.a_file_has_at_most_400_lines, "bot/long.py", "x = 1\n" * 401),
    (checks.a_function_has_at_most_50_lines, "bot/long.py", "def f():\n" + "    x = 1\n" * 50),
    (checks.blocks_nest_at_most_3_deep, "bot/deep.py", DEEP),
    (checks.a_module_has_a_telling_name, "bot/utils.py", ""),
    (checks.a_module_has_a_telling_name, "store/common/rows.py", ""),
    (checks.a_module_says_what_it_is_for, "store/rows.py", "x = 1\n"),
    (checks.a_dataclass_of_the_bot_is_frozen, "bot/case.py", "@dataclass\nclass Case: ..."),
    (
        checks.a_dataclass_of_the_bot_is_frozen,
        "bot/case.py",
        "@dataclasses.dataclass(frozen=False)\nclass Case: ...",
    ),
    (checks.a_log_call_has_a_constant_sentence, "bot/x.py", "log.info(f'sent to {name}')"),
    (checks.a_log_call_has_a_constant_sentence, "bot/x.py", "self.logger.warning('sent to %s' % name)"),
    (checks.a_log_call_has_a_constant_sentence, "bot/x.py", "logging.error('sent to {}'.format(name))"),
    (checks.only_the_clock_and_the_store_read_the_time, "bot/service.py", "x = datetime.datetime.now(UTC)"),
    (checks.only_a_line_makes_a_link_that_dials, "adapters/x.py", "href = f'tel:{number}'"),
    (checks.only_a_line_makes_a_link_that_dials, "bot/x.py", "'sms:' + number if url.startswith('tel:') else url"),
    (checks.only_the_log_writes, "adapters/x.py", "logging.getLogger('x').info('sent')"),
    (checks.only_the_log_writes, "bot/service.py", "print('sent')"),
    (checks.only_the_log_writes, "store/rows.py", "sys.stderr.write('sent')"),
    (
        checks.only_the_clock_and_the_store_read_the_time,
        "adapters/web/app.py",
        "field(default_factory=time.time)",
    ),
    (checks.a_moment_becomes_a_day_in_one_place, "bot/conversation/views/privacy.py", "when = case.opened_at.date()"),
    (checks.a_moment_becomes_a_day_in_one_place, "store/rows.py", "local(now, zone).date()"),
    (checks.a_broad_except_stands_at_an_edge, "bot/service.py", "try: f()\nexcept Exception: pass"),
    (
        checks.a_broad_except_stands_at_an_edge,
        "bot/service.py",
        "try: f()\nexcept (OSError, BaseException) as e: pass",
    ),
    (checks.a_broad_except_stands_at_an_edge, "bot/scheduling/sweeps.py", "try: f()\nexcept: pass\n" * 2),
    (
        checks.a_match_over_classes_is_closed,
        "bot/x.py",
        "match event:\n  case Pressed(): f()\n  case Typed(): g()",
    ),
    (checks.every_function_is_annotated, "bot/x.py", "def f(a: int, *, b) -> int: ..."),
    (checks.every_function_is_annotated, "bot/x.py", "class A:\n  def __init__(self): ..."),
    (checks.nothing_tells_of_a_machine, "docs/how-to.md", "see file://" + "/srv/wheels"),
    (checks.nothing_tells_of_a_machine, "pip.conf", "find-links = " + "https://wheels.example"),
    (checks.nothing_tells_of_a_machine, "requirements.lock", "torch @ https://wheels.example/torch.whl"),
]


def written(root: Path, path: str, text: str) -> Source:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return Source.read(root, file)


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES, ids=named)
def test_the_rule_bites(rule: checks.Rule, path: str, text: str, tmp_path: Path):
    """Each rule finds exactly one breach in a file that has exactly one."""
    assert len(breaches(rule, [written(tmp_path, path, text)])) == 1


def test_every_rule_has_a_breach():
    """No rule goes unproved."""
    rules = {*checks.SIZE_RULES, *checks.CODE_RULES, checks.nothing_tells_of_a_machine}
    assert {rule for rule, _, _ in BREACHES} == rules


def test_a_crowded_folder_is_found_and_a_pile_of_migrations_is_not():
    folders = ("bot/ui", "store/migrations/versions")
    paths = [PurePosixPath(folder, f"m{number}.py") for folder in folders for number in range(checks.FOLDER_FILES + 1)]
    assert checks.crowded_folders([*paths, PurePosixPath("bot/ui/__init__.py")]) == ["bot/ui"]


def test_a_lonely_module_is_found():
    paths = [PurePosixPath(one) for one in ("bot/a/__init__.py", "bot/a/one.py", "bot/b/one.py", "bot/b/two.py")]
    assert checks.lonely_folders(paths) == ["bot/a"]


KEPT: list[tuple[checks.Rule, str, str]] = [
    (checks.blocks_nest_at_most_3_deep, "bot/x.py", "def f():\n  if a: pass\n" + "  elif b: pass\n" * 5),
    (checks.a_dataclass_of_the_bot_is_frozen, "store/rows.py", "@dataclass\nclass Row: ..."),
    (
        checks.a_dataclass_of_the_bot_is_frozen,
        "bot/case.py",
        "@dataclass(kw_only=True, frozen=True)\nclass Case: ...",
    ),
    (checks.a_log_call_has_a_constant_sentence, "bot/x.py", "log.info('sent', extra={'action': f'{a}'})"),
    (checks.only_the_clock_and_the_store_read_the_time, "bot/clock.py", "x = datetime.now(UTC)"),
    (checks.only_the_log_writes, "bot/commands/roster.py", "typer.echo('done')"),
    (checks.only_the_log_writes, "bot/x.py", "log.record('sent'); logging.getLogger('x').setLevel(30)"),
    (checks.a_broad_except_stands_at_an_edge, "bot/scheduling/sweeps.py", "try: f()\nexcept Exception: pass"),
    (checks.a_broad_except_stands_at_an_edge, "store/rows.py", "try: f()\nexcept Exception:\n  undo()\n  raise"),
    (
        checks.a_match_over_classes_is_closed,
        "bot/x.py",
        "match e:\n  case A(): f()\n  case _: assert_never(e)",
    ),
    (checks.nothing_tells_of_a_machine, "README.md", "see https://example.org/opt/in and docs/work/plan.md"),
]


@pytest.mark.parametrize(("rule", "path", "text"), KEPT, ids=named)
def test_the_rule_lets_pass(rule: checks.Rule, path: str, text: str, tmp_path: Path):
    """A rule that cries wolf is soon ignored."""
    assert not breaches(rule, [written(tmp_path, path, text)])
