# SPDX-License-Identifier: GPL-2.0-or-later
"""What a shell script does: said by busybox on this machine's Linux, and by the same file in the guest.

Other shells can be asked the same questions; they find busybox's applets by PATH.
Both begin in an empty directory ``place/NAME`` beside ``scripts/``, with the same environment,
umask and /dev/null as input.  The guest runs many scripts in one boot and writes what
they left to its first disk, as a tar archive.
"""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from harness.image.cpio import file
from harness.machine.stop import StopReason
from tests.peers.busybox import ENVIRONMENT, applets, initrd, machine

PATH = ("/bin", "/sbin", "/usr/bin", "/usr/sbin")
MEMORY_MEGABYTES = 128
DISK_MEGABYTES = 48
BUDGET = 60_000_000_000
SECONDS = 3600.0
TRIES = 6
DRIVER = """#!/bin/sh
mount -t proc proc /proc && mount -t devtmpfs devtmpfs /dev
ln -s /proc/self/fd /dev/fd
umask 022
for name in $(cd /scripts; echo *.sh); do
	name=${{name%.sh}}
	echo "script $name"
	mkdir -p /place/$name /said
	cd /place/$name
	env -i {environment} {shell} ../../scripts/$name.sh </dev/null >/said/$name.out 2>/said/$name.err
	echo $? >/said/$name.status
done
cd /
tar cf /dev/hda said place && sync && echo all said
poweroff -f
"""
T = TypeVar("T")


@dataclass(frozen=True)
class Left:
    """A name that a script left: what it is, its mode, its content or target, its links."""

    kind: str
    mode: int
    data: bytes = b""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """All that one script did."""

    status: int
    out: str
    err: str
    files: dict[str, Left]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _files(archive: tarfile.TarFile, top: str) -> dict[str, Left]:
    """Returns what lies below ``top``; names of one inode have the same ``links``."""
    members = [one for one in archive.getmembers() if one.name.startswith(top + "/")]
    links: dict[str, list[str]] = {}
    for one in members:
        links.setdefault(one.linkname if one.islnk() else one.name, []).append(
            one.name.removeprefix(top + "/")
        )
    left = {}
    for one in members:
        real = archive.getmember(one.linkname) if one.islnk() else one
        kind = {tarfile.REGTYPE: "file", tarfile.DIRTYPE: "directory", tarfile.SYMTYPE: "link"}.get(
            real.type, real.type.decode()
        )
        content = archive.extractfile(real).read() if real.isreg() else real.linkname.encode()  # type: ignore[union-attr]
        names = tuple(sorted(links[real.name])) if real.isreg() else ()
        left[one.name.removeprefix(top + "/")] = Left(kind, real.mode, content, names)
    return left


def exit_status(returncode: int) -> int:
    """Returns what a shell calls the status of a process that Python saw end."""
    return 128 - returncode if returncode < 0 else returncode


def _link_applets(busybox: Path, root: Path) -> None:
    for name in applets(busybox):
        link = root / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(busybox)


def on_host(busybox: Path, name: str, script: bytes, where: Path, shell: Path | None = None) -> Outcome:
    """Runs one script on this machine in ``where``, a directory to be made, which stands for the root.

    ``shell`` is another program that runs it.
    """
    place = where / "place" / name
    place.mkdir(parents=True)
    (where / "scripts").mkdir()
    (where / "scripts" / f"{name}.sh").write_bytes(script)
    environment = dict(ENVIRONMENT)
    if shell is not None:
        _link_applets(busybox, where)
        environment["PATH"] = ":".join(f"{where}{directory}" for directory in PATH)
    done = subprocess.run(
        [f"/bin/{shell.name}" if shell else "sh", f"../../scripts/{name}.sh"],
        executable=shell or busybox,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=600,
        umask=0o022,
        check=False,
    )
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(place, "place")
    packed.seek(0)
    with tarfile.open(fileobj=packed) as archive:
        out, err = (_text(said).replace(str(where), "") for said in (done.stdout, done.stderr))
        return Outcome(exit_status(done.returncode), out, err, _files(archive, "place"))


@contextmanager
def one_processor(alone: bool) -> Iterator[None]:
    """Lets what this thread starts have one processor, as the guest has, if ``alone``."""
    before = os.sched_getaffinity(0)
    try:
        if alone:
            os.sched_setaffinity(0, {max(before)})
        yield
    finally:
        os.sched_setaffinity(0, before)


def until_like(guest: T, run: Callable[[int], T]) -> T:
    """Runs something here until it does as the guest did, ``TRIES`` times at most; what the last run did.

    Every other time on one processor: who runs first is decided otherwise there.
    A busy machine may keep a child longer than its parent sleeps; what Linux never
    does is still told.
    """
    for number in range(TRIES):
        with one_processor(bool(number % 2)):
            outcome = run(number)
        if outcome == guest:
            break
    return outcome


def on_host_like(
    guest: Outcome, busybox: Path, name: str, script: bytes, where: Path, shell: Path | None = None
) -> Outcome:
    """Runs a script here until it does as the guest did, if it ever does; what the last run did."""
    return until_like(guest, lambda number: on_host(busybox, name, script, where / str(number), shell))


def in_guest(busybox: Path, scripts: Mapping[str, bytes], shell: Path | None = None) -> dict[str, Outcome]:
    """Runs all scripts in one boot of the guest.

    Raises AssertionError, with the console's end, when the guest does not come to its own.
    """
    environment = ENVIRONMENT | ({"PATH": ":".join(PATH)} if shell else {})
    driver = DRIVER.format(
        environment=" ".join(f"{name}={value}" for name, value in environment.items()),
        shell=f"/bin/{shell.name}" if shell else "sh",
    )
    more = [file(f"scripts/{name}.sh", script) for name, script in scripts.items()]
    more.append(file("etc/run", driver.encode(), 0o755))
    if shell is not None:
        more.append(file(f"bin/{shell.name}", shell.read_bytes(), 0o755))
    disks = [f"blank:{DISK_MEGABYTES}M"]
    pc = machine(initrd(busybox, more), "/etc/run", append="quiet", disks=disks, memory=MEMORY_MEGABYTES)
    stop = pc.run(BUDGET, SECONDS)
    console = pc.console.text
    assert stop.reason is StopReason.EXIT and "all said" in console, f"{stop}\n{console[-2000:]}"
    raw = bytes(pc.disks[0].read(0, DISK_MEGABYTES << 11))
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:

        def said(name: str) -> bytes:
            return archive.extractfile(f"said/{name}").read()  # type: ignore[union-attr]

        return {
            name: Outcome(
                int(said(f"{name}.status")),
                _text(said(f"{name}.out")),
                _text(said(f"{name}.err")),
                _files(archive, f"place/{name}"),
            )
            for name in scripts
        }


def scripts(subject: str = "") -> dict[str, bytes]:
    """Returns the scripts of a folder of tests/peers/scripts by name, the file's without `.sh`."""
    folder = Path(__file__).parent / "scripts" / subject
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.sh"))}
