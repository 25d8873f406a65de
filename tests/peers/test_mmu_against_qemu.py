# SPDX-License-Identifier: GPL-2.0-or-later
"""The core and QEMU run the same programs and must write down the same things."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.peers.bare_program import Program
from tests.peers.machines import need_qemu, on_core, on_qemu
from tests.peers.programs import SUBJECTS, Build, pae_paging, random_pages


@pytest.mark.parametrize("build", SUBJECTS, ids=lambda build: build.__name__)
def test_core_and_qemu_write_the_same_log(build: Build, tmp_path: Path) -> None:
    need_qemu()
    program = Program(pae=build is pae_paging)
    build(program)
    image = program.image()
    ending, log = on_core(image)
    expected_ending, expected = on_qemu(image, tmp_path)
    assert words(log) == words(expected)
    assert ending == expected_ending
    assert len(expected) > 3


@pytest.mark.parametrize("seed", range(6))
def test_random_walks_over_random_pages_agree(seed: int, tmp_path: Path) -> None:
    need_qemu()
    program = Program()
    random_pages(program, seed)
    image = program.image()
    assert words(on_core(image)[1]) == words(on_qemu(image, tmp_path)[1])


def words(log: bytes) -> list[str]:
    return [f"{word:#010x}" for (word,) in struct.iter_unpack("<I", log[: len(log) & ~3])]
