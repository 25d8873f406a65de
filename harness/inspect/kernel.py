# SPDX-License-Identifier: GPL-2.0-or-later
"""Typed access to the guest kernel's variables, by drgn over its DWARF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple

import drgn

from harness.errors import HarnessError, ImageError, SymbolError
from harness.image.elf import Image, read_elf
from harness.image.link import link_at

if TYPE_CHECKING:
    from harness.machine.machine import Machine

_TOP = 1 << 32


class SourceLine(NamedTuple):
    """A line of the kernel's source and the function it belongs to."""

    path: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Kernel:
    """The kernel's variables as drgn objects; memory is read when asked for.

    >>> machine.kernel["init_task"].pid.value_()  # doctest: +SKIP
    0

    Addresses follow the CR3 of the moment.  Unreadable memory raises
    ``drgn.FaultError``, which carries its address.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        flags = drgn.PlatformFlags.IS_LITTLE_ENDIAN
        platform = drgn.Platform(drgn.Architecture.I386, flags)
        self.program = drgn.Program(platform)
        self.program.add_memory_segment(0, _TOP, self._read, False)
        module = self.program.extra_module("kernel", 0, create=True)
        image = machine.image
        with _debug_file(image) as path:
            try:
                module.address_ranges = [(s.virt_start, s.virt_end) for s in image.segments]
                module.try_file(path, force=True)
            except Exception as error:
                what = f"drgn cannot read its DWARF ({error})"
                raise ImageError(image.path, what, "build it with -g") from error

    def __getitem__(self, name: str) -> Any:
        """Return the variable ``name``; :class:`SymbolError` if there is none."""
        with self._dwarf(name):
            return self.program[name]

    def type(self, name: str) -> drgn.Type:
        """Return a C type such as ``struct task_struct``; :class:`SymbolError` if there is none."""
        with self._dwarf(name):
            return self.program.type(name)

    def at(self, type_name: str, virt: int) -> drgn.Object:
        """Return the object of a C type at ``virt``."""
        return drgn.Object(self.program, self.type(type_name), address=virt)

    def source(self, virt: int) -> list[SourceLine]:
        """Return the source lines of the instruction at ``virt``, innermost first.

        More than one where functions are inlined; none where no line is known.
        Paths are as the compiler was given them.
        """
        try:
            with self._dwarf(f"{virt:#x}"):
                found = self.program.source_location(virt)
                return [SourceLine(one.filename, one.line, one.name()) for one in found]
        except HarnessError:
            return []

    @contextmanager
    def _dwarf(self, name: str) -> Iterator[None]:
        """Say what is missing, or that the DWARF is damaged, for which drgn has no one class."""
        path = self._machine.image.path
        try:
            yield
        except (drgn.FaultError, SyntaxError):
            raise
        except LookupError:
            raise SymbolError(path, name) from None
        except Exception as error:
            raise ImageError(path, f"drgn cannot read its DWARF ({error})", "build it again") from error

    def _read(self, address: int, count: int, offset: int, physical: bool) -> bytes:
        try:
            return self._machine.read_virt(address, count)
        except HarnessError as error:
            raise drgn.FaultError(str(error), address) from None


def source_words(machine: Machine) -> Callable[[int], str]:
    """Return what words the source line of an address: ``kernel/exit.c:84``, or nothing."""
    try:
        kernel = machine.kernel
    except HarnessError:
        return lambda virt: ""

    def words(virt: int) -> str:
        found = kernel.source(virt)
        return str(found[0]) if found else ""

    return words


@contextmanager
def _debug_file(image: Image) -> Iterator[str]:
    """Lend the path of an ELF whose DWARF has the addresses of ``image``."""
    if not image.shift:
        yield image.path
        return
    original = read_elf(image.path)
    page_offset = image.link_page_offset + image.shift
    # drgn keeps the file open, so that its name may vanish at once.
    with NamedTemporaryFile(suffix=".elf") as file:
        file.write(link_at(original, page_offset))
        file.flush()
        yield file.name
