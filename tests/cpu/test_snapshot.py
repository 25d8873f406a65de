# SPDX-License-Identifier: GPL-2.0-or-later
"""The processor's state and RAM, kept and brought back."""

from collections.abc import Callable

import pytest

from harness.machine.engine import CoreStop, Engine, Reg, image_of, image_pages
from tests.cpu.rig import BUDGET, CODE, IF, RAM, Rig

SUB, ALIAS, DATA = 0x300000, 0x380000, 0x200000
MOV_1, MOV_2 = "b801000000c3", "b802000000c3"
PAGE = 4096


def keep(core: Engine) -> Callable[[], None]:
    """Take a snapshot; the answer brings it back."""
    state, image = core.save_state(), core.save_ram()

    def back() -> None:
        core.load_state(state)
        core.load_ram(image)

    return back


def test_registers_ram_and_hash_come_back(rig: Rig) -> None:
    rig.go(f"mov dword ptr [{DATA}], 5; mov ebx, 7; hlt")
    core, back = rig.core, keep(rig.core)
    before = (core.trace_hash, core.instructions, rig.reg(Reg.EIP))
    rig.go(f"mov dword ptr [{DATA}], 6; mov ebx, 8; hlt")
    back()
    assert (rig.peek32(DATA), rig.reg(Reg.EBX)) == (5, 7)
    assert (core.trace_hash, core.instructions, rig.reg(Reg.EIP)) == before


def test_the_fpu_comes_back_with_its_stack(rig: Rig) -> None:
    rig.start(
        f"fninit; fldpi; fld1; hlt; fstp qword ptr [{DATA}]; fstp qword ptr [{DATA + 8}]; cli; hlt", eflags=2
    )
    rig.core.run(BUDGET)
    resume = rig.reg(Reg.EIP)
    back = keep(rig.core)
    rig.go("fninit; fldz; hlt")
    back()
    rig.set_reg(Reg.EIP, resume)
    rig.core.run(BUDGET)
    assert rig.peek32(DATA + 4) == 0x3FF00000
    assert rig.peek32(DATA + 12) == 0x400921FB


