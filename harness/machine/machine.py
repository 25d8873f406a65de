# SPDX-License-Identifier: GPL-2.0-or-later
"""One emulated PC with a kernel in it: the engine, its devices and its clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Final, Protocol

from harness.errors import ConfigError, EngineError, GuestMemoryError
from harness.image.elf import Image
from harness.image.layout import Layout
from harness.image.relocate import relocate
from harness.image.symbols import SymbolTable
from harness.machine import loader
from harness.machine.board import Board
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.console import Console
from harness.machine.current import current_task, task_name
from harness.machine.disk.disk import Disk, make_disks
from harness.machine.disk.media import DiskImage
from harness.machine.disk.spec import DiskSpec
from harness.machine.engine import Engine, Reg
from harness.machine.events import Event, Kind, decode
from harness.machine.memory import GuestMemory
from harness.machine.policy import Policy, make_policy
from harness.machine.recording import Recordable
from harness.machine.snapshot import Origin, Snapshot, configuration, put, take
from harness.machine.stop import Stop, StopReason
from harness.machine.switching import GuestSwitch, NativeCounter
from harness.machine.walker import choose_format

DEFAULT_BUDGET: Final = 2_000_000_000
EFLAGS_VM: Final = 1 << 17
MOST_INSTRUCTIONS: Final = (1 << 64) - 1
DEFAULT_PATIENCE: Final = 600.0
NATIVE_OPTION: Final = "mm=native"
TRAMPOLINE_BUDGET: Final = 1000
_OWN_SYMBOLS: Final = ("__page_offset", "__switch_to", "panic", "offset.task_struct.mm")
_LOGGED: Final = 1 << Kind.SWITCH | 1 << Kind.CR3 | 1 << Kind.USER_ACCESS


def agree(policy: str, command_line: str) -> tuple[str, str]:
    """Return both as they will be: by its command line the guest itself decides."""
    native = NATIVE_OPTION in command_line.split()
    if policy == "native" and not native:
        command_line = f"{command_line} {NATIVE_OPTION}".strip()
    return "native" if native else policy, command_line


class TypedKernel(Protocol):
    """The kernel's variables by name, with their C types."""

    def __getitem__(self, name: str) -> Any:
        """Return the variable ``name``."""

    def source(self, virt: int) -> Sequence[object]:
        """Return the source lines of an instruction, innermost function first."""


