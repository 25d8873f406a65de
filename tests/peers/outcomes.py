# SPDX-License-Identifier: GPL-2.0-or-later
"""What a shell script does: said by busybox on this machine's Linux, and by the same file in the guest.

Both begin in an empty directory ``work/NAME`` beside ``scripts/``, with the same environment,
umask and /dev/null as input.  The guest runs many scripts in one boot and writes what
they left to its first disk, as a tar archive.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness.image.cpio import file
from harness.machine.stop import StopReason
from tests.peers.busybox import ENVIRONMENT, initrd, machine

DISK_MEGABYTES = 48
BUDGET = 60_000_000_000
SECONDS = 3600.0
DRIVER = """#!/bin/sh
mount -t proc proc /proc && mount -t devtmpfs devtmpfs /dev
umask 022
for name in $(cd /scripts; echo *.sh); do
	name=${{name%.sh}}
	echo "script $name"
	mkdir -p /work/$name /said
	cd /work/$name
	env -i {environment} sh ../../scripts/$name.sh </dev/null >/said/$name.out 2>/said/$name.err
	echo $? >/said/$name.status
done
cd /
tar cf /dev/hda said work && sync && echo all said
poweroff -f
"""


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


def on_host(busybox: Path, name: str, script: bytes, where: Path) -> Outcome:
    """Runs one script on this machine in ``where``, a directory to be made, which stands for the root."""
    work = where / "work" / name
    work.mkdir(parents=True)
    (where / "scripts").mkdir()
    (where / "scripts" / f"{name}.sh").write_bytes(script)
    done = subprocess.run(
        ["sh", f"../../scripts/{name}.sh"],
        executable=busybox,
        cwd=work,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        umask=0o022,
        check=False,
    )
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(work, "work")
    packed.seek(0)
    with tarfile.open(fileobj=packed) as archive:
        out, err = (_text(said).replace(str(where), "") for said in (done.stdout, done.stderr))
        return Outcome(exit_status(done.returncode), out, err, _files(archive, "work"))


def in_guest(busybox: Path, scripts: Mapping[str, bytes], memory: int = 128) -> dict[str, Outcome]:
    """Runs all scripts in one boot of the guest.

    Raises AssertionError, with the console's end, when the guest does not come to its own.
    """
    environment = " ".join(f"{name}={value}" for name, value in ENVIRONMENT.items())
    more = [file(f"scripts/{name}.sh", script) for name, script in scripts.items()]
    more.append(file("etc/run", DRIVER.format(environment=environment).encode(), 0o755))
    pc = machine(
        initrd(busybox, more), "/etc/run", append="quiet", disks=[f"blank:{DISK_MEGABYTES}M"], memory=memory
    )
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
                _files(archive, f"work/{name}"),
            )
            for name in scripts
        }


def scripts() -> dict[str, bytes]:
    """Returns every script of tests/peers/scripts by its name, the file's without `.sh`."""
    folder = Path(__file__).parent / "scripts"
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.sh"))}
