# SPDX-License-Identifier: GPL-2.0-or-later
"""What commands without data do when their time has come."""

from __future__ import annotations

from harness.machine.devices.ata_commands import (
    ACCEPTED_FEATURES,
    TRANSFER_MODE,
    WRITE_CACHE_OFF,
    WRITE_CACHE_ON,
    Kind,
)
from harness.machine.devices.ata_drive import COUNT, FEATURES, LBA_BIT, MOST_LBA28, Drive
from harness.machine.devices.ata_job import Job
from harness.machine.disk.faults import DiskFault, Failure

_ACTIVE = 0xFF


def perform(drive: Drive, job: Job) -> None:
    """Do a command; :class:`DiskFault` when it fails or is refused."""
    action = _ACTIONS.get(job.kind) if job.kind else None
    if action is not None:
        action(drive, job)


def _verify(drive: Drive, job: Job) -> None:
    drive.disk.verify(job.lba, job.sectors)
    assert job.command is not None
    job.lba, job.left = job.lba + job.sectors, 0
    drive.show(job.lba, 0, job.command.ext)


def _flush(drive: Drive, job: Job) -> None:
    drive.disk.flush()


def _features(drive: Drive, job: Job) -> None:
    feature = drive.now[FEATURES]
    if feature == WRITE_CACHE_ON:
        drive.disk.cache.enabled = True
    elif feature == WRITE_CACHE_OFF:
        # What it holds may not be lost by switching it off.
        drive.disk.flush()
        drive.disk.cache.enabled = False
    elif feature == TRANSFER_MODE:
        _take(drive.set_transfer_mode())
    else:
        _take(feature in ACCEPTED_FEATURES)


def _multiple(drive: Drive, job: Job) -> None:
    _take(drive.set_multiple())


def _geometry(drive: Drive, job: Job) -> None:
    drive.heads = (drive.device & 15) + 1
    _take(drive.now[COUNT] > 0)
    drive.track = drive.now[COUNT]


def _native_max(drive: Drive, job: Job) -> None:
    assert job.command is not None
    last = drive.disk.sectors - 1
    ext = job.command.ext
    if not ext and not drive.device & LBA_BIT:
        raise DiskFault(Failure.ABORTED, 0)
    drive.show(last if ext else min(last, MOST_LBA28), drive.now[COUNT], ext)


def _power_mode(drive: Drive, job: Job) -> None:
    drive.now[COUNT] = _ACTIVE


def _take(known: bool) -> None:
    if not known:
        raise DiskFault(Failure.ABORTED, 0)


_ACTIONS = {
    Kind.VERIFY: _verify,
    Kind.FLUSH: _flush,
    Kind.FEATURES: _features,
    Kind.MULTIPLE: _multiple,
    Kind.GEOMETRY: _geometry,
    Kind.NATIVE_MAX: _native_max,
    Kind.POWER_MODE: _power_mode,
}