def test_code_that_the_guest_changed_is_the_old_code_again(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.start("mov edx, 0x300000; call edx; mov ebx, eax; mov byte ptr [0x300001], 2; call edx; cli; hlt")
    back = keep(paged.core)
    for _ in range(3):
        back()
        paged.core.run(BUDGET)
        assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (1, 2)


def test_code_that_the_host_changed_is_the_old_code_again(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.start("mov edx, 0x300000; call edx; cli; hlt")
    back = keep(paged.core)
    paged.core.write_virt(SUB, bytes.fromhex(MOV_2))
    paged.core.run(BUDGET)
    assert paged.reg(Reg.EAX) == 2
    back()
    paged.core.run(BUDGET)
    assert paged.reg(Reg.EAX) == 1


@pytest.mark.parametrize("count", [1, 40, 100])
def test_changed_pages_of_code_are_all_the_old_code_again(paged: Rig, count: int) -> None:
    pages = [SUB + page * PAGE for page in range(count)]
    for page in pages:
        paged.poke(page, bytes.fromhex(MOV_1))
    paged.start(f"""mov esi, {SUB}; xor ebx, ebx; mov ecx, {count};
        l: call esi; add ebx, eax; add esi, {PAGE}; loop l; cli; hlt""")
    back = keep(paged.core)
    for page in pages:
        paged.core.write_virt(page, bytes.fromhex(MOV_2))
    paged.core.run(BUDGET)
    assert paged.reg(Reg.EBX) == 2 * count
    back()
    paged.core.run(BUDGET)
    assert paged.reg(Reg.EBX) == count


@pytest.mark.parametrize("counts", [(1, 1, 1), (300, 300, 1, 1, 200), (511, 2, 512, 513), (1000, 3, 1000)])
def test_ram_is_the_same_however_many_pages_are_written_between_restores(counts: tuple[int, ...]) -> None:
    core = Engine(16 << 20)
    core.ram[::PAGE] = bytes(page & 0xFF for page in range(len(core.ram) // PAGE))
    core.set_segment_flat()
    back, before = keep(core), bytes(core.ram)
    for turn, count in enumerate(counts):
        for page in range(count):
            core.ram[(page * 7 % 4096) * PAGE + turn] ^= 0x55
        assert bytes(core.ram) != before
        back()
        assert bytes(core.ram) == before


def test_code_is_right_between_snapshots_that_differ_in_it(paged: Rig) -> None:
    paged.start("mov edx, 0x300000; call edx; cli; hlt")
    backs = []
    for code in (MOV_1, MOV_2):
        paged.core.write_virt(SUB, bytes.fromhex(code))
        backs.append(keep(paged.core))
    for which in (0, 1, 0, 0, 1):
        backs[which]()
        paged.core.run(BUDGET)
        assert paged.reg(Reg.EAX) == which + 1


def test_a_page_that_was_remapped_is_mapped_as_before(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.poke(ALIAS, bytes.fromhex(MOV_2))
    paged.start(f"""mov edx, 0x300000; call edx; mov ebx, eax; mov dword ptr [{paged.pte(SUB)}], 0x380007;
        invlpg [0x300000]; call edx; cli; hlt""")
    back = keep(paged.core)
    for _ in range(2):
        back()
        paged.core.run(BUDGET)
        assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (1, 2)


@pytest.mark.parametrize("read", [DATA, SUB])
def test_a_page_that_is_read_before_it_is_fetched_counts_by_what_it_is_now(paged: Rig, read: int) -> None:
    # Same address and size, 7 instructions and 3; the read of code brings EXEC.
    other, pte = ALIAS + PAGE, paged.pte(SUB)
    paged.poke(SUB, bytes.fromhex("b801000000" + "90" * 5 + "c3"))
    paged.poke(other, bytes.fromhex("b801000000" + "b802000000" + "c3"))
    again = f"invlpg [{SUB}]; mov bl, [{read}]; call edx"
    paged.start(f"""mov edx, {SUB}; call edx; mov dword ptr [{pte}], {other | 7}; {again};
        mov dword ptr [{pte}], {SUB | 7}; {again}; hlt""")
    before = paged.core.instructions
    paged.core.run(BUDGET)
    # The way in takes six, the program eleven.
    assert paged.core.instructions - before == 6 + 11 + 7 + 3 + 7


def test_a_halted_processor_is_halted_again(rig: Rig) -> None:
    woken: list[int] = []
    rig.core.set_callbacks(None, None, lambda: woken.append(rig.core.clock), None)
    rig.core.deadline = 1_000_000
    rig.start("hlt", eflags=2 | IF)
    assert rig.core.run(50)[0] in (CoreStop.HALTED, CoreStop.BUDGET)
    back = keep(rig.core)
    rig.go("mov eax, 1; cli; hlt")
    back()
    stop = rig.core.run(BUDGET)[0]
    assert stop is CoreStop.HALTED
    assert rig.reg(Reg.EIP) == CODE + 1


def test_a_latched_nmi_is_delivered_after_the_restore(rig: Rig) -> None:
    rig.start("nop; nop; cli; hlt")
    rig.core.nmi()
    back = keep(rig.core)
    rig.core.run(BUDGET)
    back()
    rig.core.run(BUDGET)
    assert rig.frame().vector == 2


def test_the_shadow_of_sti_is_kept(rig: Rig) -> None:
    """A stop right behind ``sti`` may not let the interrupt in before ``hlt``."""
    rig.start("sti; jmp n; n: hlt")
    runs = []
    back = keep(rig.core)
    for _ in range(2):
        back()
        rig.core.set_callbacks(None, None, None, lambda: 0x40)
        rig.core.intr = True
        again = keep(rig.core)
        again()
        rig.core.run(BUDGET)
        runs.append((rig.frame(), rig.core.trace_hash))
    assert runs[0] == runs[1]


@pytest.mark.parametrize("first", [1, 3, 40, 57, 100])
def test_any_moment_of_a_loop_goes_on_the_same(paged: Rig, first: int) -> None:
    program = f"mov ecx, 50; l: mov [{DATA} + ecx*4], ecx; dec ecx; jnz l; cli; hlt"
    paged.start(program)
    paged.core.run(first)
    back = keep(paged.core)
    paged.core.run(BUDGET)
    ended = paged.core.trace_hash, paged.core.instructions
    back()
    paged.core.run(BUDGET)
    assert (paged.core.trace_hash, paged.core.instructions) == ended


def test_snapshots_nest_and_come_back_in_any_order(rig: Rig) -> None:
    backs = []
    for value in range(4):
        rig.poke32(DATA + PAGE * value, value + 1)
        rig.poke32(DATA, value)
        backs.append(keep(rig.core))
    for value in (0, 3, 1, 1, 2, 0):
        backs[value]()
        assert rig.peek32(DATA) == value
        assert rig.peek32(DATA + PAGE * 3) == (4 if value == 3 else 0)
        rig.poke32(DATA, 99)


def test_the_event_log_comes_back_with_its_mask(rig: Rig) -> None:
    rig.core.events_enable(1 << 2)
    rig.fault("ud2")
    back = keep(rig.core)
    expected = rig.core.take_events()
    rig.fault("int3")
    rig.core.events_enable(0)
    back()
    assert rig.core.take_events() == expected
    rig.fault("ud2")
    assert rig.core.take_events()


def test_equal_machines_keep_equal_bytes(rig: Rig) -> None:
    other = Rig()
    for machine in (rig, other):
        machine.go("fninit; fldpi; mov eax, 5; hlt")
    assert rig.core.save_state() == other.core.save_state()
    assert image_pages(rig.core.save_ram()) == image_pages(other.core.save_ram())


def test_an_image_survives_its_way_through_bytes(rig: Rig) -> None:
    rig.poke32(DATA, 0x1234)
    marks, pages = image_pages(rig.core.save_ram())
    assert marks[DATA // PAGE] == 1 and len(pages) == PAGE * sum(marks)
    other = Engine(RAM)
    other.load_ram(image_of(marks, pages))
    assert bytes(other.ram) == bytes(rig.core.ram)


def test_an_image_outlives_its_machine() -> None:
    rig = Rig()
    rig.poke32(DATA, 77)
    image = rig.core.save_ram()
    del rig
    other = Engine(RAM)
    other.load_ram(image)
    assert int.from_bytes(other.ram[DATA : DATA + 4], "little") == 77


def test_views_of_ram_stay_good_across_a_restore(rig: Rig) -> None:
    view = rig.core.ram
    rig.poke32(DATA, 1)
    back = keep(rig.core)
    view[DATA] = 2
    back()
    assert view[DATA] == 1


def test_an_image_of_another_size_is_refused(rig: Rig) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Engine(2 * RAM).load_ram(rig.core.save_ram())


@pytest.mark.parametrize("marks, pages", [(b"", b""), (b"\x01", b""), (b"\0", b"x"), (b"\x01", b"x" * 4097)])
def test_marks_and_pages_must_agree(marks: bytes, pages: bytes) -> None:
    with pytest.raises(ValueError, match="do not agree"):
        image_of(marks, pages)


def test_other_bytes_are_no_state(rig: Rig) -> None:
    state = rig.core.save_state()
    for wrong in (b"", state[:-1], state + b"x", bytes([state[0] + 1]) + state[1:], bytes(len(state))):
        with pytest.raises(ValueError, match="another version"):
            rig.core.load_state(wrong)


def test_a_wrong_object_is_no_image(rig: Rig) -> None:
    with pytest.raises(ValueError):
        rig.core.load_ram("no image")  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["save_state", "save_ram"])
def test_nothing_is_kept_in_the_middle_of_a_run(rig: Rig, method: str) -> None:
    rig.core.set_callbacks(None, lambda *_: getattr(rig.core, method)(), None, None)
    rig.start("out 0x80, al; hlt")
    with pytest.raises(RuntimeError, match="between runs"):
        rig.core.run(BUDGET)


def test_nothing_is_restored_under_a_trace(rig: Rig) -> None:
    back = keep(rig.core)
    rig.core.trace_start(lambda: None, 1, 0, 0, 0)
    with pytest.raises(RuntimeError, match="a trace is being recorded"):
        back()
    rig.core.trace_stop()
    back()
