# SPDX-License-Identifier: GPL-2.0-or-later
"""Places inside Unicorn's structure: how they are found, and how the core does without them."""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.machine.engine import Reg
from tests.cpu.rig import Rig

ROOT = Path(__file__).parents[2]
UNICORN = Path(importlib.util.find_spec("unicorn").origin).parent


class Places(ctypes.Structure):
    """place.h's struct places."""

    _fields_ = (("within", ctypes.c_void_p), ("bytes", ctypes.c_size_t), ("out", ctypes.c_void_p))


def shared(source: Path, target: Path, *more: str) -> Path:
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", target, source, *more], check=True)
    return target


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    target = tmp_path_factory.mktemp("place") / "place.so"
    library = UNICORN / "lib" / "libunicorn.so.2"
    flags = (
        f"-I{ROOT / 'harness/core'}",
        f"-I{UNICORN / 'include'}",
        str(library),
        f"-Wl,-rpath,{library.parent}",
    )
    made = ctypes.CDLL(str(shared(ROOT / "harness/core/engine/place.c", target, *flags)))
    made.places_next.restype = made.places_only.restype = ctypes.c_size_t
    made.places_only.argtypes = (ctypes.POINTER(Places),)
    made.places_next.argtypes = (ctypes.POINTER(Places), ctypes.c_size_t)
    made.places_keep.argtypes = (ctypes.POINTER(Places), ctypes.c_char_p, ctypes.c_size_t)
    return made


def kept(finder: ctypes.CDLL, *states: tuple[bytes, bytes]) -> tuple[list[int], int]:
    """All offsets at which each state holds its value, and the only one."""
    size = len(states[0][0])
    memory, out = ctypes.create_string_buffer(size), ctypes.create_string_buffer(size)
    places = Places(ctypes.addressof(memory), size, ctypes.addressof(out))
    for state, value in states:
        memory.raw = state
        finder.places_keep(places, value, len(value))
    found = [0]
    while at := finder.places_next(places, found[-1]):
        found.append(at)
    return found[1:], finder.places_only(places)


def test_only_what_follows_every_state_is_the_place(finder: ctypes.CDLL) -> None:
    assert kept(finder, (b".AB.AB.", b"AB")) == ([1, 4], 0)
    assert kept(finder, (b".AB.AB.", b"AB"), (b".AB.CD.", b"CD")) == ([4], 4)
    assert kept(finder, (b".AB.AB.", b"AB"), (b".CD.CD.", b"CD")) == ([1, 4], 0)
    assert kept(finder, (b".AB.AB.", b"AB"), (b"CD.....", b"CD")) == ([], 0)


def test_neither_the_first_offset_nor_one_that_reaches_beyond_is_a_place(finder: ctypes.CDLL) -> None:
    assert kept(finder, (b"AB...A", b"AB")) == ([], 0)
    assert kept(finder, (b"....AB", b"AB")) == ([4], 4)
    assert kept(finder, (b"AB", b"ABCD")) == ([], 0)


def computed() -> list[int]:
    """A run of loads, stores and calls."""
    rig = Rig()
    reason = rig.go("mov ecx, 9; l: push ecx; call f; pop edx; loop l; hlt; f: add [0x310000], ecx; ret")
    return [reason, rig.peek32(0x310000), rig.core.instructions, rig.core.trace_hash]


def faulted() -> list[int]:
    """A page fault of ring 3, with its address."""
    rig = Rig(paging=True)
    rig.poke32(rig.pte(0x300000), 0)
    frame = rig.fault("mov eax, [0x300123]", user=True)
    assert (frame.vector, frame.error) == (14, 4)
    return [rig.reg(Reg.CR2), frame.eip, rig.core.instructions, rig.core.trace_hash]


def complaint() -> str:
    """What a recording of every register says that cannot begin."""
    try:
        Rig().core.trace_start(lambda: None, 2, 0, 0, 0)
    except RuntimeError as error:
        return str(error)
    return ""


def facts() -> dict[str, object]:
    return {
        "straight": Rig().core.straight,
        "computed": computed(),
        "faulted": faulted(),
        "complaint": complaint(),
    }


def test_without_the_places_runs_are_the_same_and_level_full_is_refused(tmp_path: Path) -> None:
    """What measures the structure says that it has no bytes, so nothing is found in it."""
    source = tmp_path / "none.c"
    source.write_text("unsigned long malloc_usable_size(void *at) { return at ? 0 : 0; }\n")
    script = "import json; from tests.cpu.test_place import facts; print(json.dumps(facts()))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "LD_PRELOAD": str(shared(source, tmp_path / "none.so"))},
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    found, without = facts(), json.loads(done.stdout)
    assert (found.pop("straight"), without.pop("straight")) == (True, False)
    assert found.pop("complaint") == ""
    assert without.pop("complaint").startswith("this Unicorn is unknown: its registers are not where")
    assert without == found
