# SPDX-License-Identifier: GPL-2.0-or-later
"""Misuse raises; nothing takes the Python process down."""

import gc
import random
import signal
import threading
import time

import pytest

from harness import _core
from harness.errors import GuestMemoryError
from harness.machine.engine import CoreStop, Engine, Reg
from tests.cpu.rig import CODE, PD, Rig


@pytest.mark.parametrize("size", [0, 1, 4095, 5000, 1 << 32, -4096])
def test_impossible_ram_is_refused(size: int) -> None:
    with pytest.raises((ValueError, OverflowError)):
        Engine(size)


def test_core_cannot_be_made_without_ram() -> None:
    with pytest.raises(TypeError):
        _core.Core.__new__(_core.Core)  # type: ignore[call-arg]


def test_second_init_leaves_the_core_alone(rig: Rig) -> None:
    rig.poke32(0, 77)
    rig.core.__init__(4096)  # type: ignore[misc]
    assert rig.peek32(0) == 77 and len(rig.core.ram) > 4096


def test_ram_view_outlives_its_core() -> None:
    core = Engine(0x10000)
    view = core.ram
    del core
    gc.collect()
    view[0xFFFF] = 7
    assert view[0xFFFF] == 7 and len(view) == 0x10000


def test_callbacks_that_hold_the_core_are_collected() -> None:
    before = len([o for o in gc.get_objects() if isinstance(o, Engine)])
    Engine(0x10000).set_callbacks(None, print, None, None)
    knot = Engine(0x10000)
    knot.set_callbacks(None, knot.request_stop, None, None)
    del knot
    gc.collect()
    assert len([o for o in gc.get_objects() if isinstance(o, Engine)]) <= before


@pytest.mark.parametrize("register", [-1, 20, 1 << 20])
def test_unknown_register_is_refused(rig: Rig, register: int) -> None:
    with pytest.raises(ValueError, match="register"):
        rig.core.reg(register)


@pytest.mark.parametrize(("virt", "count"), [(0x3FFFFF, 2), (0xFFFFFFFF, 1), (0x500000, 4)])
def test_read_of_unmapped_memory_says_where(paged: Rig, virt: int, count: int) -> None:
    with pytest.raises(GuestMemoryError, match="mapped") as caught:
        paged.core.read_virt(virt, count)
    assert caught.value.virt in (virt, 0x400000)


def test_negative_and_huge_reads_are_refused(rig: Rig) -> None:
    for count in (-1, 1 << 40):
        with pytest.raises(ValueError, match="bytes"):
            rig.core.read_virt(0, count)


def test_foreign_cr3_is_walked_without_being_loaded(paged: Rig) -> None:
    paged.poke32(0x320000, 0)
    assert paged.core.translate(0x300000) is not None
    assert paged.core.translate(0x300000, cr3=0x320000) is None
    assert paged.core.translate(0x300000, cr3=0xFFFFF000) is None
    assert not paged.peek32(PD) & 0x20


def test_translate_gives_address_and_flags(paged: Rig) -> None:
    assert paged.core.translate(0x300123) == (0x300123, 7)


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("latch_port", (0x10000, 1)),
        ("latch_port", (0x80, 256)),
        ("stream_port", (1 << 20, True)),
        ("set_table", (2, 0, 0)),
        ("set_table", (0, 0, 0x10000)),
        ("request_stop", (0, 0)),
        ("request_stop", (99, 0)),
    ],
)
def test_values_out_of_range_are_refused(rig: Rig, method: str, args: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):
        getattr(rig.core, method)(*args)


def test_things_that_are_not_callable_are_refused(rig: Rig) -> None:
    with pytest.raises(TypeError):
        rig.core.add_probe(0, 5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        rig.core.set_callbacks(1, None, None, None)  # type: ignore[arg-type]


def test_probes_run_out_with_an_error(rig: Rig) -> None:
    with pytest.raises(RuntimeError, match="256"):
        for i in range(300):
            rig.core.add_probe(0x300000 + i, None)


def test_run_inside_run_is_refused(rig: Rig) -> None:
    rig.core.set_callbacks(None, lambda *_: rig.core.run(5), None, None)
    with pytest.raises(RuntimeError, match="callback"):
        rig.go("out 0x80, al; l: jmp l")


COUNTER = 0x30000


def interrupt_a_counting(rig: Rig) -> threading.Thread:
    """Have Ctrl-C struck once the guest has counted for a while."""

    def strike() -> None:
        while rig.peek32(COUNTER) < 1000:
            time.sleep(0.001)
        signal.raise_signal(signal.SIGINT)

    thread = threading.Thread(target=strike)
    thread.start()
    return thread


def test_ctrl_c_ends_the_run(rig: Rig) -> None:
    rig.start(f"l: inc dword ptr [{COUNTER}]; jmp l")
    thread = interrupt_a_counting(rig)
    assert rig.core.run(1 << 60)[0] is CoreStop.INTERRUPTED
    thread.join()


def test_ctrl_c_ends_an_idle_guest(rig: Rig) -> None:
    def due() -> None:
        rig.core.deadline = rig.core.clock + 10
        rig.poke32(COUNTER, rig.peek32(COUNTER) + 1)

    rig.core.set_callbacks(None, None, due, None)
    rig.core.deadline = 10
    rig.start("sti; l: hlt; jmp l")
    thread = interrupt_a_counting(rig)
    assert rig.core.run(1 << 60)[0] is CoreStop.INTERRUPTED
    thread.join()


@pytest.mark.parametrize("seed", range(40))
def test_random_machines_end_with_a_reason(seed: int) -> None:
    dice = random.Random(seed)
    rig = Rig(paging=bool(seed & 1))
    for at in (PD, 0x11000, 0x1000, 0x2000, 0x3000):
        for _ in range(dice.randrange(6)):
            rig.poke32(at + 4 * dice.randrange(64), dice.getrandbits(32))
    rig.poke(CODE, dice.randbytes(2048))
    rig.core.flush_code()
    rig.core.set_segment_flat()
    rig.set_reg(Reg.ESP, dice.getrandbits(32))
    rig.set_reg(Reg.EIP, CODE)
    reason, _ = rig.core.run(20_000)
    assert isinstance(reason, CoreStop)
