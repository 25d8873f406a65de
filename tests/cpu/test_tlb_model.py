# SPDX-License-Identifier: GPL-2.0-or-later
"""The core's TLB model against a slow one, reference by reference."""

import random
import struct

import pytest

from harness.lab.geometry import Array, Geometry, changed
from harness.lab.presets import PRESETS
from harness.lab.tlb import _ROW, KINDS, _task
from harness.machine.engine import Reg
from tests.cpu.rig import PD, PS, RW, US, P, Rig
from tests.cpu.slow_tlb import INVLPG, LOAD_CR3, SlowTlb

PD2, TABLES, GLOBAL = 0x100000, 0x200000, 0x100
SMALL, LARGE = 24, 8
TINY = Geometry(
    "tiny",
    (
        Array(("fetch", "small"), 4, 2),
        Array(("data", "small"), 8, 2),
        Array(("data", "large"), 2),
        Array(("fetch", "data", "small"), 16, 4, level=2),
        Array(("fetch", "data", "large"), 4, level=2),
    ),
)
GEOMETRIES = [
    *PRESETS.values(),
    TINY,
    changed(TINY, ["tagged"]),
    changed(TINY, ["pde=3"]),
    changed(TINY, ["tagged", "pde=3"]),
    changed(TINY, ["noglobal"]),
]


class Tables:
    """Two address spaces: small pages below 4 MiB x SMALL, large ones above, some global."""

    def __init__(self, rig):
        self.spaces = {}
        for number, directory in enumerate((PD, PD2)):
            pages = {}
            for slot in range(SMALL):
                table = TABLES + (number * SMALL + slot) * 4096
                rig.poke32(directory + 4 * slot, table | P | RW | US)
                for page in range(1024):
                    is_global = slot % 3 == 0
                    rig.poke32(table + 4 * page, page << 12 | P | RW | (GLOBAL if is_global else 0))
                    pages[slot << 10 | page] = False, is_global
            for slot in range(SMALL, SMALL + LARGE):
                is_global = slot % 2 == 0
                rig.poke32(directory + 4 * slot, P | RW | PS | (GLOBAL if is_global else 0))
                pages |= {slot << 10 | page: (True, is_global) for page in range(1024)}
            self.spaces[directory] = pages


@pytest.fixture
def rig():
    made = Rig(8 << 20, paging=True)
    made.set_reg(Reg.CR4, 0x90)
    return made


def start(rig, geometry):
    rig.core.tlb_start(
        [array.row() for array in geometry.arrays],
        geometry.tagged,
        geometry.global_pages,
        geometry.pde_entries,
        bytes(8192),
        0,
        0,
        0,
        0,
    )


def counted(rig):
    totals, raw = rig.core.tlb_read()
    (row,) = (_task(r) for r in _ROW.iter_unpack(raw))
    cells = {k: row.counts["user", kind] for k, kind in enumerate(KINDS)}
    return totals, {k: [c.refs, c.second, c.walks, c.touches] for k, c in cells.items()}


def stream(seed, length=6000):
    """References with neighbours and returns, as programs have them; some loads and invlpgs."""
    rng = random.Random(seed)
    favourites = [rng.randrange((SMALL + LARGE) << 22) for _ in range(40)]
    for _ in range(length):
        vaddr = rng.choice(favourites) ^ rng.randrange(8192) if rng.random() < 0.9 else None
        if vaddr is None:
            vaddr = favourites[rng.randrange(40)] = rng.randrange((SMALL + LARGE) << 22)
        draw = rng.random()
        if draw < 0.004:
            yield rng.choice((PD, PD2)), LOAD_CR3
        else:
            yield vaddr, INVLPG if draw < 0.01 else rng.randrange(3)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda g: g.name)
def test_the_model_counts_as_the_slow_one(rig, geometry, seed):
    slow = SlowTlb(geometry, Tables(rig).spaces, PD)
    start(rig, geometry)
    references = list(stream(seed))
    rig.core.tlb_refer(b"".join(struct.pack("<2I", *r) for r in references))
    for vaddr, what in references:
        slow.refer(vaddr, what)
    totals, counts = counted(rig)
    assert counts == slow.counts
    assert totals[2:4] == (slow.flushes, slow.dropped)
    assert totals[6:] == (0, 0, 0)
    assert all(counts[kind][2] for kind in range(3))


def test_a_reference_of_no_known_kind_is_refused(rig):
    start(rig, TINY)
    with pytest.raises(ValueError, match="pairs of words"):
        rig.core.tlb_refer(struct.pack("<2I", 0x1000, 5))
    with pytest.raises(ValueError, match="pairs of words"):
        rig.core.tlb_refer(b"\0\0\0")


def test_one_model_at_a_time(rig):
    start(rig, TINY)
    with pytest.raises(RuntimeError, match="one at a time"):
        start(rig, TINY)
    rig.core.tlb_stop()
    start(rig, TINY)


