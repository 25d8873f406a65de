# SPDX-License-Identifier: GPL-2.0-or-later
"""One cell of a comparison, without a guest."""

from types import SimpleNamespace

import pytest

from harness.image.layout import Layout
from harness.lab import cell as module
from harness.lab.cell import Cell, Terms, run_cell
from harness.machine.stop import Stop, StopReason


def test_ctrl_c_ends_the_comparison_and_not_only_the_cell(monkeypatch):
    machine = SimpleNamespace(run=lambda *_: Stop(StopReason.INTERRUPTED))
    monkeypatch.setattr(module.Machine, "load", lambda *_, **__: machine)
    monkeypatch.setattr(module, "TableMeter", lambda machine: SimpleNamespace(look=lambda: None))
    monkeypatch.setattr(module, "_counter", lambda machine, symbol: lambda: 0)
    cell = Cell("3G", "4m", "-", "lazy", "nap", "-", Layout().as_config())
    with pytest.raises(KeyboardInterrupt):
        run_cell(None, cell, Terms())
