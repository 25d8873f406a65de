# SPDX-License-Identifier: GPL-2.0-or-later
"""An ATA channel with up to two disks, programmed I/O only.

Source: ATA/ATAPI-6, 7 (registers), 9 (protocols).  Where the standard leaves
a choice it is QEMU's: tests run the same programs on both.  The channel does
one command at a time.  Registers that nobody's read changes are latched in the
core, and so is the status while no interrupt waits for being acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from harness.machine.devices.ata_drive import BSY, DRQ, Drive
from harness.machine.devices.ata_protocol import DATA, Protocol, Who
from harness.machine.devices.bus import State, Wiring
from harness.machine.disk.disk import Disk

ERROR, DEVICE, STATUS, CONTROL = 0x1F1, 0x1F6, 0x1F7, 0x3F6
CONTROL_NIEN, CONTROL_SRST, CONTROL_HOB = 0x02, 0x04, 0x80
# What the status of a drive that is not there reads.
NOBODY: Final = 0


class AtaChannel:
    """The registers from 0x1f1 on, 0x3f6, and IRQ 14."""

    name = "ata"
    access_bytes = 1

    def __init__(
        self,
        wiring: Wiring,
        irq: Callable[[bool], None],
        disks: Sequence[Disk] = (),
        who: Who = lambda: (0, None),
    ) -> None:
        self._wiring = wiring
        self._irq = irq
        self.drives = [Drive(disk, number) for number, disk in enumerate(disks)]
        self.protocol = Protocol(wiring, who, self.drives, self.notice)
        self.control = 0
        self.unit = 0
        self.waiting = False  # an interrupt that no read of the status took yet
        for drive in self.drives:
            drive.disk.on_fault = self._faulted
            drive.disk.clock = wiring.events.now
            drive.disk.moving = partial(self.protocol.moving, drive)
        self.refresh()

    def ports(self) -> Iterable[int]:
        """Return the ports of the registers; the data port is a device of its own."""
        return (*range(ERROR, STATUS + 1), CONTROL)

    def reset(self) -> None:
        """Return to power-on: no command, no interrupt, drive 0 chosen."""
        self.protocol.power_on()
        self.control = self.unit = 0
        self.waiting = False
        self.refresh()

    @property
    def drive(self) -> Drive | None:
        """The chosen drive, if it is there."""
        drive = self.drives[self.unit] if self.unit < len(self.drives) else None
        return None if drive is None or drive.disk.faults.gone else drive

    def state(self) -> State:
        """Return the registers, the drives' and the command under way."""
        return {
            "control": self.control,
            "unit": self.unit,
            "waiting": self.waiting,
            "drives": [drive.state() for drive in self.drives],
            "protocol": self.protocol.state(),
        }

    def load_state(self, state: State) -> None:
        """Set all of it, the latches and the data port."""
        self.control, self.unit, self.waiting = state["control"], state["unit"], state["waiting"]
        for drive, kept in zip(self.drives, state["drives"], strict=True):
            drive.load_state(kept)
        self.protocol.load_state(state["protocol"])
        self._latch()

    def read(self, port: int, size: int) -> int:
        """Read a register; the status acknowledges the interrupt, its alternate does not."""
        if port == STATUS:
            self.waiting = False
            self.refresh()
        return self._value(port)

    def write(self, port: int, size: int, value: int) -> None:
        """Write a register, to both drives; those of a command wait until it has ended."""
        if port == CONTROL:
            self._control(value)
            return
        self.control &= ~CONTROL_HOB
        drive = self.drive
        busy = drive is not None and drive.status & (BSY | DRQ)
        if port == STATUS:
            self.waiting = False
            if drive is not None and not busy:
                self.protocol.begin(drive, value)
        elif not busy:
            for each in self.drives:
                if port == DEVICE:
                    each.device = value | 0xA0
                else:
                    each.put(port - ERROR, value)
            if port == DEVICE:
                self.unit = value >> 4 & 1
        self.refresh()

    def move_in_python(self) -> None:
        """Have the guest's words come through Python one by one: for comparison."""
        self.protocol.native = False

    def notice(self, interrupt: bool) -> None:
        """Show what the protocol did, and ask for the guest's attention."""
        self.waiting |= interrupt
        self.refresh()

    def refresh(self) -> None:
        """Bring the interrupt line and the core's latches up to date."""
        self._irq(self.waiting and not self.control & CONTROL_NIEN)
        self._latch()

    def _latch(self) -> None:
        latch, status = self._wiring.latch, self._value(STATUS)
        latch(CONTROL, status)
        latch(STATUS, None if self.waiting else status)

    def _value(self, port: int) -> int:
        drive = self.drive
        if drive is None and (port in (STATUS, CONTROL, ERROR) or not self.drives):
            return NOBODY
        # The other drive answers for one that is not there.
        drive = drive or self.drives[0]
        if port in (STATUS, CONTROL):
            return drive.status
        if port == DEVICE:
            return drive.device
        if port == ERROR:
            return drive.error
        file = drive.before if self.control & CONTROL_HOB else drive.now
        return file[port - ERROR]

    def _control(self, value: int) -> None:
        was, self.control = self.control, value
        if value & ~was & CONTROL_SRST:
            self.waiting = False
            self.protocol.hold_reset()
        elif was & ~value & CONTROL_SRST:
            self.protocol.release_reset()
            self.unit = 0
        self.refresh()

    def _faulted(self) -> None:
        self.protocol.faulted()
        self.refresh()


class AtaData:
    """The data register: 16 or 32 bits wide, its words moved by the core."""

    name = "ata-data"
    access_bytes = 4

    def __init__(self, channel: AtaChannel) -> None:
        self._protocol = channel.protocol

    def ports(self) -> Iterable[int]:
        """Return the one port."""
        return (DATA,)

    def reset(self) -> None:
        """Nothing of its own."""

    def state(self) -> State:
        """Nothing of its own: the channel keeps what is being moved."""
        return {}

    def load_state(self, state: State) -> None:
        """Nothing to take back."""

    def read(self, port: int, size: int) -> int:
        """Return the next bytes of a block; 0 when there is none."""
        return self._protocol.read_data(size)

    def write(self, port: int, size: int, value: int) -> None:
        """Take the next bytes of a block; ignored when none is expected."""
        self._protocol.write_data(size, value)
