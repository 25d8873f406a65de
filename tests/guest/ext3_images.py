# SPDX-License-Identifier: GPL-2.0-or-later
"""Images that e2fsprogs makes, and what the guest's `tree` must say of them."""

from __future__ import annotations

import os
import random
import re
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.peers.e2fsprogs import need_e2fsprogs

HEAD_BYTES, TAIL_BYTES = 1 << 20, 64 << 10
# A seed is to be the same image each time.
SAME_UUID = "6b1e0f0e-6c1d-4f0a-9d3e-2f6f1c0a5b7d"
SAME_TIME = {"E2FSPROGS_FAKE_TIME": "1700000000"}
LINE = re.compile(
    r"^tree: ([0-9a-f]+) (\d+) (\d+) (\d+) (\d+):(\d+) (\d+) (\d+) ([0-9a-f]{8}) /mnt/(.*?)(?: -> (.*))?$"
)


@dataclass(frozen=True)
class Entry:
    """What is said of one name; ``hash`` is 0 for all but files."""

    mode: int
    links: int
    size: int
    mtime: int
    hash: int
    target: str | None


def make_image(where: Path, tree: Path | None, *options: str, size: str = "16M") -> Path:
    """Return an image of ``size`` that mke2fs made of ``tree``."""
    need_e2fsprogs()
    image = where / "disk.img"
    populate = ["-d", str(tree)] if tree else []
    same = ["-U", SAME_UUID, "-E", f"hash_seed={SAME_UUID}"]
    command = ["mke2fs", "-q", "-F", *same, *options, *populate, str(image), size]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | SAME_TIME)
    return image


def fill(image: Path, tree: Path) -> None:
    """Copy files, directories and symbolic links into an image, always to the same bytes.

    mke2fs takes the names in the order of the host's disk, and some of its times.
    """
    commands = []
    for path in sorted(tree.rglob("*")):
        commands.append(f"cd /{path.parent.relative_to(tree)}")
        if path.is_symlink():
            commands.append(f"symlink {path.name} {os.readlink(path)}")
        elif path.is_dir():
            commands.append(f"mkdir {path.name}")
        else:
            commands += [f"write {path} {path.name}", f"sif {path.name} mode 0100644"]
    script = "\n".join(commands) + "\n"
    command = ["debugfs", "-w", "-f", "-", str(image)]
    subprocess.run(
        command, input=script, text=True, check=True, capture_output=True, env=os.environ | SAME_TIME
    )


def make_tree(where: Path) -> Path:
    """Return a directory with files of each depth of indirect blocks, holes, links and many names."""
    top = where / "tree"
    (top / "sub" / "deep").mkdir(parents=True)
    noise = random.Random(11)
    for name, size in (
        ("empty", 0),
        ("small", 700),
        ("direct", 12288),
        ("indirect", 300_001),
        ("double", 5_000_000),
    ):
        (top / name).write_bytes(noise.randbytes(size))
    with open(top / "holes", "wb") as file:
        # Data behind triple indirect blocks of 1 KiB, and a size above 4 GiB.
        for at in (50_000, 70_000_000, 5_000_000_000):
            file.seek(at)
            file.write(noise.randbytes(3000))
    (top / "fast").symlink_to("small")
    (top / "slow").symlink_to("/".join(["no-such-directory"] * 8))
    (top / "sub" / "up").symlink_to("../small")
    os.link(top / "small", top / "sub" / "hard")
    for number in range(400):
        (top / "sub" / "deep" / f"name-{number:03}-{'x' * (number % 60)}").write_text(str(number))
    os.mkfifo(top / "fifo")
    (top / "small").chmod(0o4751)
    return top


def fnv(data: bytes) -> int:
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def hash_of(path: Path) -> int:
    size = path.stat().st_size
    with open(path, "rb") as file:
        data = file.read(HEAD_BYTES)
        if size > HEAD_BYTES:
            file.seek(size - TAIL_BYTES)
            data += file.read()
    return fnv(data)


def expected(top: Path) -> dict[str, Entry]:
    """Return what `tree` must say of a copy of ``top``, by path."""
    entries = {}
    for path in sorted(top.rglob("*")):
        status = path.lstat()
        kind = stat.S_IFMT(status.st_mode)
        target = os.readlink(path) if kind == stat.S_IFLNK else None
        entries[str(path.relative_to(top))] = Entry(
            mode=status.st_mode,
            links=status.st_nlink,
            # A directory's size is its file system's affair.
            size=0 if kind == stat.S_IFDIR else status.st_size,
            mtime=int(status.st_mtime),
            hash=hash_of(path) if kind == stat.S_IFREG else 0,
            target=target,
        )
    return entries


def told(console: str) -> dict[str, Entry]:
    """Return what `tree` said, by path, but for lost+found."""
    entries = {}
    for line in console.splitlines():
        if (found := LINE.match(line)) is None or found[10] == "lost+found":
            continue
        mode = int(found[1], 16)
        size = 0 if stat.S_ISDIR(mode) else (int(found[5]) << 32) + int(found[6])
        entries[found[10]] = Entry(mode, int(found[2]), size, int(found[8]), int(found[9], 16), found[11])
    return entries
