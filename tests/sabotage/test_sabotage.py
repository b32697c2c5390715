"""Named bad patches, each of which must turn a test red: whoever breaks a promise is told so (T25)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import adapters
import bot
import store
from tests.proof import count
from tests.sabotage.patch import ROOT, Copy, Edit, Run
from tests.sabotage.patches.every import EDITS, EVERY

TRIED = EVERY[: count(2, 24, len(EVERY))]
THIS = f"tests/sabotage/{Path(__file__).name}::test_the_packages_are_this_trees"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """It uses its own packages, and is green as long as nobody has spoilt it."""
    made = Copy.into(tmp_path_factory.mktemp("sabotage"))
    run = made.run(dict.fromkeys([THIS, *(node for patch in TRIED for node in patch.tests)]))
    assert run.code == 0, f"red without any patch:\n{run.written}"
    return made


def test_the_packages_are_this_trees():
    """Run in the copy, too: else the patches would be tried on the code that they spare."""
    assert {Path(one.__file__ or "").parent.parent for one in (adapters, bot, store)} == {ROOT}


@pytest.mark.proof("T25", unit="patches")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("patch", TRIED, ids=lambda patch: patch.name)
def test_a_bad_patch_turns_a_test_red(patch, copy):
    """The test passes without the patch, and fails, not merely breaks, with it."""
    with copy.spoilt_by(patch):
        run = copy.run(patch.tests)
    assert run.caught, f"nobody noticed. {patch.why}\n{run.written}"


@pytest.mark.parametrize(("patch", "edit"), EDITS, ids=lambda one: getattr(one, "name", None))
def test_a_patch_fits_the_code_as_it_is(patch, edit):
    """Code moves; a patch that no longer fits proves nothing, so it is mended with the code."""
    text = (ROOT / edit.file).read_text("utf-8")
    spoilt = edit.made_in(text)
    assert ast.dump(ast.parse(spoilt)) != ast.dump(ast.parse(text))


@pytest.mark.parametrize("patch", EVERY, ids=lambda patch: patch.name)
def test_the_tests_of_a_patch_exist(patch):
    for node in patch.tests:
        file, _, name = node.partition("::")
        assert f"def {name or 'test_'}" in (ROOT / file).read_text("utf-8")


def test_the_list_is_long_and_every_name_is_one():
    assert len({patch.name for patch in EVERY}) == len(EVERY) >= 40
    assert len({(edit.file, edit.before, edit.after) for _, edit in EDITS}) == len(EDITS)


@pytest.mark.parametrize("text", ["", "one two", "one one"])
def test_an_edit_fits_once_or_not_at_all(text):
    edit = Edit("bot/x.py", "one", "two")
    if text.count("one") == 1:
        assert edit.made_in(text) == "two two"
        return
    with pytest.raises(ValueError, match=r"bot/x\.py holds this"):
        edit.made_in(text)


@pytest.mark.parametrize(
    ("code", "written"),
    [
        (0, "1 passed"),
        (2, "1 error"),
        (5, "1 deselected"),
        (4, "not found"),
        (1, "1 error"),
        (1, "FAILED tests/x.py::test_y - NameError: name\n1 failed"),
        (1, "E   ImportError: cannot import\nFAILED tests/x.py::test_y\n1 failed"),
    ],
)
def test_only_a_failed_test_counts(code, written):
    """What can't be collected, found or imported has not looked at the promise."""
    assert not Run(code, written).caught
    assert Run(1, "FAILED tests/x.py::test_y - AssertionError\n1 failed in 0.10s").caught


def test_a_copy_is_as_it_was_afterwards(tmp_path):
    (tmp_path / "bot").mkdir()
    patch = EVERY[0]
    for edit in patch.edits:
        (tmp_path / edit.file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / edit.file).write_text(edit.before)
    with Copy(tmp_path).spoilt_by(patch):
        assert (tmp_path / patch.file).read_text() == patch.after
    assert (tmp_path / patch.file).read_text() == patch.before
