"""Restore drills over random histories: nothing is sent again, nobody who went comes back, and nobody is lost (T23)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from store.journal import OPENS
from tests.conftest import BOTH
from tests.proof import count
from tests.recovery.drill import CHECKS, OFFICER, OVERVIEW, Drill

if TYPE_CHECKING:
    from pathlib import Path

    from store.backup.settling import Settled

DRILLS = count(1, 10, 100)  # on each of two databases
FAREWELL = "One of your cases has ended."
ONCE = {"Someone could use a peer.", "Please get in touch once more."}
LATER = {"A case needs you.", "A case is still waiting and needs you.", "You planned to check in.", OVERVIEW}
pytestmark = [pytest.mark.usefixtures("no_power_cut"), pytest.mark.timeout(600)]


@pytest.fixture(params=BOTH)
def url(request):
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "empty_postgres_url")


async def lived(drill: Drill, url: str) -> Path:
    """A history with a backup in its middle; at its end the process is gone. The last drills restore an old backup."""
    drill.opens(url)
    drill.store.run_now(drill.enrols)
    await drill.service.start()
    await drill.lives(14)
    backup, made = drill.backs_up(url), drill.clock.now()
    drill.open_at_backup = {str(one.code) for one in drill.cases()}
    for _ in range(drill.dice.randrange(2, 9)):
        if drill.clock.now() - made < OPENS / 2:
            await drill.lives(1)
    if drill.seed % 2:
        await drill.passes(seconds=(OPENS - (drill.clock.now() - made)).total_seconds() - 3600)
    drill.open_at_end = {str(one.code) for one in drill.cases()}
    drill.store.close()
    return backup


async def restored(drill: Drill, url: str, backup: Path) -> Settled:
    settled = drill.restores(url, backup)
    drill.opens(url)
    await drill.service.start()
    return settled


@pytest.mark.proof("T23", unit="drills")
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(DRILLS))
async def test_a_restore_sends_nothing_again_and_brings_nobody_back(seed, tmp_path, url, keys):
    drill = Drill(tmp_path, keys, seed)
    settled = await restored(drill, url, await lived(drill, url))
    before = len(drill.got)
    back = {str(one.code) for one in drill.cases()}
    theirs = Counter(drill.supporter_of(one) for one in drill.cases())
    assert set(settled.open_cases) == back == drill.open_at_backup & drill.open_at_end
    await drill.passes(days=1)
    _only_checks(drill, before)
    await drill.passes(days=20)
    _nothing_twice(drill, before)
    _no_farewell_again(drill, before, theirs)
    _nobody_comes_back(drill, before)
    await _opt_outs_hold(drill)
    drill.store.close()


def _only_checks(drill: Drill, before: int) -> None:
    """On the day after, people read only that they should look, each once, and what comes due then."""
    told = drill.got[before:]
    assert {one.what for one in told} <= CHECKS | LATER
    looked = Counter((one.who, one.case) for one in told if one.what in CHECKS)
    assert set(looked.values()) == {1}
    assert looked[OFFICER, ""] == 1


def _nothing_twice(drill: Drill, before: int) -> None:
    """No question that somebody had got already; no check-in of a day that had been; no overview twice."""
    old = {(one.who, one.what, one.case) for one in drill.got[:before]}
    assert [one for one in drill.got[before:] if one.what in ONCE and (one.who, one.what, one.case) in old] == []
    weeks = Counter(one.at.date() for one in drill.got if one.what == OVERVIEW)
    assert set(weeks.values()) <= {1}


def _no_farewell_again(drill: Drill, before: int, theirs: Counter[str]) -> None:
    """A farewell names no case, so it is counted: nobody reads more of them than they had cases that came back."""
    farewells = Counter(one.who for one in drill.got[before:] if one.what == FAREWELL)
    assert farewells <= theirs, (farewells, theirs)


def _nobody_comes_back(drill: Drill, before: int) -> None:
    """Whoever withdrew, was erased, opted out or had it undone is in no message and in no case."""
    here = {drill.whose[code] for code in drill.open_at_end}
    ended = (set(drill.whose.values()) | drill.undone) - here
    about = {drill.whose[one.case] for one in drill.got[before:] if one.case}
    assert not ended & (about | {drill.whose[str(one.code)] for one in drill.cases()})


async def _opt_outs_hold(drill: Drill) -> None:
    """Whoever opted out, before the backup or after it, is still not to be suggested by others."""
    before = len(drill.cases())
    for who in drill.opted_out:
        await drill.suggests(who)
    await drill.passes(hours=1)
    assert len(drill.cases()) == before
