# SPDX-License-Identifier: GPL-2.0-or-later
"""Page tables of one's own: what answers when the MMU needs a translation.

Unicorn's TLB is filled by us, so the guest's tables can have any form.  A
walker is asked for a page whenever Unicorn's TLB has none; what it refuses
reaches the guest as an ordinary #PF, with CR2 and the error code of an x86.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.errors import ConfigError
from harness.machine.engine import Reg
from harness.machine.hashed import HashedTable
from harness.machine.paging import PAGE, USER, WRITE, Memory

if TYPE_CHECKING:
    from harness.image.layout import Layout
    from harness.image.symbols import SymbolTable
    from harness.machine.engine import Engine

_NO_EXECUTE = 0x100
_CR4_PAE = 0x20


@dataclass(frozen=True, slots=True)
class Translation:
    """A page's frame and rights.

    ``phys_flags`` is the address of a byte in RAM whose bits 5 and 6 are the
    page's accessed and dirty bits; without one the page counts as dirty.
    """

    phys: int
    writable: bool = True
    user: bool = False
    no_execute: bool = False
    phys_flags: int | None = None


class Walker(ABC):
    """Base of walkers in Python, for experiments: some microseconds a miss.

    Lifecycle: made, then :meth:`attach` to an engine between two runs, in
    place of any walker before; in use until another is, or ``detach``.
    ``tree_below``: addresses under it are walked in the processor's own form
    from CR3 all the same.  The guest says that a translation has changed as
    to any x86: by invlpg or a load of CR3.
    """

    tree_below: int = 0

    @abstractmethod
    def walk(self, virt: int, cr3: int) -> Translation | None:
        """Return where a page lies, None where nothing is mapped.

        It may be asked again for what it has answered, and by whoever looks
        at memory from outside.  What it raises ends the run.
        """

    def attach(self, engine: Engine) -> None:
        """Walk from now on; :class:`ConfigError` under PAE, whose form the fault path does not copy."""
        refuse_pae(engine)
        engine.walker_python(self._answer, self.tree_below)

    def _answer(self, virt: int, cr3: int) -> tuple[int, int, int | None] | None:
        found = self.walk(virt, cr3)
        if found is None:
            return None
        flags = WRITE * found.writable | USER * found.user | _NO_EXECUTE * found.no_execute
        return found.phys, flags, found.phys_flags


def attach_hashed(engine: Engine, table: HashedTable, virt_kernel: int, tree_below: int = 0) -> None:
    """Walk ``table`` from now on, natively.

    From ``virt_kernel`` up all spaces share the entries of space 0; below, the
    space's number is bits 12 to 22 of CR3.  ``tree_below`` as in
    :class:`Walker`.
    """
    refuse_pae(engine)
    engine.walker_hashed(table.phys_table, table.groups, virt_kernel, tree_below)


def hashed_table(memory: Memory, layout: Layout, symbols: SymbolTable) -> HashedTable:
    """Return the kernel half's table where the loader builds it: behind the kernel."""
    phys_table = -(-(symbols["_end"] - layout.page_offset) // PAGE) * PAGE
    return HashedTable(memory, phys_table, layout.hashed_groups)


def choose_format(engine: Engine, layout: Layout, symbols: SymbolTable) -> HashedTable | None:
    """Have the engine walk the form of tables that the layout names; return a hashed one."""
    if layout.tables != "hashed":
        return None
    table = hashed_table(engine.ram, layout, symbols)
    attach_hashed(engine, table, layout.page_offset, tree_below=layout.page_offset)
    return table


def refuse_pae(engine: Engine) -> None:
    """Raise :class:`ConfigError` when the processor is in PAE mode."""
    if engine.reg(Reg.CR4) & _CR4_PAE:
        raise ConfigError("a walker of one's own needs 32-bit paging; clear CR4.PAE first")


def detach(engine: Engine) -> None:
    """Give the processor its own form of tables back."""
    engine.walker_none()
