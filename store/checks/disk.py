"""Checks file permissions, free space and file system of the data folder."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from store.checks.server import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOM = 512 * 2**20
"""Bytes that should be free: many years of a programme, and its daily backups."""
_REMOTE = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "fuse.glusterfs",
    "lustre",
}
_MOUNTS = Path("/proc/mounts")


def examine_place(folders: Iterable[Path], *, holds_database: Path | None) -> Iterator[Found]:
    """What to mend about these folders; ``holds_database`` is the one with the SQLite file, if there is one."""
    for folder in dict.fromkeys(folders):
        if folder.is_dir():
            yield from _open_to_others(folder)
            yield from _short_of_room(folder)
    if holds_database is not None and (kind := _file_system(holds_database)) in _REMOTE:
        yield Found(
            fine=False,
            what=f"{holds_database} lies on a network ({kind}): SQLite's locks don't hold there. Use a local disk.",
        )


def _open_to_others(folder: Path) -> Iterator[Found]:
    shared = [path for path in (folder, *folder.iterdir()) if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    if len(shared) > 1:
        what = f"Others can read {len(shared)} of the files and folders in {folder}."
        mend = f"If all of it is the programme's, run: chmod go= {folder} {folder}/*; if not, give it its own folder."
        yield Found(fine=False, what=f"{what} {mend}")
    elif shared:
        [path] = shared
        wanted = "700" if path.is_dir() else "600"
        yield Found(fine=False, what=f"Others can read {path}; run: chmod {wanted} {path}")
    else:
        yield Found(fine=True, what=f"Only its owner reads {folder}.")


def _short_of_room(folder: Path) -> Iterator[Found]:
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        yield Found(
            fine=False, what=f"Only {free // 2**20} MiB are free under {folder}; make room for {ROOM // 2**20}."
        )


def _file_system(folder: Path) -> str:
    """The kind of the file system, as Linux names it; empty elsewhere."""
    if not _MOUNTS.exists():
        return ""
    lines = (line.split() for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines())
    places = [(Path(fields[1].replace("\\040", " ")), fields[2]) for fields in lines]
    over = [(len(place.parts), kind) for place, kind in places if folder.resolve().is_relative_to(place)]
    return max(over)[1] if over else ""
