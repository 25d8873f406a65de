# SPDX-License-Identifier: GPL-2.0-or-later
"""Scripts of system calls for /bin/calls, run by this machine's Linux and by the guest.

The program is the same file, linked to fixed addresses, so that a script's pointers
mean the same in both; see guest/usr/bin/calls.c for what it prepares.
"""

from __future__ import annotations

import os
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from harness.image.elf import read_elf
from harness.machine.machine import Machine
from harness.machine.stop import StopReason
from harness.run import BootConfig, load
from harness.run.kernel_path import default_kernel

PROGRAM = default_kernel().parent / "usr" / "calls"
MAX_CALLS = 512
ARENA_BYTES = 16384
NOT_REACHED = 0x7FFFFFFF
BUDGET = 3_000_000_000
HEADER = struct.Struct("<4I")
CALL = struct.Struct("<7I")
RESULTS = struct.Struct(f"<{1 + MAX_CALLS}i")


@dataclass(frozen=True, slots=True)
class Call:
    """A system call by its number, with up to six words."""

    number: int
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """Calls in order; ``arena`` is memory they may point to, at :func:`arena_address`."""

    calls: Sequence[Call]
    arena: bytes = b""
    rounds: int = 1
    separate: bool = False
    as_root: bool = False

    def pack(self) -> bytes:
        """Returns struct script."""
        rows = [CALL.pack(call.number, *(*call.words, 0, 0, 0, 0, 0, 0)[:6]) for call in self.calls]
        head = HEADER.pack(len(rows), self.rounds, self.separate, self.as_root)
        return (
            head + b"".join(rows).ljust(MAX_CALLS * CALL.size, b"\0") + self.arena.ljust(ARENA_BYTES, b"\0")
        )


@dataclass(frozen=True, slots=True)
class Results:
    """What each call returned, None if it was not reached; how the child ended."""

    status: int
    values: tuple[int | None, ...]
    rounds: list[dict[str, int]] = field(default_factory=list)


@cache
def symbols():
    """The program's symbols."""
    return read_elf(PROGRAM.with_suffix(".elf")).symbols


def arena_address() -> int:
    """Where the arena begins, in the program."""
    return symbols()["script"] + HEADER.size + MAX_CALLS * CALL.size


def unpack(script: Script, data: bytes) -> Results:
    """Reads struct results."""
    status, *values = RESULTS.unpack(data[: RESULTS.size])
    return Results(status, tuple(None if v == NOT_REACHED else v for v in values[: len(script.calls)]))


def on_linux(script: Script) -> Results:
    """Runs the script here, in an empty directory; raises OSError if Linux runs no such program."""
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o777)  # noqa: S103 - the program becomes nobody
        done = subprocess.run(
            ["setarch", "-R", PROGRAM, "script"],
            cwd=place,
            input=script.pack(),
            capture_output=True,
            timeout=600,
            check=True,
        )
    return unpack(script, done.stdout)


class Guest:
    """The guest, stopped where /bin/calls, as process 1, waits for a script."""

    def __init__(self) -> None:
        self.machine: Machine = load(BootConfig(append="init=/bin/calls"))
        for name in ("ready", "round_over", "finished"):
            self.machine.engine.add_probe(symbols()[name], None)
        self._to_breakpoint()
        self.snapshot = self.machine.snapshot()

    def _to_breakpoint(self) -> None:
        # At the same address other programs have something else: the kernel runs one as it boots.
        while (stop := self.machine.run(BUDGET)).pid != 1:
            assert stop.reason is StopReason.BREAKPOINT, (stop, self.console[-2000:])
        assert stop.reason is StopReason.BREAKPOINT, (stop, self.console[-2000:])

    def run(self, script: Script) -> Results:
        """Runs the script from the snapshot; each round's counts of memory are kept."""
        machine = self.machine
        machine.restore(self.snapshot)
        machine.engine.write_virt(symbols()["script"], script.pack())
        counts = []
        for _ in range(script.rounds):
            self._to_breakpoint()
            counts.append(memory_in_use(machine))
        data = machine.engine.read_virt(symbols()["results"], RESULTS.size)
        results = unpack(script, data)
        return Results(results.status, results.values, counts)

    @property
    def console(self) -> str:
        """What the kernel has said."""
        return self.machine.console.text


@cache
def guest() -> Guest:
    """The one guest of this process."""
    return Guest()


def memory_in_use(machine: Machine) -> dict[str, int]:
    """Objects of each slab cache, and pages that nobody has: the guest's structures, read from outside.

    Pages of slabs are among them: when an empty slab goes is a matter of time.
    """
    from harness.inspect import kernel  # noqa: F401 - gives machines their typed kernel

    counts = {"free pages": 0}
    head = machine.kernel["cache_chain"]
    entry = head.next
    while entry != head.address_of_():
        cache_ = entry_of(entry, "struct kmem_cache", "next")
        name = cache_.name.string_().decode()
        full = len_of(cache_.slabs_full) * int(cache_.num)
        counts["free pages"] += int(cache_.nr_slabs) << int(cache_.gfporder)
        counts[name] = full + sum(int(slab.inuse) for slab in slabs(cache_.slabs_partial))
        entry = entry.next
    zones = machine.kernel["contig_page_data"].node_zones
    counts["free pages"] += sum(int(zone.free_pages) for zone in zones)
    return counts


def entry_of(node, type_name: str, member: str):
    """list_entry() of a typed pointer."""
    from drgn import container_of

    return container_of(node, type_name, member)


def slabs(head):
    """The slabs on a list."""
    node = head.next
    while node != head.address_of_():
        yield entry_of(node, "struct slab", "list")
        node = node.next


def len_of(head) -> int:
    """How many slabs are on a list."""
    return sum(1 for _ in slabs(head))


def errno_of(value: int | None) -> int | None:
    """An error's number, 0 for success, None for a call that was not reached."""
    return None if value is None else -value if -4096 < value < 0 else 0
