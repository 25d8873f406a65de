# SPDX-License-Identifier: GPL-2.0-or-later
"""Taps on a running guest: calls, returns and task switches, seen from the machine.

A check never asks the kernel how it did; it looks at registers, memory and
control flow.  A tap is a probe on an instruction's address that several checks
may share: their handlers run before the instruction does, in the order in which
they asked, and never change the guest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from harness.errors import GuestMemoryError
from harness.machine.engine import Reg
from harness.machine.events import UserAccess
from harness.machine.machine import Machine
from harness.machine.switching import UserDirectory

PATCH_ROOM_BYTES = 512  # behind the text, see linker/kernel.lds.S: a mutant's code loads CR3 too
MAX_PENDING_RETURNS = 4096  # a guest that never returns must not fill the host


class Task(NamedTuple):
    """A task at one moment; the pid is part of it because slabs reuse addresses."""

    virt: int
    pid: int


class Call(NamedTuple):
    """A function about to run its first instruction, or just returned from."""

    tap: Tap
    symbol: str
    instructions: int
    task: Task
    esp: int
    args: tuple[int, ...]
    back: int  # where it returns to
    result: int = 0


Words = tuple[int, int, int, int]
Handler = Callable[[Call], None]
SwitchHandler = Callable[[Task, Task, int], None]


class Tap:
    """All taps of one machine.  Lifecycle: made before the run, asked after it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.engine = machine.engine
        self.symbols = machine.symbols
        self._calls: dict[int, list[tuple[str, Handler]]] = defaultdict(list)
        self._returns: dict[int, list[tuple[Call, Handler]]] = defaultdict(list)
        self._pending_returns = 0
        self._guarded = False
        # The first thing that made no sense: the guest's fault, not the caller's.
        self.damage: GuestMemoryError | None = None
        self._accesses: list[UserAccess] = []
        self._switches: list[SwitchHandler] = []
        thread_bytes = self.symbols.sizeof("thread_union")
        self.thread_mask = -thread_bytes & 0xFFFFFFFF
        self._user = UserDirectory(machine.engine, machine.symbols, machine.layout)
        self.engine.set_tap_places(
            machine.layout.page_offset,
            machine.layout.lowmem_bytes,
            self._kernel_directory(),
            thread_bytes,
            self.symbols.offset("thread_info", "task"),
            self.symbols.offset("task_struct", "pid"),
        )

    # -- reading the guest ------------------------------------------------------------

    def word(self, virt: int) -> int:
        """Return the 32-bit word at ``virt``; GuestMemoryError if unmapped."""
        return self.machine.read_word(virt)

    def field(self, virt: int, struct: str, name: str) -> int:
        """Return a word-sized field of the structure at ``virt``."""
        return self.machine.read_word(virt + self.symbols.offset(struct, name))

    def text(self, virt: int, limit: int) -> str:
        """Return the NUL-terminated text at ``virt``, ``limit`` bytes at most."""
        return self.machine.read_virt(virt, limit).split(b"\0", 1)[0].decode("latin-1")

    def comm(self, task: int) -> str:
        """Return the name of the task_struct at ``task``."""
        return self.text(task + self.symbols.offset("task_struct", "comm"), 16)

    def task(self, virt: int) -> Task:
        """Return the task whose task_struct lies at ``virt``."""
        return Task(virt, self.field(virt, "task_struct", "pid"))

    def user_directory(self) -> int:
        """Return the directory that ring 3 runs on: CR3's, or the guest's ``user_cr3`` with 4G/4G."""
        return self._user.read()

    # -- taps -------------------------------------------------------------------------

    def at(self, virt: int, symbol: str, handler: Handler) -> None:
        """Run ``handler`` each time a task is about to run the instruction at ``virt``.

        Not while the processor is on no kernel stack: in ring 3, and in the first
        instructions of a boot.
        """
        if virt not in self._calls:
            self._tap_calls(virt)
        self._calls[virt].append((symbol, handler))

    def on_call(self, symbol: str, handler: Handler) -> None:
        """Run ``handler`` each time the function ``symbol`` is entered."""
        self.at(self.symbols[symbol], symbol, handler)

    def on_return(self, symbol: str, handler: Handler) -> None:
        """Run ``handler`` each time a call of ``symbol`` has returned.

        The call is matched by its stack pointer, so recursion and task switches
        in between keep their own pairs.
        """
        self.on_call(symbol, lambda call: self._expect_return(call, handler))

    def on_switch(self, handler: SwitchHandler) -> None:
        """Run ``handler(prev, next, cr3)`` at each task switch, CR3 being final."""
        if not self._switches:
            self.on_call("__switch_to", self._on_switch)
        self._switches.append(handler)

    def on_cr3_load(self, handler: Callable[[], None]) -> None:
        """Run ``handler`` before each ``mov %reg, %cr3`` in the kernel's text.

        The bytes are searched, not decoded: where they are the inside of another
        instruction, the probe is never reached.  With 4G/4G a load is what makes
        ring 3 run on another directory, so a call of ``load_cr3`` is one too.
        """
        if self.machine.layout.separation == "4g":
            self._probe(self.symbols["load_cr3"], handler)
        start = self.symbols["_stext"]
        end = self.symbols["__patch_room"] + PATCH_ROOM_BYTES
        text = self.engine.read_virt(start, end - start)
        for found in re.finditer(rb"\x0f\x22[\xd8-\xdf]", text):
            self._probe(start + found.start(), handler)

    # -- the user half ----------------------------------------------------------------

    def guard_user_half(self) -> None:
        """Have the MMU report what tasks without mm do below PAGE_OFFSET."""
        if self._guarded:
            return
        self._guarded = True
        mm = self.symbols.offset("task_struct", "mm")
        self.engine.set_user_guard(self.machine.layout.page_offset, mm, self._kernel_directory())

    def user_accesses(self) -> list[UserAccess]:
        """Return what the guard has reported up to now."""
        for event in self.machine.take_events():
            if isinstance(event, UserAccess):
                self._accesses.append(event)
        return self._accesses

    def _kernel_directory(self) -> int:
        """Return the physical address of the kernel's own directory, 0 where all have its half."""
        layout = self.machine.layout
        return self.symbols["swapper_pg_dir"] - layout.page_offset if layout.separation == "4g" else 0

    def _probe(self, virt: int, handler: Callable[[], None]) -> None:
        def careful() -> None:
            try:
                handler()
            except GuestMemoryError as error:
                self.damage = self.damage or error

        self.engine.add_probe(virt, careful)

    def _tap_calls(self, virt: int) -> None:
        waiting = self._calls[virt]

        def tell(now: int, task: int, pid: int, esp: int, eax: int, back: int, args: Words) -> None:
            who = Task(task, pid)
            try:
                for symbol, handler in tuple(waiting):
                    handler(Call(self, symbol, now, who, esp, args, back))
            except GuestMemoryError as error:
                self.damage = self.damage or error

        self.engine.add_tap(virt, tell)

    def _on_switch(self, call: Call) -> None:
        prev = self.task(self.engine.reg(Reg.EAX))
        following = self.task(self.engine.reg(Reg.EDX))
        cr3 = self.user_directory()
        for handler in self._switches:
            handler(prev, following, cr3)

    def _expect_return(self, call: Call, handler: Handler) -> None:
        if self._pending_returns >= MAX_PENDING_RETURNS:
            return
        self._pending_returns += 1
        if call.back not in self._returns:
            self._tap_returns(call.back)
        self._returns[call.back].append((call, handler))

    def _tap_returns(self, virt: int) -> None:
        waiting = self._returns[virt]

        def tell(now: int, task: int, pid: int, esp: int, eax: int, back: int, args: Words) -> None:
            # The callee popped its return address: ESP is four above the entry's.
            done = [pair for pair in waiting if pair[0].esp == esp - 4]
            if not done:
                return
            waiting[:] = [pair for pair in waiting if pair[0].esp != esp - 4]
            self._pending_returns -= len(done)
            try:
                for call, handler in done:
                    handler(call._replace(instructions=now, task=Task(task, pid), result=eax))
            except GuestMemoryError as error:
                self.damage = self.damage or error

        self.engine.add_tap(virt, tell)