def test_nothing_is_read_before_the_start_or_after_the_stop(rig):
    with pytest.raises(RuntimeError, match="no TLB model"):
        rig.core.tlb_read()
    start(rig, TINY)
    rig.core.tlb_stop()
    with pytest.raises(RuntimeError, match="no TLB model"):
        rig.core.tlb_refer(b"")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [([(3, 1, 1, 1, 1, 4, 4)], "level 1 or 2"), ([(1, 1, 1, 1, 1, 6, 4)], "whole ways")],
)
def test_a_geometry_that_cannot_be_is_refused_and_leaves_nothing(rig, arrays, message):
    with pytest.raises(ValueError, match=message):
        rig.core.tlb_start(arrays, 0, 0, 0, bytes(8192), 0, 0, 0, 0)
    start(rig, TINY)


# What a guest's own instructions tell the model.


def walks(rig, text):
    start(rig, TINY)
    rig.go(text + "; cli; hlt")
    totals, counts = counted(rig)
    return totals, counts[0][2]


def test_a_second_read_of_a_page_hits(rig):
    once = walks(rig, "mov eax, [0x300000]")[1]
    assert walks_again(rig, "mov eax, [0x300000]; mov eax, [0x300ffc]") == once


def walks_again(rig, text):
    rig.core.tlb_stop()
    return walks(rig, text)[1]


def test_a_read_across_two_pages_walks_twice(rig):
    once = walks(rig, "mov eax, [0x300000]")[1]
    assert walks_again(rig, "mov eax, [0x300ffe]") == once + 1


@pytest.mark.parametrize(
    "operand",
    ["[0x300000]", "[ebx]", "[ebx + 4]", "[ebx + ecx*4 - 8]", "[esp + 0x2f9100]", "[ecx*8 + 0x2ffff0]"],
)
def test_invlpg_drops_the_page_that_it_names(rig, operand):
    prepare = "mov ebx, 0x300000; mov ecx, 2; mov eax, [0x300000];"
    kept = walks(rig, prepare + "mov eax, [0x300000]")[1]
    rig.core.tlb_stop()
    totals, again = walks(rig, f"{prepare} invlpg {operand}; mov eax, [0x300000]")
    assert (totals[4], again) == (1, kept + 1)


def test_invlpg_of_another_page_leaves_it(rig):
    prepare = "mov eax, [0x300000];"
    kept = walks(rig, prepare + "mov eax, [0x300000]")[1]
    rig.core.tlb_stop()
    assert walks(rig, prepare + "invlpg [0x301000]; mov eax, [0x300000]")[1] == kept


def test_a_load_of_cr3_by_the_guest_is_seen_with_the_same_value_too(rig):
    totals, _ = walks(rig, "mov eax, cr3; mov cr3, eax; mov eax, [0x300000]; mov ecx, cr3; mov cr3, ecx; nop")
    assert (totals[0], totals[1], totals[2]) == (2, 2, 2)
    assert totals[8] == 0


def test_clearing_pge_drops_global_entries(rig):
    rig.poke32(rig.pte(0x300000), 0x300000 | P | RW | GLOBAL)
    prepare = "mov eax, [0x300000]; mov ecx, cr3; mov cr3, ecx;"
    kept = walks(rig, prepare + "mov eax, [0x300000]")[1]
    rig.core.tlb_stop()
    rig.set_reg(Reg.CR4, 0x90)
    off = "mov ecx, cr4; and ecx, 0x7f; mov cr4, ecx;"
    # The stack and the code lie in other pages: the global page alone is walked again.
    assert walks(rig, prepare + off + "mov eax, [0x300000]")[1] == kept + 1


def test_write_protect_is_no_flush(rig):
    before = walks(rig, "mov eax, [0x300000]")[0][2]
    rig.core.tlb_stop()
    assert (
        walks(rig, "mov eax, [0x300000]; mov ecx, cr0; xor ecx, 0x10000; mov cr0, ecx; nop")[0][2] == before
    )


def test_a_page_with_two_names_counts_under_each(rig):
    rig.poke32(rig.pte(0x301000), 0x300000 | P | RW | US)
    one = walks(rig, "mov eax, [0x300000]; mov eax, [0x300004]; mov eax, [0x300008]")[1]
    rig.core.tlb_stop()
    totals, both = walks(rig, "mov eax, [0x300000]; mov eax, [0x301004]; mov eax, [0x300008]")
    assert (both, totals[6]) == (one + 1, 0)


def test_a_fault_in_a_block_that_ends_with_invlpg_drops_nothing(rig):
    rig.poke32(rig.pte(0x302000), 0)
    totals, _ = walks(rig, "mov eax, [0x300000]; mov eax, [0x302000]; invlpg [0x300000]")
    assert totals[4] == 0
