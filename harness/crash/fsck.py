# SPDX-License-Identifier: GPL-2.0-or-later
"""e2fsck, the other one that recovers, and the judge of both."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from harness.errors import ConfigError
from harness.machine.disk import DiskImage
from harness.machine.disk.base import FileBase

# What it says of a sound file system that was not unmounted.
_EXPECTED: Final = re.compile(
    r"(e2fsck \d.*|.*: recovering journal|(Clearing|Truncating) orphaned inode .*|Pass \d.*"
    r"|Setting free (inodes|blocks) count to \d+ \(was \d+\)"
    r"|.*\*\*\*\*\* FILE SYSTEM WAS MODIFIED .*|.*: \d+/\d+ files .*|)",
    re.IGNORECASE,
)
_FAST_FOLDER: Final = Path("/dev/shm")


class Fsck:
    """Runs the real e2fsck on images.

    ``find`` says where it is; :class:`ConfigError` when it is nowhere.  Used as
    a context manager: its files go with it.
    """

    def __init__(self, find: Callable[[str], str | None] = shutil.which) -> None:
        program = find("e2fsck") or find("/usr/sbin/e2fsck") or find("/sbin/e2fsck")
        if program is None:
            raise ConfigError("e2fsck is missing: apt-get install e2fsprogs")
        self._program = program
        folder = str(_FAST_FOLDER) if _FAST_FOLDER.is_dir() else None
        self._folder = tempfile.TemporaryDirectory(prefix="harness-crash-", dir=folder)
        self._image = Path(self._folder.name) / "disk.img"

    def __enter__(self) -> Fsck:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def complaint(self, image: DiskImage) -> str:
        """Return what it finds wrong with a file system that should be sound; nothing is changed."""
        image.save(self._image)
        code, said = self._run("-fn")
        return "" if code == 0 else said

    def recovered(self, image: DiskImage) -> tuple[DiskImage, str]:
        """Return what it leaves on the disk, and what it had to repair beyond the journal and the orphans.

        The image is good until the next call.
        """
        image.save(self._image)
        code, said = self._run("-fy")
        repairs = [line for line in said.splitlines() if not _EXPECTED.fullmatch(line)]
        wrong = said if code & ~1 else "; ".join(repairs)
        return DiskImage(FileBase(str(self._image), write=False), {}, 0), wrong

    def _run(self, how: str) -> tuple[int, str]:
        done = subprocess.run([self._program, how, self._image], capture_output=True, text=True)
        return done.returncode, (done.stdout + done.stderr).replace(str(self._image), "disk").strip()
