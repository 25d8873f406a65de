# SPDX-License-Identifier: GPL-2.0-or-later
"""The board: every device of the PC wired to one engine.

A new device is one file in ``devices/`` and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from harness.machine.clock import NEVER, Event, EventQueue
from harness.machine.console import Console
from harness.machine.devices.ata import AtaChannel, AtaData
from harness.machine.devices.ata_protocol import Who
from harness.machine.devices.bus import Bus, State, Wiring
from harness.machine.devices.debugcon import DebugConsole
from harness.machine.devices.debugexit import DebugExit
from harness.machine.devices.gate import SwitchGate
from harness.machine.devices.pic import Pic
from harness.machine.devices.pit import Pit
from harness.machine.devices.rtc import Rtc
from harness.machine.devices.screen import Screen
from harness.machine.devices.uart import Uart
from harness.machine.disk.disk import Disk

if TYPE_CHECKING:
    from harness.machine.engine import Engine

IRQ_TIMER, IRQ_COM1, IRQ_RTC, IRQ_ATA = 0, 4, 8, 14


class Board:
    """Devices, bus and event queue of one machine.

    Lifecycle: made with its engine, into which it plugs its callbacks.
    ``on_switch(prev, next)`` answers the switch gate, ``on_exit(code)`` the
    debug exit port; ``who()`` names the task that gives a disk a command.
    """

    def __init__(
        self,
        engine: Engine,
        on_switch: Callable[[int, int], None],
        on_exit: Callable[[int], None],
        disks: Sequence[Disk] = (),
        who: Who = lambda: (0, None),
    ) -> None:
        self.engine = engine
        # A guest that idles for ever spends time but hardly any instructions.
        self.clock_limit = NEVER
        self.bus = Bus()
        self.events = EventQueue(lambda: engine.clock, self._deadline)
        wiring = Wiring(
            self.events,
            latch=engine.latch_port,
            stream=engine.stream_port,
            take_stream=engine.take_stream,
            output=engine.output_hash,
            exit=on_exit,
            open_data=engine.open_data,
            close_data=engine.close_data,
            data_moved=engine.data_moved,
            log=engine.log_device,
        )
        self.pic = Pic(self._interrupt)
        self.pit = Pit(wiring, self.pic.line(IRQ_TIMER))
        self.uart = Uart(wiring, self.pic.line(IRQ_COM1))
        self.rtc = Rtc(wiring, self.pic.line(IRQ_RTC))
        self.ata = AtaChannel(wiring, self.pic.line(IRQ_ATA), disks, who)
        self.debug_console = DebugConsole(wiring)
        self.screen = Screen(self.uart.ring)
        self.console = Console(self.uart, self.screen)
        for device in (
            self.pic,
            self.pit,
            self.uart,
            self.rtc,
            self.ata,
            AtaData(self.ata),
            self.debug_console,
            DebugExit(wiring),
            SwitchGate(on_switch),
            self.screen,
        ):
            self.bus.attach(device)
        engine.set_callbacks(self.bus.read, self.bus.write, self._due, self.pic.acknowledge)

    def state(self) -> State:
        """Return the state of every device and of the clock's queue."""
        return {**self.bus.state(), "serial": self.events.serial}

    def load_state(self, state: State, host_events: Iterable[Event] = ()) -> None:
        """Load every device and schedule its timers anew, then the host's."""
        events = self.events
        events.begin_load(state["serial"])
        self.bus.load_state(state)
        for event in host_events:
            events.revive(event)
        events.end_load()

    def _deadline(self, cycle: int) -> None:
        self.engine.deadline = cycle

    def _interrupt(self, high: bool) -> None:
        self.engine.intr = high

    def _due(self) -> None:
        if self.engine.clock >= self.clock_limit:
            self.engine.request_stop(self.engine.BUDGET, 0)
        self.events.run_due()
        # The guest's own timer is what makes its output appear as it runs.
        self.console.pump()
