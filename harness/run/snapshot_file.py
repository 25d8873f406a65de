# SPDX-License-Identifier: GPL-2.0-or-later
"""Snapshots in files: versioned, checksummed, and compressed.

A fixed head, a JSON header that a person can read, and one deflated body: the
processor's state, one byte a page of RAM, the pages that are not zero, and what
was written to the disks.
Deflate at its fastest level: RAM shrinks to a tenth, and stronger methods
save little more for many times the time.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harness.errors import ConfigError, SnapshotError
from harness.image.elf import read_elf
from harness.image.files import read_whole
from harness.image.layout import MOST_MEMORY, Layout
from harness.image.multiboot import read_kernel
from harness.machine.disk import DiskImage, DiskSpec
from harness.machine.engine import image_of, image_pages
from harness.machine.machine import Machine
from harness.machine.snapshot import Snapshot
from harness.run import snapshot_disks

MAGIC: Final = b"HSNAP\r\n\x1a"
VERSION: Final = 2
PAGE: Final = 4096
LEVEL: Final = 1
# Magic, version, bytes of the header, bytes of the body, SHA-256 of both.
_HEAD: Final = struct.Struct("<8sIIQ32s")
_MOST_CORE: Final = 1 << 24
_FIELDS: Final = (
    *("config", "kernel_path", "instructions", "trace_hash", "board"),
    *("policy_state", "native_state", "panicked", "disk_sources"),
)


@dataclass(frozen=True, slots=True)
class _File:
    """A file whose checksum held: its header, and its body still deflated."""

    path: str
    header: dict[str, Any]
    body: bytes

    def damaged(self) -> SnapshotError:
        return SnapshotError(self.path, "contradicts itself", "take the snapshot again")


def save(snapshot: Snapshot, path: str | Path) -> int:
    """Write a snapshot; return the file's bytes.

    The file appears whole or not at all.  Raises :class:`ConfigError` when it
    cannot, and when the host has events of its own in the machine's queue.
    """
    if snapshot.host_events:
        raise ConfigError(
            f"{len(snapshot.host_events)} events of the host wait in the machine's clock, and no file can "
            "hold their callbacks; let them pass or cancel them first"
        )
    marks, pages = image_pages(snapshot.ram)
    header = {name: getattr(snapshot, name) for name in _FIELDS}
    header["kernel_path"] = os.path.abspath(snapshot.kernel_path)
    header["console"] = snapshot.console.decode("latin-1")
    header["core_bytes"] = len(snapshot.core)
    header["disks"], sectors = snapshot_disks.pack(snapshot.disks)
    packer = zlib.compressobj(LEVEL)
    parts = (snapshot.core, marks, pages, sectors)
    body = b"".join(packer.compress(part) for part in parts) + packer.flush()
    text = json.dumps(header).encode()
    digest = hashlib.sha256(text + body).digest()
    head = _HEAD.pack(MAGIC, VERSION, len(text), len(body), digest)
    _write_whole(Path(path), head + text + body)
    return len(head) + len(text) + len(body)


def _write_whole(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and not path.is_file():
            # A device, such as /dev/null, is written to and not replaced.
            path.write_bytes(data)
            return
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ConfigError(f"{path}: cannot be written: {error.strerror}; name another file") from None


def load_snapshot(path: str | Path) -> Snapshot:
    """Read a snapshot; :class:`SnapshotError` says what is wrong with the file."""
    file = _read(path)
    try:
        core, marks, pages, sectors = _unpack(file)
        fields = {name: file.header[name] for name in _FIELDS}
        fields["config"] = _config(file)
        fields["disk_sources"] = tuple(fields["disk_sources"])
        return Snapshot(
            **fields,
            core=core,
            ram=image_of(marks, pages),
            disks=snapshot_disks.unpack(file.header["disks"], sectors),
            console=file.header["console"].encode("latin-1"),
        )
    except (zlib.error, KeyError, TypeError, ValueError, AttributeError):
        raise file.damaged() from None


def read_config(path: str | Path) -> dict[str, Any]:
    """Return the configuration of the machine that a file was taken of."""
    file = _read(path)
    return {**_config(file), "kernel_path": file.header.get("kernel_path")}


def _config(file: _File) -> dict[str, Any]:
    """Return a file's configuration; it may be older than some option of a layout."""
    usual = {**Layout().as_config(), "policy": "", "command_line": ""}
    config = file.header.get("config")
    if not isinstance(config, dict):
        raise file.damaged()
    whole = {**usual, **config}
    if any(type(whole[name]) is not type(value) for name, value in usual.items()):
        raise file.damaged()
    return whole


def resume(
    path: str | Path,
    kernel: str | Path | None = None,
    disks: Sequence[DiskSpec | DiskImage] | None = None,
) -> Machine:
    """Return a machine that stands where the file's snapshot was taken.

    ``kernel`` and ``disks`` are where they are now, if not where they were.
    Raises :class:`SnapshotError`, :class:`ConfigError` for another kernel or
    disk, :class:`ImageError`, :class:`DiskError`.
    """
    snapshot = load_snapshot(path)
    try:
        where = Path(kernel or snapshot.kernel_path)
        high = snapshot.origin.entry == "high"
        image = read_elf(where) if high else read_kernel(where)[0]
        return Machine.resume(image, snapshot, disks)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        # A checksum that holds and a device that has changed since.
        what = f"holds a state that this version does not know ({error})"
        raise SnapshotError(str(path), what, "take the snapshot again") from error


def _read(path: str | Path) -> _File:
    name = str(path)
    data = _bytes_of(path)
    if len(data) < _HEAD.size or data[:8] != MAGIC:
        raise SnapshotError(name, "is no snapshot", "make one with `harness boot --snapshot-at … -o F`")
    _, version, header_bytes, body_bytes, digest = _HEAD.unpack_from(data)
    if version != VERSION:
        raise SnapshotError(
            name, f"is of snapshot format {version}, and this is format {VERSION}", "take the snapshot again"
        )
    whole = _HEAD.size + header_bytes + body_bytes
    if len(data) != whole:
        raise SnapshotError(
            name, f"is truncated or grown: {len(data)} bytes instead of {whole}", "copy or take it again"
        )
    content = memoryview(data)[_HEAD.size :]
    if hashlib.sha256(content).digest() != digest:
        raise SnapshotError(name, "is damaged: its checksum does not hold", "copy or take it again")
    try:
        header = json.loads(bytes(content[:header_bytes]))
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise SnapshotError(name, "is damaged: its header is unreadable", "copy or take it again")
    return _File(name, header, bytes(content[header_bytes:]))


def _bytes_of(path: str | Path) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise SnapshotError(str(path), f"cannot be read: {error.strerror}", "check the path") from None


def _unpack(file: _File) -> tuple[bytes, bytes, bytes, bytes]:
    core_bytes, memory = file.header["core_bytes"], file.header["config"]["memory_bytes"]
    if not 0 <= core_bytes <= _MOST_CORE or not 0 < memory <= MOST_MEMORY or memory % PAGE:
        raise file.damaged()
    # One byte more than there may be, to notice it.
    unpacker = zlib.decompressobj()
    sector_bytes = snapshot_disks.count_bytes(file.header["disks"])
    data = unpacker.decompress(file.body, core_bytes + memory // PAGE + memory + sector_bytes + 1)
    marks_end, pages_end = core_bytes + memory // PAGE, len(data) - sector_bytes
    if not unpacker.eof or pages_end < marks_end:
        raise file.damaged()
    return data[:core_bytes], data[core_bytes:marks_end], data[marks_end:pages_end], data[pages_end:]
