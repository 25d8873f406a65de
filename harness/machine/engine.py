# SPDX-License-Identifier: GPL-2.0-or-later
"""The seam to the emulator: the only Python module that knows of Unicorn.

The C core ``harness._core`` does the work (see ``harness/core/core.h``); this
module finds the library it needs, names its registers and stop reasons, and
turns its failures into the project's errors.
"""

from __future__ import annotations

import ctypes
import importlib.util
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from harness.errors import EngineError, GuestMemoryError

if TYPE_CHECKING:
    # Capsules of the core; the names exist for types only.
    from harness._core import RamImage as RamImage
    from harness._core import TraceProgram as TraceProgram


def _load_unicorn() -> None:
    # Importing the unicorn package costs 50 ms; only its library is needed.
    # Loaded by full path, it satisfies the core's dependency by its name.
    spec = importlib.util.find_spec("unicorn")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("the unicorn package is missing; pip install unicorn==2.1.4")
    library = Path(spec.submodule_search_locations[0]) / "lib" / "libunicorn.so.2"
    try:
        ctypes.CDLL(str(library), mode=ctypes.RTLD_LOCAL)
    except OSError as problem:
        raise EngineError(f"{library} does not load: {problem}") from problem


_load_unicorn()

from harness import _core  # noqa: E402  (needs the library loaded above)


class Reg(IntEnum):
    """Registers for :meth:`Engine.reg`, numbered as the core numbers them."""

    EAX = _core.EAX
    ECX = _core.ECX
    EDX = _core.EDX
    EBX = _core.EBX
    ESP = _core.ESP
    EBP = _core.EBP
    ESI = _core.ESI
    EDI = _core.EDI
    EIP = _core.EIP
    EFLAGS = _core.EFLAGS
    ES = _core.ES
    CS = _core.CS
    SS = _core.SS
    DS = _core.DS
    FS = _core.FS
    GS = _core.GS
    CR0 = _core.CR0
    CR2 = _core.CR2
    CR3 = _core.CR3
    CR4 = _core.CR4


class CoreStop(IntEnum):
    """Why the core stopped; ``harness.machine.stop`` gives it to users."""

    EXIT = _core.EXIT
    HALTED = _core.HALTED
    BUDGET = _core.BUDGET
    SHUTDOWN = _core.SHUTDOWN
    BREAKPOINT = _core.BREAKPOINT
    BUS = _core.BUS
    INTERRUPTED = _core.INTERRUPTED
    ENGINE = _core.ENGINE


GDTR: Final = _core.GDTR
IDTR: Final = _core.IDTR
image_pages: Final = _core.image_pages
image_of: Final = _core.image_of
trace_program: Final = _core.trace_program
trace_learn: Final = _core.trace_learn
trace_encode: Final = _core.trace_encode
trace_decode: Final = _core.trace_decode
NO_DEADLINE: Final = (1 << 64) - 1


class Engine(_core.Core):
    """One i386 processor with its RAM, MMU, clock and ports.

    Lifecycle: made with its RAM at physical 0; registers and RAM are set
    from the host; ``run`` as often as wanted; freed with its last reference.
    ``ram`` and its views may outlive it.  One thread at a time.

    Raises :class:`EngineError` when the installed Unicorn is not the one that
    the core knows, ``ValueError`` for an impossible amount of RAM.
    """

    EXIT: Final = CoreStop.EXIT
    BUDGET: Final = CoreStop.BUDGET
    ENGINE: Final = CoreStop.ENGINE

    def __new__(cls, ram_bytes: int) -> Self:
        """Open the engine with so many bytes of RAM, a multiple of 4096."""
        try:
            return super().__new__(cls, ram_bytes)
        except RuntimeError as problem:
            raise EngineError(str(problem)) from problem

    def run(self, budget_instructions: int) -> tuple[CoreStop, int]:
        """Run until something stops the machine; return the reason and its value.

        The budget counts retired instructions from now and is checked before
        each block, so a run may exceed it by less than one block.  Raises
        whatever a callback raised.
        """
        reason, value = super().run(budget_instructions)
        return CoreStop(reason), value

    def read_virt(self, vaddr: int, count: int, cr3: int | None = None) -> bytes:
        """Read guest memory through its page tables; :class:`GuestMemoryError`."""
        try:
            return super().read_virt(vaddr, count, cr3)
        except LookupError as problem:
            raise GuestMemoryError(*problem.args) from problem

    def write_virt(self, vaddr: int, data: bytes, cr3: int | None = None) -> None:
        """Write guest memory, read-only pages too; :class:`GuestMemoryError`.

        Translated code at that place is dropped.
        """
        try:
            super().write_virt(vaddr, data, cr3)
        except LookupError as problem:
            raise GuestMemoryError(*problem.args) from problem
