# SPDX-License-Identifier: GPL-2.0-or-later
"""What the two machines are made to run, continued: SYSENTER and SYSEXIT."""

from __future__ import annotations

from tests.peers.bare_program import CODE0, DATA, PUT, RING0_TOP, Program, asm

MSR_CS, MSR_ESP, MSR_EIP = 0x174, 0x175, 0x176
ENTRY, TOP = DATA + 0x4000, RING0_TOP - 0x100
# Behind SYSENTER lies what SYSEXIT is told to go to.
CALL = "call l; l: pop edx; add edx, {}; mov ecx, esp; {}; sysenter; {}"
TRAPPED = "pushfd; or dword ptr [esp], 0x100; popfd; sysenter"


def fast_calls(program: Program) -> None:
    """SYSENTER and SYSEXIT from both rings: what is loaded, what is kept, what faults."""
    log = "".join(f"mov eax, {what}; call {PUT};" for what in ("cs", "ss", "[esp]", "[esp + 4]", "[esp + 8]"))
    entry = f"push ecx; push esp; push eax; pushfd; cld; {log} add esp, 12; pop ecx; sysexit"
    program.poke(ENTRY, asm(entry, ENTRY))
    for text in ("sysenter", "sysexit"):
        program.fault(text)
        program.user(text)
    for msr, value in ((MSR_CS, CODE0), (MSR_ESP, TOP), (MSR_EIP, ENTRY)):
        program.code(
            f"mov ecx, {msr}; mov eax, {value}; xor edx, edx; wrmsr; xor eax, eax; rdmsr; call {PUT}"
        )
    for flags in ("stc", "std", "sub ebx, ebx", "mov eax, 0x7fffffff; add eax, 1"):
        behind = len(asm(CALL.format(8, flags, "nop"), 0x1000)) - 6
        program.user(CALL.format(behind, flags, "int 0x55"))
    program.user("sysexit")
    program.user(TRAPPED)
    program.code(f"mov ecx, {MSR_CS}; xor eax, eax; xor edx, edx; wrmsr")
    program.user("sysenter")
