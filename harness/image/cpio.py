# SPDX-License-Identifier: GPL-2.0-or-later
"""Packs an initial file system as a cpio archive in the "newc" format.

The build runs this file as a plain script, before anything is installed, so it
needs only the standard library and imports nothing of the package:

    python3 harness/image/cpio.py OUT SPEC

SPEC is a list of lines, `#` begins a comment, MODE is octal:

    dir  PATH MODE
    file PATH SOURCE MODE
    nod  PATH MODE b|c MAJOR MINOR
    slink PATH TARGET

Equal entries give equal bytes: times, owners and inode numbers come from the
entries' order by name, never from the host's file system.

Source of the format: Linux Documentation/driver-api/early-userspace
(buffer-format) and cpio(5), "New ASCII Format".
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MAGIC = b"070701"
TRAILER = "TRAILER!!!"
BLOCK = 512
"""Archives are padded to this many bytes, as cpio writes them."""

_MAX_FIELD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of an archive.

    `name` is a relative path without `.` or `..` parts; `mode` holds the file
    type and the permission bits (see `stat`); `data` is the content of a file
    or the target of a symbolic link; `rdev` is (major, minor) of a device.
    Raises ValueError when these do not fit together.
    """

    name: str
    mode: int
    data: bytes = b""
    rdev: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        parts = self.name.split("/")
        if not all(parts) or {".", ".."} & set(parts) or "\0" in self.name:
            raise ValueError(f"bad member name {self.name!r}: want a relative path like 'dev/null'")
        if self.name == TRAILER:
            raise ValueError(f"the name {TRAILER!r} marks the archive's end")
        if not stat.S_IFMT(self.mode):
            raise ValueError(f"{self.name}: mode {self.mode:#o} has no file type")
        if self.data and not (stat.S_ISREG(self.mode) or stat.S_ISLNK(self.mode)):
            raise ValueError(f"{self.name}: only files and links have data")
        if len(self.data) > _MAX_FIELD:
            raise ValueError(f"{self.name}: {len(self.data)} bytes do not fit a newc archive")


def directory(name: str, mode: int = 0o755) -> Entry:
    """Returns a directory with these permission bits."""
    return Entry(name, stat.S_IFDIR | mode)


def file(name: str, data: bytes, mode: int = 0o644) -> Entry:
    """Returns a regular file with this content."""
    return Entry(name, stat.S_IFREG | mode, data)


def node(name: str, kind: str, major: int, minor: int, mode: int = 0o600) -> Entry:
    """Returns a device node; `kind` is "b" (block) or "c" (character)."""
    if kind not in ("b", "c"):
        raise ValueError(f"{name}: a device is 'b' or 'c', not {kind!r}")
    return Entry(name, (stat.S_IFBLK if kind == "b" else stat.S_IFCHR) | mode, rdev=(major, minor))


def symlink(name: str, target: str) -> Entry:
    """Returns a symbolic link to `target`."""
    return Entry(name, stat.S_IFLNK | 0o777, target.encode())


def _padded(data: bytes, unit: int) -> bytes:
    return data + bytes(-len(data) % unit)


def _member(inode: int, name: str, mode: int, data: bytes, rdev: tuple[int, int]) -> bytes:
    raw_name = name.encode() + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    # ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor
    # rdevminor namesize check
    fields = (inode, mode, 0, 0, links, 0, len(data), 0, 0, *rdev, len(raw_name), 0)
    header = MAGIC + b"".join(b"%08X" % field for field in fields)
    # Header and name are padded together: the header alone is 110 bytes.
    return _padded(header + raw_name, 4) + _padded(data, 4)


def _check_tree(entries: list[Entry]) -> None:
    """Raises ValueError unless each name is single and its parents are directories."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.name in seen:
            raise ValueError(f"{entry.name}: listed twice")
        for parent in PurePosixPath(entry.name).parents:
            if str(parent) == ".":
                continue
            if str(parent) not in seen or not stat.S_ISDIR(seen[str(parent)].mode):
                raise ValueError(f"{entry.name}: its directory {parent} is not in the archive")
        seen[entry.name] = entry


def pack(entries: Iterable[Entry]) -> bytes:
    """Returns the archive of these entries, sorted by name, so parents come first.

    Raises ValueError when a name is listed twice or lies outside the listed
    directories: the kernel would skip such a member without a word.

    >>> pack([directory("dev")])[:6]
    b'070701'
    """
    ordered = sorted(entries, key=lambda entry: entry.name.split("/"))
    _check_tree(ordered)
    members = [
        _member(inode, entry.name, entry.mode, entry.data, entry.rdev)
        for inode, entry in enumerate(ordered, start=1)
    ]
    return _padded(b"".join(members) + _member(0, TRAILER, 0, b"", (0, 0)), BLOCK)


def _parse_line(words: list[str], root: Path) -> Entry:
    name = words[1].strip("/")
    match words[0], words[2:]:
        case "dir", [mode]:
            return directory(name, int(mode, 8))
        case "file", [source, mode]:
            return file(name, (root / source).read_bytes(), int(mode, 8))
        case "nod", [mode, kind, major, minor]:
            return node(name, kind, int(major), int(minor), int(mode, 8))
        case "slink", [target]:
            return symlink(name, target)
    raise ValueError(
        "want dir PATH MODE, file PATH SOURCE MODE, nod PATH MODE b|c MAJOR MINOR or slink PATH TARGET"
    )


def parse_spec(text: str, root: Path = Path()) -> list[Entry]:
    """Reads a SPEC (see the module); sources are relative to `root`.

    Raises ValueError with the line's number when a line is not understood,
    and OSError when a source cannot be read.
    """
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            entries.append(_parse_line([*words, ""] if len(words) < 2 else words, root))
        except ValueError as error:
            raise ValueError(f"line {number}: {' '.join(words)}: {error}") from error
    return entries


def main(arguments: list[str]) -> int:
    """Packs SPEC into OUT; returns 0, or 2 with one sentence on stderr."""
    if len(arguments) != 2:
        print("usage: cpio.py OUT SPEC", file=sys.stderr)
        return 2
    out, spec = map(Path, arguments)
    try:
        out.write_bytes(pack(parse_spec(spec.read_text())))
    except (OSError, ValueError) as error:
        print(f"cpio.py: {spec}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
