# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a flat Multiboot image on QEMU and on the core; both give the bytes of port 0xe9."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.machine.engine import CoreStop, Engine, Reg
from tests.peers.bare_program import BASE, CODE

QEMU = "qemu-system-i386"
MEGABYTES = 16


def need_qemu() -> None:
    if shutil.which(QEMU):
        return
    remedy = f"{QEMU} is missing: apt-get install qemu-system-x86"
    if os.environ.get("HARNESS_REQUIRE_PEERS") == "1":
        pytest.fail(remedy)
    pytest.skip(remedy)


def on_qemu(image: bytes, where: Path) -> tuple[str, bytes]:
    kernel, log = where / "program.bin", where / "debugcon.log"
    kernel.write_bytes(image)
    done = subprocess.run(
        [
            QEMU,
            "-kernel",
            str(kernel),
            "-m",
            str(MEGABYTES),
            "-cpu",
            "max",
            "-display",
            "none",
            "-no-reboot",
            "-debugcon",
            f"file:{log}",
            "-device",
            "isa-debug-exit,iobase=0xf4,iosize=0x04",
        ],
        timeout=600,
        capture_output=True,
        check=False,
    )
    # isa-debug-exit ends with 2 * value + 1; a triple fault with -no-reboot ends with 0.
    ending = {1: "exit", 0: "shutdown"}.get(done.returncode, f"{done.returncode}: {done.stderr!r}")
    return ending, log.read_bytes()


def on_core(image: bytes) -> tuple[str, bytes]:
    core = Engine(MEGABYTES << 20)
    core.ram[BASE : BASE + len(image)] = image
    core.stream_port(0xE9, True)
    core.set_callbacks(None, lambda port, *_: core.request_stop(CoreStop.EXIT, port), None, None)
    core.set_segment_flat()
    core.set_reg(Reg.CR0, 0x11)
    core.set_reg(Reg.EAX, 0x2BADB002)
    core.set_reg(Reg.EIP, CODE)
    reason, value = core.run(10_000_000)
    return reason.name.lower() if value in (
        0,
        0xF4,
    ) or reason is not CoreStop.EXIT else f"{value:#x}", core.take_stream()
