# SPDX-License-Identifier: GPL-2.0-or-later
"""The worked example of CONTRIBUTING.md is the text that runs here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from harness.machine.clock import CYCLES_PER_SECOND, EventQueue
from harness.machine.devices.bus import Bus, Wiring

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"


def documented_stop_watch() -> Any:
    (example,) = re.findall(r"```python\n(.*?)```", CONTRIBUTING.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    return names["StopWatch"]


def test_the_documented_device_tells_virtual_microseconds() -> None:
    cycles = [0]
    bus = Bus()
    bus.attach(documented_stop_watch()(Wiring(EventQueue(lambda: cycles[0]))))
    cycles[0] = CYCLES_PER_SECOND
    bus.write(0x9000, 4, 0)
    cycles[0] += CYCLES_PER_SECOND // 1000
    assert bus.read(0x9000, 4) == 1000


def test_the_documented_device_comes_back_from_its_state() -> None:
    cycles = [700]
    watch = documented_stop_watch()(Wiring(EventQueue(lambda: cycles[0])))
    watch.write(0x9000, 4, 0)
    state = watch.state()
    watch.reset()
    watch.load_state(state)
    cycles[0] = 1700
    assert watch.read(0x9000, 4) == 1000 * 1_000_000 // CYCLES_PER_SECOND
