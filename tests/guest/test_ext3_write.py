# SPDX-License-Identifier: GPL-2.0-or-later
"""What the guest writes to a disk, e2fsck has nothing against; debugfs reads what the host would have."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel
from tests.guest.ext3_script import clean, finish, formatted, run_script, same_as_host, started

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
BLOCKS = ("1024", "2048", "4096")
KINDS = (("ext2", ""), ("ext3", ""), ("ext3", "data=journal"), ("ext3", "data=writeback"))

TOUR = [
    "mkdir /mnt/d 0755",
    "mkdir /mnt/d/e 0700",
    "write /mnt/a 0 10 1",
    "write /mnt/a 5 20 2",
    "write /mnt/empty 0 0 0",
    "write /mnt/d/indirect 0 400000 3",
    "write /mnt/d/sparse 70000 100 4",
    "write /mnt/d/sparse 3000000 5000 5",
    "write /mnt/d/sparse 20000 3 6",
    "map /mnt/d/indirect 3 5 7",
    "map /mnt/d/sparse 2 4 8",
    "map /mnt/d/sparse 600 100 9",
    "symlink a /mnt/fast",
    f"symlink {'long/' * 30}name /mnt/d/slow",
    "link /mnt/d/indirect /mnt/hard",
    "link /mnt/nothing /mnt/hard2",
    "link /mnt/a /mnt/hard",
    "rename /mnt/a /mnt/d/e/moved",
    "rename /mnt/d/e /mnt/e",
    "mkdir /mnt/over 0755",
    "rename /mnt/e /mnt/over",
    "rename /mnt/over /mnt/over/below",
    "rename /mnt/d /mnt/over",
    "write /mnt/victim 0 9000 10",
    "rename /mnt/victim /mnt/over/moved",
    "truncate /mnt/hard 123457",
    "truncate /mnt/d/sparse 2999999",
    "truncate /mnt/d/sparse 4000000",
    "truncate /mnt/over/moved 0",
    "truncate /mnt/over/moved 777",
    "rmdir /mnt/d",
    "unlink /mnt/d",
    "unlink /mnt/nothing",
    "rmdir /mnt/fast",
    "mkdir /mnt/over 0755",
    f"mkdir /mnt/{'n' * 256} 0755",
    f"mkdir /mnt/{'n' * 255} 0755",
    "chmod /mnt/empty 0751",
    "many /mnt/over/f 120 1100",
    "forget /mnt/over/f 0 120 3",
    "mkdir /mnt/gone 0755",
    "many /mnt/gone/a-name-that-is-rather-long- 40 0",
    "rmdir /mnt/gone",
    "forget /mnt/gone/a-name-that-is-rather-long- 0 40 1",
    "rmdir /mnt/gone",
]


def mounted(lines: list[str], kind: str = "ext2", options: str = "") -> list[str]:
    return [f"mount /dev/hda /mnt {kind} {options}", *lines, "umount /mnt"]


@pytest.mark.parametrize(
    ("kind", "options", "block"),
    [
        pytest.param(*kind, block, marks=() if (number + row) % 2 == 0 else pytest.mark.slow)
        for row, kind in enumerate(KINDS)
        for number, block in enumerate(BLOCKS)
    ],
)
def test_a_tour_of_all_operations_ends_as_on_the_host(
    kind: str, options: str, block: str, tmp_path: Path
) -> None:
    image = formatted(tmp_path, "-t", kind, "-b", block)
    done = run_script(image, tmp_path, mounted(TOUR, kind, options))
    clean(image)
    same_as_host(image, tmp_path, TOUR, done)
    assert done.said == []


def wandering(seed: int, length: int) -> list[str]:
    """Return operations on few names, so that they meet often; many of them fail."""
    noise = random.Random(seed)
    directories = ["/mnt", "/mnt/d0", "/mnt/d1", "/mnt/d0/d2"]

    def path() -> str:
        return f"{noise.choice(directories)}/{noise.choice('fgh')}{noise.randrange(5)}"

    def directory() -> str:
        return noise.choice([*directories[1:], path()])

    def write() -> str:
        offset = noise.choice([0, 0, 1000, 12288, 70_000, 300_000, 1_200_000])
        offset += noise.randrange(3000)
        return f"write {path()} {offset} {noise.randrange(30_000)} {noise.randrange(256)}"

    choices = [
        write, write, write,
        lambda: f"truncate {path()} {noise.choice([0, 1, 1023, 5000, 280_000, 1_000_000])}",
        lambda: f"unlink {path()}",
        lambda: f"rename {path()} {path()}",
        lambda: f"rename {directory()} {directory()}",
        lambda: f"link {path()} {path()}",
        lambda: f"symlink {'t' * noise.randrange(1, 150)} {path()}",
        lambda: f"mkdir {directory()} 0755",
        lambda: f"rmdir {directory()}",
    ]  # fmt: skip
    return [noise.choice(choices)() for _ in range(length)]


@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_ends_as_on_the_host(seed: int, tmp_path: Path) -> None:
    walk(seed, 250, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 112))
def test_long_random_walks_end_as_on_the_host(seed: int, tmp_path: Path) -> None:
    walk(seed, 1000, tmp_path)


def walk(seed: int, length: int, where: Path) -> None:
    kind, options = KINDS[seed % 4]
    image = formatted(where, "-t", kind, "-b", BLOCKS[seed % 3], size="24M")
    lines = wandering(seed, length)
    done = run_script(image, where, mounted(lines, kind, options))
    clean(image)
    same_as_host(image, where, lines, done)


def busy(directory: str, seed: int, length: int) -> list[str]:
    """Return operations within one directory, as one of several writers has them."""
    noise = random.Random(seed)

    def one() -> str:
        name, seed = f"{directory}/f{noise.randrange(8)}", noise.randrange(256)
        choices = [
            f"write {name} {noise.randrange(400_000)} {noise.randrange(60_000)} {seed}",
            f"write {name} 0 {noise.randrange(200_000)} {seed}",
            f"truncate {name} {noise.randrange(300_000)}",
            f"unlink {name}",
            f"rename {name} {directory}/f{noise.randrange(8)}",
            f"fsync {name}",
            f"mkdir {directory}/d{noise.randrange(4)} 0755",
            f"rmdir {directory}/d{noise.randrange(4)}",
        ]
        return noise.choice(choices)

    return [f"mkdir {directory} 0755", *(one() for _ in range(length))]


@pytest.mark.parametrize(("kind", "options"), KINDS[1:3])
def test_writers_side_by_side_with_little_memory_do_not_disturb_each_other(
    kind: str, options: str, tmp_path: Path
) -> None:
    side_by_side(kind, options, 60, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS[::2])
@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_many_writers_side_by_side(kind: str, options: str, block: str, tmp_path: Path) -> None:
    side_by_side(kind, options, 200, tmp_path, block)


def side_by_side(kind: str, options: str, length: int, where: Path, block: str = "1024") -> None:
    writers = [busy(f"/mnt/w{number}", number, length) for number in range(4)]
    image = formatted(where, "-t", kind, "-b", block, size="32M")
    turns = [line for lines in zip(*writers, strict=True) for line in lines]
    script = [f"mount /dev/hda /mnt {kind} {options}", "split 4", *turns, "join", "umount /mnt"]
    done = finish(started(image, where, script, memory=20 << 20))
    clean(image)
    same_as_host(image, where, turns, done, before=2)
