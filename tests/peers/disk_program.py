# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that drive a disk controller, for two machines.

A step writes registers, waits until the drive is not busy, and logs what it
reads.  Interrupts are counted by a handler for IRQ 14 that acknowledges the
controllers only: the program itself reads the status.
"""

from __future__ import annotations

from tests.peers.bare_program import BASE, CODE0, DATA, IDT, PUT, VARS, Program, asm

STATUS, CONTROL, COUNT, LOW, MID, HIGH, DEVICE, ERROR = (
    0x1F7,
    0x3F6,
    0x1F2,
    0x1F3,
    0x1F4,
    0x1F5,
    0x1F6,
    0x1F1,
)
HANDLER, IRQS = BASE + 0xB000 + 0xC00, VARS + 40
BUFFER = DATA
FIRST_VECTOR = 0x40


class DiskProgram(Program):
    """A program with IRQ 14 at a handler that counts."""

    def __post_init__(self) -> None:
        super().__post_init__()
        handler = (
            f"push eax; inc dword ptr [{IRQS}]; mov al, 0x20; out 0xa0, al; out 0x20, al; pop eax; iretd"
        )
        self.poke(HANDLER, asm(handler, HANDLER))
        vector = FIRST_VECTOR + 14
        self.poke32(IDT + 8 * vector, HANDLER & 0xFFFF | CODE0 << 16)
        self.poke32(IDT + 8 * vector + 4, HANDLER & 0xFFFF0000 | 0x8E00)
        for port, value in (
            *(
                (0x20, 0x11),
                (0xA0, 0x11),
                (0x21, FIRST_VECTOR),
                (0xA1, FIRST_VECTOR + 8),
                (0x21, 4),
                (0xA1, 2),
                (0x21, 1),
                (0xA1, 1),
            ),
            *((0x21, 0xFB), (0xA1, 0xBF)),
        ):
            self.code(f"mov al, {value}; out {port}, al")
        self.code(f"mov dword ptr [{IRQS}], 0; sti")

    def out(self, port: int, value: int) -> None:
        self.code(f"mov dx, {port}; mov al, {value}; out dx, al")

    def wait(self) -> None:
        """Wait for the end of BSY by the alternate status, then 2000 turns for an interrupt."""
        self.code(f"mov dx, {CONTROL}; l: in al, dx; test al, 0x80; jnz l; mov ecx, 2000; k: dec ecx; jnz k")

    def registers(self, *ports: int) -> None:
        """Log registers as one word each."""
        for port in ports:
            self.code(f"xor eax, eax; mov dx, {port}; in al, dx; call {PUT}")

    def irqs(self) -> None:
        """Log how many interrupts came since this was last logged."""
        self.code(f"xor eax, eax; xchg eax, [{IRQS}]; call {PUT}")

    def address(self, lba: int, count: int, drive: int = 0) -> None:
        for port, value in (
            *((DEVICE, 0xE0 | drive << 4 | lba >> 24 & 15), (COUNT, count & 0xFF)),
            *((LOW, lba & 0xFF), (MID, lba >> 8 & 0xFF), (HIGH, lba >> 16 & 0xFF)),
        ):
            self.out(port, value)

    def address48(self, lba: int, count: int, drive: int = 0) -> None:
        self.out(DEVICE, 0xE0 | drive << 4)
        for port, value in ((COUNT, count), (LOW, lba), (MID, lba >> 8), (HIGH, lba >> 16)):
            upper = value >> 8 if port == COUNT else value >> 24
            self.out(port, upper & 0xFF)
            self.out(port, value & 0xFF)

    def command(self, code: int) -> None:
        """Give a command, wait; log alternate status, interrupts and error."""
        self.out(STATUS, code)
        self.wait()
        self.registers(CONTROL)
        self.irqs()
        self.registers(ERROR, STATUS)

    def data_in(self, words: int = 256) -> None:
        """Read a block, log its sum; then wait and log status and interrupts."""
        self.code(f"mov edi, {BUFFER}; mov ecx, {words}; mov dx, 0x1f0; cld; rep insw")
        self.code(
            f"mov esi, {BUFFER}; mov ecx, {words}; xor ebx, ebx;"
            "m: movzx eax, word ptr [esi]; rol ebx, 1; add ebx, eax; add esi, 2; dec ecx; jnz m;"
            f"mov eax, ebx; call {PUT}"
        )
        self.after_data()

    def data_out(self, seed: int, words: int = 256) -> None:
        """Write a block made from a seed; then wait and log status and interrupts."""
        self.code(
            f"mov edi, {BUFFER}; mov ecx, {words}; mov eax, {seed};"
            "m: mov [edi], ax; imul eax, eax, 69069; inc eax; add edi, 2; dec ecx; jnz m;"
            f"mov esi, {BUFFER}; mov ecx, {words}; mov dx, 0x1f0; cld; rep outsw"
        )
        self.after_data()

    def after_data(self) -> None:
        self.wait()
        self.registers(CONTROL)
        self.irqs()
        self.registers(STATUS)
