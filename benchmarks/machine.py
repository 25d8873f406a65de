# SPDX-License-Identifier: GPL-2.0-or-later
"""The same loops under the full machine: paging, clock, devices, timer on."""

from __future__ import annotations

import time

from harness.image.elf import Image
from harness.machine.machine import Machine
from harness.machine.stop import StopReason


def seconds(image: Image, program: str, rounds: int) -> float:
    """Time one loop from its set-up to the guest's exit; the timer interrupts it."""
    machine = Machine.load_any(image)
    ram, symbols = machine.engine.ram, image.symbols
    ram[symbols["program"] : symbols["program"] + 4] = symbols[program].to_bytes(4, "little")
    ram[symbols["rounds"] : symbols["rounds"] + 4] = rounds.to_bytes(4, "little")
    start = time.perf_counter()
    stop = machine.run(1 << 40)
    elapsed = time.perf_counter() - start
    assert stop.reason is StopReason.EXIT, stop
    assert program != "sieve" or machine.read_word(symbols["ticks"]), "the timer never interrupted"
    return elapsed
