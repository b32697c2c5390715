"""Every tampered audit chain is found, and no whole one is called broken (T22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from bot.domain.audit import Entry, Head, Kind, mac_of, seal_of, verify
from store.sealing import Keyring
from tests.proof import count

CHAINS = count(300, 2_000, 50_000)
OURS, THEIRS = (Keyring({1: bytes(range(start, start + 32))}).index for start in (0, 7))


pytestmark = pytest.mark.proof("T22", tried=CHAINS, unit="chains")


def entry(number, random):
    """As its columns are, before its MAC."""
    return Entry(
        sequence=number,
        day=date(2026, 1, 1) + timedelta(days=number // 3),
        kind=random.choice(list(Kind)),
        role=random.choice(["supporter", "coordinator", "director", "operator"]),
        reason=random.choice(["card", "reveal", "safety", ""]),
        actor=random.randbytes(8),
        case_mark=random.choice([b"", random.randbytes(8)]),
        mac=b"",
    )


def chain(random, sign=OURS, length=None):
    """A whole chain, the older part of which has perhaps been let go."""
    entries, before = [], b""
    for number in range(1, (length or random.randint(1, 12)) + 1):
        one = entry(number, random)
        entries.append(replace(one, mac=mac_of(one, before, sign)))
        before = entries[-1].mac
    gone = random.randint(0, len(entries))
    anchor = entries[gone - 1].mac if gone else b""
    head = Head(sequence=len(entries), mac=before, anchor=gone, anchor_mac=anchor)
    return entries[gone:], replace(head, seal=seal_of(head, sign)), entries


def changed(entries, head, every, random):
    at = random.randrange(len(entries))
    one = entries[at]
    new = {
        "day": one.day + timedelta(days=1),
        "kind": "other",
        "role": one.role + "x",
        "reason": one.reason + "x",
        "actor": random.randbytes(8),
        "case_mark": one.case_mark + b"x",
        "mac": random.randbytes(16),
        "sequence": one.sequence + random.choice([-1, 1, 100]),
    }
    field = random.choice(list(new))
    return [*entries[:at], replace(one, **{field: new[field]}), *entries[at + 1 :]], head


def deleted(entries, head, every, random):
    at = random.randrange(len(entries))
    left = entries[:at] + entries[at + 1 :]
    numbered = [replace(one, sequence=head.anchor + number) for number, one in enumerate(left, start=1)]
    return random.choice([left, numbered]), head


def inserted(entries, head, every, random):
    at = random.randint(0, len(entries))
    made = replace(random.choice(entries), sequence=head.anchor + at + 1)
    after = [replace(one, sequence=one.sequence + 1) for one in entries[at:]]
    return [*entries[:at], made, *after], head


def reordered(entries, head, every, random):
    if len(entries) == 1:
        return changed(entries, head, every, random)
    first, second = random.sample(range(len(entries)), 2)
    moved = list(entries)
    moved[first], moved[second] = (
        replace(moved[second], sequence=moved[first].sequence),
        replace(moved[first], sequence=moved[second].sequence),
    )
    return moved, head


def cut(entries, head, every, random):
    """The end, with a head that was written to fit, but could not be sealed; or with the head left as it is."""
    left = entries[: random.randrange(len(entries))]
    end = left[-1].mac if left else head.anchor_mac
    fitting = replace(head, sequence=head.anchor + len(left), mac=end)
    return left, random.choice([head, fitting])


def spliced(entries, head, every, random):
    """From another installation: some entries, or all of it."""
    theirs, their_head, _ = chain(random, THEIRS)
    at = random.randrange(len(entries))
    foreign = entry(entries[at].sequence, random)
    before = entries[at - 1].mac if at else head.anchor_mac
    foreign = replace(foreign, mac=mac_of(foreign, before, THEIRS))
    return random.choice([(theirs, their_head), ([*entries[:at], foreign, *entries[at + 1 :]], head)])


def forked(entries, head, every, random):
    """One entry of another history of our own, such as what was written after a backup was taken."""
    at = random.randrange(len(entries))
    before = entries[at - 1].mac if at else head.anchor_mac
    other = entry(entries[at].sequence, random)
    return [*entries[:at], replace(other, mac=mac_of(other, before, OURS)), *entries[at + 1 :]], head


def anchored(entries, head, every, random):
    """The part that is kept is to begin elsewhere."""
    elsewhere = random.choice([number for number in range(len(every) + 1) if number != head.anchor])
    mac = every[elsewhere - 1].mac if elsewhere else b""
    moved = replace(head, anchor=elsewhere, anchor_mac=mac)
    return [one for one in every if one.sequence > elsewhere], random.choice(
        [moved, replace(head, anchor_mac=random.randbytes(16))]
    )


TAMPERINGS = (changed, deleted, inserted, reordered, cut, spliced, forked, anchored)


def test_every_tampered_chain_is_found():
    random = Random(22)  # noqa: S311 - to be repeatable
    missed = []
    for number in range(CHAINS):
        entries, head, every = chain(random)
        tamper = TAMPERINGS[number % len(TAMPERINGS)] if entries else anchored
        broken = tamper(entries, head, every, random)
        missed += [] if verify(*broken, OURS) else [tamper.__name__]
    assert missed == []


def test_no_whole_chain_is_called_broken():
    """Also one of which everything old was let go, and with any head that was ever printed of what is kept."""
    random = Random(23)  # noqa: S311 - to be repeatable
    for _ in range(CHAINS):
        entries, head, every = chain(random)
        printed = [Head(sequence=one.sequence, mac=one.mac).short for one in every if one.sequence >= head.anchor]
        for one in ("", *printed[:2], *printed[-1:]):
            assert verify(entries, head, OURS, printed=one) == []


def test_a_printed_head_finds_whatever_was_cut_off_after_it():
    """An older head, sealed in its time, with the entries of that time."""
    random = Random(24)  # noqa: S311 - to be repeatable
    for _ in range(CHAINS):
        _, head, every = chain(random, length=random.randint(2, 12))
        kept = random.randrange(1, len(every))
        older = Head(sequence=kept, mac=every[kept - 1].mac)
        older = replace(older, seal=seal_of(older, OURS))
        assert verify(every[:kept], older, OURS) == []
        assert verify(every[:kept], older, OURS, printed=head.short)
