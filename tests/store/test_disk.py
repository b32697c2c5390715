"""What the check says about folders: who can read them, how much room there is, and on what disk they lie."""

from __future__ import annotations

import shutil
from typing import NamedTuple

import pytest

from store.checks import disk


class Usage(NamedTuple):
    free: int


def wrong(folder, **more):
    return [one.what for one in disk.examine_place([folder], holds_database=more.get("holds")) if not one.fine]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "peersupport.db").touch(mode=0o600)
    return tmp_path / "data"


def test_a_private_folder_with_room_is_fine(folder):
    assert wrong(folder) == []


@pytest.mark.parametrize(("name", "mode", "wanted"), [("peersupport.db", 0o640, "600"), (".", 0o755, "700")])
def test_what_others_can_read_is_named_with_its_remedy(folder, name, mode, wanted):
    (folder / name).chmod(mode)
    [found] = wrong(folder)
    assert f"chmod {wanted} {folder / name}" in found


def test_a_full_disk_is_told_before_it_is_full(folder, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(disk.ROOM - 1))
    assert "511 MiB are free" in wrong(folder)[0]


@pytest.mark.parametrize(("kind", "refused"), [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False)])
def test_sqlite_on_a_network_is_refused(folder, tmp_path, monkeypatch, kind, refused):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {folder} {kind} rw 0 0\n")
    monkeypatch.setattr(disk, "_MOUNTS", mounts)
    assert any("lies on a network" in one for one in wrong(folder, holds=folder)) is refused
