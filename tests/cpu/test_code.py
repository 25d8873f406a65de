# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that changes: by its own stores, through aliases, from the host."""

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import CODE, Rig
from tests.cpu.test_pae import NX_ON, PAE_ON, PAE_TABLE, pae

SUB, ALIAS = 0x300000, 0x380000
MOV_1, MOV_2 = "b801000000c3", "b802000000c3"


def test_store_to_a_translated_function_takes_effect(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.go("mov edx, 0x300000; call edx; mov ebx, eax; mov byte ptr [0x300001], 2; call edx; cli; hlt")
    assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (1, 2)


def test_store_through_another_mapping_takes_effect(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.poke32(paged.pte(ALIAS), SUB | 7)
    paged.go("mov edx, 0x300000; call edx; mov ebx, eax; mov byte ptr [0x380001], 2; call edx; cli; hlt")
    assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (1, 2)


def test_alias_written_before_the_first_fetch_is_still_watched(paged: Rig) -> None:
    paged.poke32(paged.pte(ALIAS), SUB | 7)
    paged.go("""mov dword ptr [0x380000], 0x000001b8; mov word ptr [0x380004], 0xc300; mov edx, 0x300000;
        call edx; mov ebx, eax; mov byte ptr [0x380001], 2; call edx; cli; hlt""")
    assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (1, 2)


def test_alias_is_watched_store_after_store(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.poke32(paged.pte(ALIAS), SUB | 7)
    paged.go("""mov edx, 0x300000; xor ebx, ebx; mov ecx, 100; l: mov [0x380001], cl; call edx; add ebx, eax;
        dec ecx; jnz l; cli; hlt""")
    assert paged.reg(Reg.EBX) == 5050


def test_same_code_runs_at_two_addresses(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex("e800000000" + "58" + "c3"))
    paged.poke32(paged.pte(ALIAS), SUB | 7)
    paged.go("mov edx, 0x300000; call edx; mov ebx, eax; mov edx, 0x380000; call edx; cli; hlt")
    assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (SUB + 5, ALIAS + 5)


def test_page_remapped_to_other_code_runs_the_other_code(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.poke(ALIAS, bytes.fromhex(MOV_2))
    paged.go(f"""mov edx, 0x300000; call edx; mov ebx, eax; mov dword ptr [{paged.pte(SUB)}], 0x380007;
        invlpg [0x300000]; call edx; cli; hlt""")
    assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (1, 2)


def test_counts_follow_the_code_when_a_page_moves(paged: Rig) -> None:
    # Same address, same length, other number of instructions.
    paged.poke(SUB, bytes.fromhex("b801000000" + "90" * 5 + "c3"))
    paged.poke(ALIAS, bytes.fromhex("b801000000" + "b802000000" + "c3"))
    seen: list[int] = []
    paged.core.set_callbacks(None, lambda *_: seen.append(paged.core.instructions), None, None)
    paged.go(
        f"""mov edx, 0x300000; out 0x80, al; call edx; out 0x80, al;
        mov dword ptr [{paged.pte(SUB)}], 0x380007; invlpg [0x300000];
        out 0x80, al; call edx; out 0x80, al; cli; hlt"""
    )
    assert [seen[1] - seen[0], seen[3] - seen[2]] == [9, 5]


def test_block_may_overwrite_its_own_next_instruction(paged: Rig) -> None:
    # mov byte [next + 1], 2 (7 bytes); next: mov eax, 1
    paged.go(f"mov byte ptr [{CODE + 8}], 2; mov eax, 1; cli; hlt")
    assert paged.reg(Reg.EAX) == 2


def test_host_patch_through_write_virt_takes_effect(paged: Rig) -> None:
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.core.set_callbacks(None, lambda *_: paged.core.write_virt(SUB + 1, b"\x02"), None, None)
    paged.go("mov edx, 0x300000; call edx; mov ebx, eax; out 0x80, al; call edx; cli; hlt")
    assert (paged.reg(Reg.EBX), paged.reg(Reg.EAX)) == (1, 2)


def test_frame_pushed_over_code_drops_its_translation(paged: Rig) -> None:
    # The pushed address 0x2c340 reads "inc eax; ret" where "dec eax; ret" was.
    function, handler = SUB + 0xFF4, 0x390000
    paged.poke(function, bytes.fromhex("48c3"))
    paged.poke(0x2C33E, bytes.fromhex("cd55"))
    paged.gate(0x55, offset=handler)
    paged.code("mov esp, 0x7000; xor eax, eax; call edx; cli; hlt", handler)
    paged.go(f"mov edx, {function}; call edx; mov esp, {function + 12}; mov eax, 0x2c33e; jmp eax")
    assert paged.reg(Reg.EAX) == 1


def test_store_through_a_no_execute_mapping_takes_effect(rig: Rig) -> None:
    pae(rig)
    rig.poke(SUB, bytes.fromhex(MOV_1))
    rig.poke64(PAE_TABLE + 8 * (ALIAS >> 12), SUB | 7 | 1 << 63)
    rig.go(
        NX_ON
        + PAE_ON
        + """mov edx, 0x300000; xor ebx, ebx; mov ecx, 100; l: mov [0x380001], cl; call edx;
        add ebx, eax; dec ecx; jnz l; cli; hlt"""
    )
    assert rig.reg(Reg.EBX) == 5050


def test_no_execute_mapping_of_code_stays_unexecutable(rig: Rig) -> None:
    pae(rig)
    rig.poke(SUB, bytes.fromhex(MOV_1))
    rig.poke64(PAE_TABLE + 8 * (ALIAS >> 12), SUB | 7 | 1 << 63)
    text = "mov edx, 0x300000; call edx; mov eax, [0x380000]; mov [0x380008], eax; mov edx, 0x380000; jmp edx"
    frame = rig.fault(NX_ON + PAE_ON + text)
    assert (frame.vector, frame.eip) == (14, ALIAS)


def test_data_page_that_becomes_code_and_data_again_is_right(paged: Rig) -> None:
    assert (
        paged.go("""mov edi, 0x300000; mov esi, 50; again: mov byte ptr [edi], 0xb8; mov [edi+1], esi;
        mov byte ptr [edi+5], 0xc3; call edi; cmp eax, esi; jne bad; dec esi; jnz again; mov ebx, 1; cli; hlt;
        bad: mov ebx, 2; cli; hlt""")
        is CoreStop.HALTED
    )
    assert paged.reg(Reg.EBX) == 1


def test_code_page_long_used_as_data_runs_its_new_code(paged: Rig) -> None:
    # Each load of CR3 makes the next store miss; after many the page is let go.
    paged.poke(SUB, bytes.fromhex(MOV_1))
    paged.poke32(paged.pte(ALIAS), SUB | 7)
    paged.go(
        """mov edx, 0x300000; mov esi, 0x380000; mov edi, 0x10000; call edx; mov ebx, eax; mov ecx, 30;
        l: mov [edx+1], ecx; mov cr3, edi; mov eax, [esi]; dec ecx; jnz l; call edx; add ebx, eax;
        mov byte ptr [esi+1], 40; call edx; add ebx, eax;
        mov byte ptr [edx+1], 50; call esi; add ebx, eax; cli; hlt"""
    )
    assert paged.reg(Reg.EBX) == 1 + 1 + 40 + 50
