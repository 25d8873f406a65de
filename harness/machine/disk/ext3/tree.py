# SPDX-License-Identifier: GPL-2.0-or-later
"""Files, directories and symbolic links of a new file system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harness.errors import ConfigError
from harness.machine.disk.ext3 import format as f
from harness.machine.disk.ext3.volume import Volume

# When the machine's own clock begins, so that nothing is of the future: 2005-03-02 07:38:08.
BORN: Final = 1109749088
MOST_NAME: Final = 255
FAST_LINK_BYTES: Final = 60


class Symlink(str):
    """A symbolic link's text, among the contents of a file system."""


# What is to be where: paths without a slash in front; None is a directory, for one that is empty.
Contents = Mapping[str, "bytes | Symlink | None"]


def read_folder(folder: Path) -> dict[str, bytes | Symlink | None]:
    """Return what is in a directory of the host's, to be put on a disk.

    Neither owners nor modes nor times.  Raises :class:`ConfigError` for what
    cannot be read, or is neither file, directory nor symbolic link.
    """
    found: dict[str, bytes | Symlink | None] = {}
    if not folder.is_dir():
        raise ConfigError(f"{folder} is no directory; name one whose files are to be on the disk")
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = Symlink(path.readlink())
        elif path.is_dir():
            found[name] = None
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            raise ConfigError(f"{path} is no file, directory or symbolic link; leave it out")
    return found


@dataclass(frozen=True)
class Planted:
    """What an inode says; ``sectors`` are its blocks, those with numbers too, in 512 bytes."""

    mode: int
    size: int
    numbers: bytes = bytes(60)
    sectors: int = 0
    links: int = 1

    def values(self) -> dict[str, Any]:
        """Return the fields of the record."""
        times = dict.fromkeys(("atime", "ctime", "mtime"), BORN)
        return {
            "mode": self.mode, "size": self.size, "block": self.numbers, "blocks": self.sectors,
            "links_count": self.links, **times,
        }  # fmt: skip


def plant(volume: Volume, contents: dict[str, bytes | Symlink | None], lost_found_bytes: int) -> None:
    """Write the root directory, lost+found and everything that is to be in them."""
    tree = _nested(contents)
    number = volume.take_inode()
    _directory(volume, number, f.ROOT_INO, {}, lost_found_bytes)
    entries = [("lost+found", number, f.FT_DIRECTORY), *_children(volume, f.ROOT_INO, tree)]
    _put_directory(volume, f.ROOT_INO, f.ROOT_INO, entries, 0)


def _nested(contents: Contents) -> dict[str, Any]:
    """Return directories as dictionaries; :class:`ConfigError` for names that cannot be."""
    top: dict[str, Any] = {}
    for path, what in sorted(contents.items()):
        names = path.split("/")
        place = top
        for name in names[:-1]:
            place = place.setdefault(_checked(name, path), {})
            if not isinstance(place, dict):
                raise ConfigError(f"{path!r}: {name!r} is no directory; give one of the two another name")
        if not isinstance(place.setdefault(_checked(names[-1], path), {} if what is None else what), dict):
            continue
        if what is not None:
            raise ConfigError(f"{path!r} is a directory and a file; leave one of them out")
    return top


def _checked(name: str, path: str) -> str:
    if name in ("", ".", "..") or "\0" in name or len(name.encode()) > MOST_NAME:
        raise ConfigError(f"{path!r} has a part that is no file name; write it like dir/file")
    return name


def _children(volume: Volume, parent: int, tree: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(name, *_plant(volume, parent, what)) for name, what in tree.items()]


def _plant(volume: Volume, parent: int, what: Any) -> tuple[int, int]:
    """Write what a name leads to; return its inode's number and kind."""
    number = volume.take_inode()
    if isinstance(what, dict):
        _directory(volume, number, parent, what)
        return number, f.FT_DIRECTORY
    if isinstance(what, Symlink):
        _link(volume, number, what.encode())
        return number, f.FT_SYMLINK
    volume.put_inode(number, _file(volume, 0o100644, what).values())
    return number, f.FT_FILE


def _file(volume: Volume, mode: int, data: bytes) -> Planted:
    size = volume.geometry.block_size
    blocks = volume.take_blocks(-(-len(data) // size))
    volume.put_data(blocks, data)
    numbers, told = volume.map_blocks(blocks)
    return Planted(mode, len(data), numbers, (len(blocks) + told) * size // 512)


def _link(volume: Volume, number: int, text: bytes) -> None:
    """A short text stands where the numbers of blocks would."""
    if len(text) >= volume.geometry.block_size or not text:
        raise ConfigError(f"a symbolic link of {len(text)} bytes does not fit into a block; shorten it")
    if len(text) < FAST_LINK_BYTES:
        planted = Planted(0o120777, len(text), text.ljust(60, b"\0"))
    else:
        planted = _file(volume, 0o120777, text)
    volume.put_inode(number, planted.values())


def _directory(volume: Volume, number: int, parent: int, tree: dict[str, Any], least: int = 0) -> None:
    _put_directory(volume, number, parent, _children(volume, number, tree), least)


def _put_directory(
    volume: Volume, number: int, parent: int, children: list[tuple[str, int, int]], least: int
) -> None:
    """Write a directory of at least so many bytes, and its inode."""
    entries = [(".", number, f.FT_DIRECTORY), ("..", parent, f.FT_DIRECTORY), *children]
    data = _pack_entries(entries, volume.geometry.block_size)
    empty = f.ENTRY.pack({"rec_len": volume.geometry.block_size}).ljust(volume.geometry.block_size, b"\0")
    data += empty * ((least - len(data)) // len(empty))
    links = 2 + sum(kind == f.FT_DIRECTORY for _, _, kind in children)
    mode = 0o40700 if least else 0o40755
    planted = _file(volume, mode, data)
    values = planted.values() | {"links_count": links}
    volume.put_inode(number, values)
    volume.directories[(number - 1) // volume.geometry.inodes_per_group] += 1


def _pack_entries(entries: list[tuple[str, int, int]], block_size: int) -> bytes:
    """Return blocks of entries; the last one of each reaches to the block's end."""
    blocks, row = list[list[tuple[bytes, int, int]]](), list[tuple[bytes, int, int]]()
    room = block_size
    for name, number, kind in entries:
        raw = name.encode()
        if f.entry_size(len(raw)) > room:
            blocks, row, room = [*blocks, row], [], block_size
        row.append((raw, number, kind))
        room -= f.entry_size(len(raw))
    return b"".join(_pack_block(each, block_size) for each in (*blocks, row))


def _pack_block(row: list[tuple[bytes, int, int]], block_size: int) -> bytes:
    block = bytearray()
    for index, (name, number, kind) in enumerate(row):
        size = f.entry_size(len(name)) if index + 1 < len(row) else block_size - len(block)
        head = f.ENTRY.pack({"inode": number, "rec_len": size, "name_len": len(name), "file_type": kind})
        block += (head + name).ljust(size, b"\0")
    return bytes(block)
