# SPDX-License-Identifier: GPL-2.0-or-later
"""Scripts for the guest's `fsop`, the same done by the host, and what debugfs and e2fsck say of the disk."""

from __future__ import annotations

import ctypes
import os
import re
import stat
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from harness import BootConfig, Machine, StopReason
from harness.image.layout import Layout
from harness.machine.disk import DiskSpec
from harness.run import load
from tests.guest.ext3_images import make_image, need_e2fsprogs

BUDGET = 6_000_000_000
PAGE = 4096
SCRIPT_BYTES = 256 << 10
HARM = ("panic", "Oops", "BUG", "blocked for more than", "busy inodes", "beyond end of device")


def pattern(offset: int, length: int, seed: int) -> bytes:
    """Return what `fsop` writes at ``offset``."""
    return bytes((at * 7 + (at >> 8) * 13 + seed) & 0xFF for at in range(offset, offset + length))


@dataclass
class Done:
    """A run: errors by line number (from 1), the console, and the machine."""

    errors: dict[int, int]
    console: str
    machine: Machine

    @property
    def said(self) -> list[str]:
        """Return the lines of ext3 in the log."""
        return re.findall(r"^\[ *[\d.]+\] (EXT3-fs.*)$", self.console, re.MULTILINE)


def disk_with(where: Path, lines: list[str]) -> Path:
    """Return a raw disk that holds the script."""
    text = "\n".join(lines).encode() + b"\n"
    assert len(text) < SCRIPT_BYTES
    path = where / "script.img"
    path.write_bytes(text + bytes(-len(text) % 4096 + 4096))
    return path


def started(image: Path, where: Path, lines: list[str], memory: int | None = None) -> Machine:
    """Return a machine that will run the script, with the image as its first disk."""
    disks = (DiskSpec.parse(str(image)), DiskSpec.parse(f"{disk_with(where, lines)},ro"))
    layout = Layout(memory_bytes=memory) if memory else Layout()
    return load(BootConfig(append="rc=fsop", disks=disks, layout=layout))


def finish(machine: Machine) -> Done:
    stop = machine.run(BUDGET)
    console = machine.console.text
    assert stop.reason is StopReason.EXIT, (stop, console[-2000:])
    for word in HARM:
        assert word not in console, console[-2000:]
    assert re.search(r"fsop: \d+ lines", console), console[-2000:]
    errors = {int(line): int(error) for line, error in re.findall(r"fsop: line (\d+): (-?\d+)", console)}
    return Done(errors, console, machine)


def run_script(image: Path, where: Path, lines: list[str]) -> Done:
    return finish(started(image, where, lines))


def formatted(where: Path, *options: str, size: str = "16M") -> Path:
    """Return an empty image that mke2fs made with these options."""
    need_e2fsprogs()
    return make_image(where, None, *options, size=size)


def clean(image: Path) -> None:
    """Fail unless e2fsck finds nothing to complain of."""
    done = subprocess.run(["e2fsck", "-fn", image], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def debugfs(image: Path, command: str) -> str:
    return subprocess.run(
        ["debugfs", "-R", command, image], capture_output=True, text=True, check=True
    ).stdout


def dumped(image: Path, where: Path) -> Path:
    """Return a directory with all that debugfs reads from the image."""
    top = where / "dumped"
    top.mkdir()
    debugfs(image, f"rdump / {top}")
    with suppress(FileNotFoundError):
        (top / "lost+found").rmdir()
    return top


def described(top: Path) -> dict[str, tuple[object, ...]]:
    """Return kind, mode, times and contents of all below ``top``, by path."""
    found = {}
    for path in sorted(top.rglob("*")):
        status = path.lstat()
        kind = stat.S_IFMT(status.st_mode)
        contents: object = None
        if kind == stat.S_IFREG:
            contents = path.read_bytes()
        elif kind == stat.S_IFLNK:
            contents = os.readlink(path)
        mode = 0 if kind == stat.S_IFLNK else stat.S_IMODE(status.st_mode)
        found[str(path.relative_to(top))] = (kind, mode, contents)
    return found


class Host:
    """The operations of `fsop` on a directory of the host; each returns 0 or a negative error."""

    def __init__(self, top: Path) -> None:
        self._top = top
        top.mkdir()

    def run(self, line: str) -> int:
        """Do one line, with the guest's /mnt as the directory."""
        name, *words = line.split()
        operation: Callable[..., None] | None = getattr(self, f"_{name}", None)
        if operation is None:
            return 0
        try:
            operation(*(self._path(word) for word in words))
        except OSError as error:
            return -(error.errno or 0)
        return 0

    def _path(self, word: str) -> str:
        return str(self._top) + word.removeprefix("/mnt") if word.startswith("/mnt") else word

    def _write(self, path: str, offset: str, length: str, seed: str) -> None:
        at = int(offset)
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if int(length):
                os.pwrite(fd, pattern(at, int(length), int(seed)), at)
        finally:
            os.close(fd)

    def _map(self, path: str, page: str, pages: str, seed: str) -> None:
        at, length = int(page) * PAGE, int(pages) * PAGE
        fd = os.open(path, os.O_RDWR)
        size = os.fstat(fd).st_size
        os.pwrite(fd, pattern(at, min(length, size - at), int(seed)), at)
        os.close(fd)

    def _fsync(self, path: str) -> None:
        os.close(os.open(path, os.O_RDONLY))

    def _many(self, prefix: str, count: str, length: str) -> None:
        for number in range(int(count)):
            self._write(f"{prefix}{number}", "0", length, str(number))

    def _forget(self, prefix: str, first: str, end: str, step: str) -> None:
        for number in range(int(first), int(end), int(step)):
            os.unlink(f"{prefix}{number}")

    def _truncate(self, path: str, size: str) -> None:
        os.truncate(path, int(size))

    def _mkdir(self, path: str, mode: str) -> None:
        os.mkdir(path, int(mode, 8))

    def _rmdir(self, path: str) -> None:
        os.rmdir(path)

    def _unlink(self, path: str) -> None:
        os.unlink(path)

    def _chmod(self, path: str, mode: str) -> None:
        os.chmod(path, int(mode, 8))

    def _link(self, old: str, new: str) -> None:
        os.link(old, new, follow_symlinks=False)

    def _symlink(self, target: str, path: str) -> None:
        os.symlink(target, path)

    def _rename(self, old: str, new: str) -> None:
        # os.rename() refuses nothing that the system call does not.
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.rename(os.fsencode(old), os.fsencode(new)):
            raise OSError(ctypes.get_errno(), old)


def same_as_host(image: Path, where: Path, lines: list[str], done: Done, before: int = 1) -> None:
    """Fail unless errors and results are the host's; the lines follow ``before`` lines of set-up."""
    host = Host(where / "host")
    expected = {before + number: error for number, line in enumerate(lines, 1) if (error := host.run(line))}
    assert done.errors == expected
    assert described(dumped(image, where)) == described(where / "host")