class Machine(GuestMemory, Recordable):
    """A PC that runs one kernel once.

    Lifecycle: made loaded by :meth:`load` or :meth:`load_any`; ``run`` as
    often as wanted; inspected at any stop.  Not reusable for another kernel.
    """

    # The inspector is a later stage; it puts itself here when it is imported.
    open_kernel: ClassVar[Callable[[Machine], TypedKernel] | None] = None

    def __init__(
        self,
        image: Image,
        layout: Layout,
        policy: Policy,
        origin: Origin,
        disks: Sequence[DiskSpec | DiskImage] = (),
    ) -> None:
        super().__init__(Engine(layout.memory_bytes), layout)
        self.image = image
        self.policy = policy
        self.origin = origin
        self.native_counter: NativeCounter | None = None
        self.panicked = False
        self.disks: tuple[Disk, ...] = make_disks(disks)
        self.board = Board(self.engine, self._switched, self.end, self.disks, self._who)
        self._gate: GuestSwitch | None = None
        self._complaint = ""
        self._asked_to_end: int | None = None
        self._still = ""
        self._kernel: TypedKernel | None = None

    @classmethod
    def load(
        cls,
        image: Image,
        layout: Layout | None = None,
        *,
        policy: str | Policy = "lazy",
        command_line: str = "",
        initrd: bytes = b"",
        disks: Sequence[DiskSpec | DiskImage] = (),
    ) -> Machine:
        """Load this project's kernel, up to its first instruction in the high half.

        The trampoline has run: paging is on, and the kernel's addresses can be
        read, patched and probed.  Raises :class:`ImageError`,
        :class:`ConfigError`, :class:`SymbolError`, :class:`DiskError`.
        """
        layout = layout or Layout()
        name, command_line = agree(policy if isinstance(policy, str) else policy.name, command_line)
        chosen = make_policy(name) if isinstance(policy, str) else policy
        if layout.tables == "hashed":
            # The hashed table holds the direct map alone, so programs cannot have the vsyscall page.
            command_line = f"{command_line} vdso=0".strip()
        origin = Origin.of("high", command_line, initrd)
        machine = cls(relocate(image, layout.page_offset), layout, chosen, origin, disks)
        entry = loader.load_high(
            machine.engine.ram,
            machine.image,
            layout,
            command_line=command_line,
            initrd=initrd,
        )
        machine.hashed = choose_format(machine.engine, layout, machine.symbols)
        machine._enter(entry)
        machine._cross_trampoline()
        machine._watch()
        return machine

    @classmethod
    def load_any(
        cls,
        image: Image,
        layout: Layout | None = None,
        *,
        command_line: str = "",
        initrd: bytes = b"",
        disks: Sequence[DiskSpec | DiskImage] = (),
    ) -> Machine:
        """Load any i386 kernel in the state of the Multiboot specification.

        This project's own kernel is known by its symbols, and watched.
        """
        layout = layout or Layout()
        own = all(name in image.symbols for name in _OWN_SYMBOLS)
        if own:
            layout = replace(layout, page_offset=image.symbols["__page_offset"])
        # Entered by anybody's protocol, a kernel looks after CR3 by itself.
        origin = Origin.of("multiboot", command_line, initrd)
        machine = cls(image, layout, make_policy("native"), origin, disks)
        entry = loader.load_multiboot(machine.engine.ram, image, command_line=command_line, initrd=initrd)
        machine._enter(entry)
        if own:
            machine._watch()
        return machine

    @classmethod
    def resume(
        cls,
        image: Image,
        snapshot: Snapshot,
        disks: Sequence[DiskSpec | DiskImage] | None = None,
    ) -> Machine:
        """Return a machine that stands where ``snapshot`` was taken.

        ``image`` is the kernel as read; ``disks`` are where they are now, if
        not where they were.  Raises :class:`ConfigError` when these are other
        ones.
        """
        layout, origin = snapshot.layout, snapshot.origin
        if origin.entry == "high":
            image = relocate(image, layout.page_offset)
        disks = snapshot.disk_specs() if disks is None else disks
        machine = cls(image, layout, make_policy(snapshot.policy), origin, disks)
        machine.hashed = choose_format(machine.engine, layout, machine.symbols)
        if all(name in image.symbols for name in _OWN_SYMBOLS):
            machine._watch()
        machine.restore(snapshot)
        return machine

    @cached_property
    def _fixed_config(self) -> dict[str, object]:
        return configuration(self)

    @property
    def config(self) -> dict[str, object]:
        """What a snapshot must agree with to be restored here.

        Contents of disk files belong to it: they are not written from here on.
        """
        return {**self._fixed_config, **{disk.name: disk.description for disk in self.disks}}

    def snapshot(self) -> Snapshot:
        """Keep the whole machine as it stands, between two runs.

        Probes, listeners and callbacks of the host are no part of it.
        """
        return take(self)

    def restore(self, snapshot: Snapshot) -> None:
        """Become what ``snapshot`` kept: what follows is the same, to the bit.

        As often as wanted, in any order.  Raises :class:`ConfigError` when it
        is of a machine that is configured otherwise.
        """
        keeping = self._last is not None
        self.keep_last(False)
        put(self, snapshot)
        self.keep_last(keeping)

    @property
    def symbols(self) -> SymbolTable:
        """The kernel's symbols at the addresses where it runs."""
        return self.image.symbols

    @property
    def watched(self) -> bool:
        """Whether the core follows the kernel's task switches."""
        return self._gate is not None

    @property
    def console(self) -> Console:
        """The serial console: its output, and ``send`` to type."""
        return self.board.console

    @property
    def kernel(self) -> TypedKernel:
        """Typed access to the kernel's variables: ``machine.kernel["init_task"]``."""
        if self._kernel is None:
            if Machine.open_kernel is None:
                raise ConfigError("typed access needs `import harness.inspect` first")
            self._kernel = Machine.open_kernel(self)
        return self._kernel

    def run(
        self, budget_instructions: int = DEFAULT_BUDGET, patience_seconds: float = DEFAULT_PATIENCE
    ) -> Stop:
        """Run until something stops the machine; say what, as a value.

        ``patience_seconds`` are the machine's own: they end a guest that idles
        for ever, which retires few instructions.
        """
        if self._still:
            raise ConfigError(f"nothing goes on from here: {self._still}; leave --until out")
        # A limit and no event: an event would wake a guest that nothing else can.
        self.board.clock_limit = self.engine.clock + int(patience_seconds * CYCLES_PER_SECOND)
        self._asked_to_end = None
        try:
            reason, value = self.engine.run(min(budget_instructions, MOST_INSTRUCTIONS))
        except KeyboardInterrupt:
            # Ctrl-C fell into a device's code, where Python itself sees it.
            return self._describe(StopReason.INTERRUPTED, 0)
        self.console.pump()
        ending = StopReason[reason.name]
        if ending is StopReason.BUDGET and self._asked_to_end is not None:
            # Just now, by who listens to the console.
            ending, value = StopReason.EXIT, self._asked_to_end
        return self._describe(ending, value)

    def look_only(self, why: str) -> None:
        """Follow the kernel's tasks, but never run: there is no machine to run."""
        self._watch()
        self._still = why

    def end(self, code: int = 0) -> None:
        """End the current run from a callback, as if the guest had exited."""
        self._asked_to_end = code
        self.engine.request_stop(Engine.EXIT, code)

    def take_events(self) -> list[Event]:
        """Return what the core logged since the last call, decoded."""
        return decode(self.engine.take_events(), self._place)

    def here(self) -> Stop:
        """Describe where the machine stands now, as a breakpoint would."""
        return self._describe(StopReason.BREAKPOINT, 0)

    def _enter(self, entry: loader.Entry) -> None:
        engine = self.engine
        engine.set_segment_flat()
        for register, value in (
            (Reg.EAX, entry.eax),
            (Reg.EBX, entry.ebx),
            (Reg.ESI, entry.esi),
            (Reg.EIP, entry.eip),
        ):
            engine.set_reg(register, value)

    def _cross_trampoline(self) -> None:
        probe = self.engine.add_probe(self.symbols[loader.ENTRY_SYMBOL], None)
        stop = self.run(TRAMPOLINE_BUDGET)
        self.engine.remove_probe(probe)
        if stop.reason is not StopReason.BREAKPOINT:
            raise EngineError(f"the boot trampoline failed: {stop}; report this bug")

    def _watch(self) -> None:
        engine, symbols = self.engine, self.symbols
        self.trust_direct_map()
        self._gate = GuestSwitch(engine, symbols, self.layout)
        if self.layout.separation == "4g":
            self.keep_apart(self._gate.kernel_directory(), self._gate.current_directory)
        engine.events_enable(_LOGGED)
        engine.watch_switch(symbols["__switch_to"])
        engine.add_probe(symbols["panic"], self._panic)
        if self.policy.name == "native":
            self.native_counter = NativeCounter(engine, symbols, self.layout, self.policy.counts)

    def _panic(self) -> None:
        self.panicked = True

    def _who(self) -> tuple[int, int | None]:
        """Return the task at the processor and its pid, for those who watch disks."""
        if self._gate is None or not any(disk.observed for disk in self.disks):
            return 0, None
        task = current_task(self)
        return (task.virt, task.pid) if task else (0, None)

    def settle_disks(self) -> None:
        """Write the drives' caches to their media, as before an orderly power-off."""
        for disk in self.disks:
            disk.settle()

    def _switched(self, prev: int, following: int) -> None:
        # Any other kernel may write these ports; only ours means a switch.
        if self._gate is None:
            return
        try:
            self.policy.switch(self._gate, prev, following)
        except GuestMemoryError as error:
            self._complaint = f"the switch gate was given no task: {error}"
            self.engine.request_stop(Engine.ENGINE, 0)

    def _place(self, task: int, eip: int) -> str:
        name = task_name(self, task)
        who = f"{name.pid} ({name.comm})" if name else f"at {task:#010x}"
        return f"{who} at {self.symbols.symbolise(eip)}"

    def _describe(self, reason: StopReason, value: int) -> Stop:
        if self.panicked and reason in (StopReason.EXIT, StopReason.HALTED):
            reason = StopReason.PANIC
        engine = self.engine
        eip = engine.reg(Reg.EIP)
        task = current_task(self)
        symbol = self.symbols.symbolise(eip)
        return Stop(
            reason,
            value,
            eip,
            "" if symbol.startswith("0x") else symbol,
            task.pid if task else None,
            task.comm if task else "",
            engine.instructions,
            engine.reg(Reg.CS) & 3,
            self._detail(reason),
        )

    def _detail(self, reason: StopReason) -> str:
        clock = self.engine.clock
        if reason is StopReason.ENGINE:
            virtual = self.engine.reg(Reg.EFLAGS) & EFLAGS_VM
            return self._complaint or ("virtual-8086 mode takes no exceptions here" if virtual else "")
        if reason is not StopReason.BUDGET or clock < self.board.clock_limit:
            return ""
        return f"{clock / CYCLES_PER_SECOND:.0f} s of its own time, mostly idle"
