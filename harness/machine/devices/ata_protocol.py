# SPDX-License-Identifier: GPL-2.0-or-later
"""How a command proceeds: busy, a block of data, busy again, its end.

Source: ATA/ATAPI-6, 9.5 to 9.7 (PIO data in, PIO data out, non-data).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from harness.machine import events
from harness.machine.clock import Event
from harness.machine.devices.ata_commands import COMMANDS, Kind
from harness.machine.devices.ata_drive import ABRT, BSY, DF, DRDY, DRQ, DSC, ERR, IDNF, READY, UNC, Drive
from harness.machine.devices.ata_job import RESET_CYCLES, Job, Phase, cycles_of
from harness.machine.devices.ata_simple import perform
from harness.machine.devices.bus import State, Wiring
from harness.machine.disk.faults import DiskFault, Failure
from harness.machine.disk.sectors import SECTOR

DATA: Final = 0x1F0
LOGGED: Final = int(events.Kind.DISK)
Who = Callable[[], tuple[int, int | None]]
# Status and error register of each way to fail.
_BITS: Final = {
    Failure.UNREADABLE: (DRDY | DSC | ERR, UNC),
    Failure.WRITE_FAULT: (DRDY | DF | ERR, ABRT),
    Failure.NO_SECTOR: (DRDY | DSC | ERR, IDNF),
    Failure.ABORTED: (DRDY | ERR, ABRT),
}
_ADDRESSED: Final = (Kind.READ, Kind.WRITE, Kind.VERIFY)


class Protocol:
    """The one command of a channel; ``notice(interrupt)`` is called when status changed."""

    def __init__(
        self, wiring: Wiring, who: Who, drives: Sequence[Drive], notice: Callable[[bool], None]
    ) -> None:
        self._wiring = wiring
        self._who = who
        self._drives = drives
        self._notice = notice
        self.native = True
        self._job: Job | None = None
        self._resetting = False
        self._event: Event | None = None

    def state(self) -> State:
        """Return the command under way and when it goes on."""
        self._sync()
        return {
            "job": self._job.state() if self._job else None,
            "resetting": self._resetting,
            "event": self._wiring.events.when(self._event),
        }

    def load_state(self, state: State) -> None:
        """Set them; what moves through the data port goes on where it was."""
        job = state["job"]
        self._job = Job.of_state(job, COMMANDS.get(job["code"])) if job else None
        self._resetting = state["resetting"]
        self._event = self._wiring.events.again(state["event"], self._due)
        self._offer()

    def begin(self, drive: Drive, code: int) -> None:
        """Start a command on a drive that has none."""
        task, pid = self._who()
        command = COMMANDS.get(code)
        job = Job(code, command, drive.number, issued=self._wiring.events.now(), task=task, pid=pid)
        self._job = job
        drive.status, drive.error = READY | BSY, 0
        if drive.disk.faults.stuck:
            return
        try:
            self._aim(drive, job)
        except DiskFault as fault:
            self._fail(drive, job, fault)
            return
        self._log(job)
        if job.kind is Kind.WRITE:
            self._move(drive, job, Phase.DATA_OUT, bytearray(self._block(drive, job) * SECTOR))
        else:
            self._wait(cycles_of(job, self._block(drive, job), drive.disk.cache))

    def read_data(self, size: int) -> int:
        """Give the guest the next bytes; the core asks only for the last of a block."""
        self._sync()
        job, take = self._job, max(size, 2)
        if job is None or job.phase is not Phase.DATA_IN or job.at + take > len(job.buffer):
            return 0
        value = int.from_bytes(job.buffer[job.at : job.at + take], "little")
        self._moved(job, take)
        return value & (1 << 8 * size) - 1

    def write_data(self, size: int, value: int) -> None:
        """Take the guest's next bytes; single ones are nothing that the register knows."""
        self._sync()
        job = self._job
        if job is None or job.phase is not Phase.DATA_OUT or size == 1 or job.at + size > len(job.buffer):
            return
        job.buffer[job.at : job.at + size] = value.to_bytes(size, "little")
        self._moved(job, size)

    def moving(self, drive: Drive) -> tuple[int, bytes]:
        """Return the sectors that have come of a block that the guest is writing, and where they go."""
        self._sync()
        job = self._job
        if job is None or job.drive != drive.number or job.phase is not Phase.DATA_OUT:
            return 0, b""
        return job.lba, bytes(job.buffer[: job.at // SECTOR * SECTOR])

    def hold_reset(self) -> None:
        """Begin a software reset: commands are dropped, both drives are busy."""
        self._drop("reset")
        self._resetting = True
        for drive in self._drives:
            drive.status = READY | BSY

    def release_reset(self) -> None:
        """End it: the drives diagnose themselves and are ready some time later."""
        self._wait(RESET_CYCLES)

    def power_on(self) -> None:
        """Forget everything."""
        self._drop("power on")
        self._resetting = False
        for drive in self._drives:
            drive.power_on()

    def faulted(self) -> None:
        """Notice that a drive has gone, with its command if it had one."""
        for drive in self._drives:
            if drive.disk.faults.gone:
                if self._job is not None and self._job.drive == drive.number:
                    self._drop("no answer")
                drive.power_on()

    def _aim(self, drive: Drive, job: Job) -> None:
        command = job.command
        if command is None or drive.disk.faults.aborting or (command.multiple and not drive.multiple):
            raise DiskFault(Failure.ABORTED, 0)
        if command.kind in _ADDRESSED:
            job.lba, job.sectors = drive.address(command.ext)
            job.left = job.sectors

    def _block(self, drive: Drive, job: Job) -> int:
        size = drive.multiple if job.command is not None and job.command.multiple else 1
        return min(size, job.left)

    def _due(self) -> None:
        self._event = None
        if self._resetting:
            self._resetting = False
            for drive in self._drives:
                drive.reset()
            self._notice(False)
            return
        job = self._job
        if job is None:
            return
        drive = self._drives[job.drive]
        try:
            self._step(drive, job)
        except DiskFault as fault:
            self._fail(drive, job, fault)

    def _step(self, drive: Drive, job: Job) -> None:
        """Do what the drive was busy with."""
        if job.kind is Kind.READ:
            count = self._block(drive, job)
            data = drive.disk.read(job.lba, count)
            # A drive counts sectors as they leave its media, not its buffer.
            self._show(drive, job, job.lba + count, job.left - count)
            self._move(drive, job, Phase.DATA_IN, data, interrupt=True)
        elif job.kind is Kind.IDENTIFY:
            self._move(drive, job, Phase.DATA_IN, bytearray(drive.identify()), interrupt=True)
        elif job.kind is Kind.WRITE:
            self._store(drive, job)
        elif job.kind is Kind.DIAGNOSE:
            for each in self._drives:
                each.reset()
            self._end(drive, job, "", interrupt=True)
        else:
            perform(drive, job)
            resting = job.command is not None and job.command.rests
            self._end(drive, job, "", interrupt=True, status=DRDY if resting else READY)

    def _store(self, drive: Drive, job: Job) -> None:
        assert job.command is not None
        drive.disk.write(job.lba, bytes(job.buffer), job.command.fua)
        if drive.disk.observed:
            job.written.append(bytes(job.buffer))
        self._advance(drive, job)
        if job.left:
            self._move(
                drive, job, Phase.DATA_OUT, bytearray(self._block(drive, job) * SECTOR), interrupt=True
            )
        else:
            self._end(drive, job, "", interrupt=True)

    def _advance(self, drive: Drive, job: Job) -> None:
        count = len(job.buffer) // SECTOR
        job.lba, job.left = job.lba + count, job.left - count
        self._show(drive, job, job.lba, job.left)

    def _show(self, drive: Drive, job: Job, lba: int, left: int) -> None:
        drive.show(lba, left, job.command is not None and job.command.ext)

    def _moved(self, job: Job, count: int) -> None:
        """Count bytes that went through the data register; at a block's end go on."""
        job.at += count
        if job.at < len(job.buffer):
            self._offer()
            return
        drive = self._drives[job.drive]
        self._wiring.close_data()
        if job.phase is Phase.DATA_OUT:
            self._wiring.output(bytes(job.buffer))
            drive.disk.cache.arrive(job.lba, bytes(job.buffer))
            self._busy(drive, job)
            return
        if job.kind is Kind.READ:
            self._advance(drive, job)
        if job.left:
            self._busy(drive, job)
        else:
            self._end(drive, job, "")

    def _busy(self, drive: Drive, job: Job) -> None:
        job.phase, drive.status = Phase.BUSY, READY | BSY
        self._wait(cycles_of(job, self._block(drive, job), drive.disk.cache))
        self._notice(False)

    def _move(self, drive: Drive, job: Job, phase: Phase, buffer: bytearray, interrupt: bool = False) -> None:
        job.phase, job.buffer, job.at = phase, buffer, 0
        drive.status = READY | DRQ
        self._offer()
        self._notice(interrupt)

    def _log(self, job: Job, failed: bool = False) -> None:
        what = job.code | job.drive << 8 | failed << 16
        self._wiring.log(LOGGED, what, job.lba & 0xFFFFFFFF, job.sectors, job.lba >> 32)

    def _fail(self, drive: Drive, job: Job, fault: DiskFault) -> None:
        self._log(job, failed=True)
        status, error = _BITS[fault.failure]
        if job.kind in _ADDRESSED and fault.failure is not Failure.ABORTED:
            # The registers name the sector, and how much was left with it.
            self._show(drive, job, fault.lba, job.left)
        self._end(drive, job, fault.why or fault.failure.value, interrupt=True, status=status, error=error)

    def _end(
        self,
        drive: Drive,
        job: Job,
        problem: str,
        *,
        interrupt: bool = False,
        status: int = READY,
        error: int | None = None,
    ) -> None:
        self._job = None
        drive.disk.cache.forget_arriving()
        drive.status = status
        if error is not None:
            drive.error = error
        self._notice(interrupt)
        self._report(drive, job, problem)

    def _drop(self, why: str) -> None:
        """Forget the command, as if it had never been told its end."""
        self._wiring.events.cancel(self._event)
        self._event = None
        self._wiring.close_data()
        job, self._job = self._job, None
        if job is not None:
            drive = self._drives[job.drive]
            drive.disk.cache.forget_arriving()
            self._report(drive, job, why)

    def _report(self, drive: Drive, job: Job, problem: str) -> None:
        if drive.disk.observed:
            drive.disk.report(job.record(drive.disk.name, self._wiring.events.now(), problem))

    def _wait(self, cycles: int) -> None:
        self._event = self._wiring.events.at(self._wiring.events.now() + cycles, self._due)

    def _sync(self) -> None:
        moved = self._wiring.data_moved()
        if self._job is not None:
            self._job.at += moved

    def _offer(self) -> None:
        """Let the core move the block's words, all but the last."""
        job = self._job
        if job is None or job.phase is Phase.BUSY or not self.native:
            self._wiring.close_data()
        else:
            write = job.phase is Phase.DATA_OUT
            self._wiring.open_data(DATA, job.buffer, job.at, len(job.buffer), write)
