# SPDX-License-Identifier: GPL-2.0-or-later
"""Static i386 programs out of Debian's packages, unmodified, in ``build/peers/bin``.

    python -m tests.peers.debian        (what `make programs` runs)

It needs apt-get and dpkg, but neither root nor a change to the system: apt keeps
its lists of i386 packages in the build directory, whatever architecture the
machine has, and a package is unpacked, never installed.  apt checks signatures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

PEERS = Path(__file__).resolve().parents[2] / "build" / "peers"
PROGRAMS = {
    "busybox": ("busybox-static", "bin/busybox"),
    "bash": ("bash-static", "bin/bash-static"),
    "e2fsck": ("e2fsck-static", "sbin/e2fsck.static"),
    "sash": ("sash", "bin/sash"),
    "zsh": ("zsh-static", "bin/zsh-static"),
}
"""The name in build/peers/bin: the package, and the path in it."""


class Unobtainable(Exception):
    """A program cannot be had; the text says why."""


def _apt(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs apt-get for i386 on lists of its own; in PEERS, where it leaves downloads."""
    state = PEERS / "apt"
    for directory in ("lists/partial", "cache/archives/partial"):
        (state / directory).mkdir(parents=True, exist_ok=True)
    options = {
        "APT::Architecture": "i386",
        "APT::Architectures": "i386",
        "APT::Sandbox::User": "root",  # a build directory need not be open to others
        "Acquire::Retries": "3",
        "Dir::State": state,
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": state / "cache",
    }
    command = ["apt-get", "-qq", *(f"-o{key}={value}" for key, value in options.items()), *arguments]
    return subprocess.run(command, cwd=PEERS, capture_output=True, text=True, timeout=300, check=False)


def _download(package: str) -> None:
    """Fetches one package's file into PEERS; raises Unobtainable with apt's own words."""
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            raise Unobtainable(f"{tool} is missing: this is no Debian")
    if _apt("download", package).returncode == 0:
        return
    # A list that cannot be fetched is no failure yet: the package may be in another.
    grumbles = _apt("update").stderr
    done = _apt("download", package)
    if done.returncode:
        raise Unobtainable((done.stderr or grumbles).strip().splitlines()[0])


def fetch(name: str) -> Path:
    """Returns the path of ``name``, downloaded and unpacked when it is not there yet."""
    package, inside = PROGRAMS[name]
    target = PEERS / "bin" / name
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    if not list(PEERS.glob(f"{package}_*_i386.deb")):
        _download(package)
    for archive in PEERS.glob(f"{package}_*_i386.deb"):
        subprocess.run(["dpkg", "-x", archive, PEERS / package], check=True)
    # Last, in one step: a broken-off run leaves nothing that looks whole.
    os.replace(PEERS / package / inside, target)
    return target


def lacking(remedy: str) -> NoReturn:
    """Skips the test, or fails it where every peer is required."""
    if os.environ.get("HARNESS_REQUIRE_PEERS") == "1":
        pytest.fail(remedy)
    pytest.skip(remedy)


def need(name: str) -> Path:
    """Returns the path of ``name``; skips the test when `make programs` did not get it."""
    target = PEERS / "bin" / name
    if not target.exists():
        lacking(f"{target} is missing: run `make programs` (it needs Debian's apt-get and a network)")
    return target


def main() -> int:
    """Fetches every program; returns 1 after a sentence on stderr when one cannot be had."""
    for name, (package, inside) in PROGRAMS.items():
        try:
            print(fetch(name))
        except Unobtainable as error:
            print(
                f"{package}:i386 cannot be had: {error}; from such a package of another machine, "
                f"put its {inside} at {PEERS / 'bin' / name}",
                file=sys.stderr,
            )
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
