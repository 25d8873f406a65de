# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables on a terminal that is too narrow for them."""

import sys

import pytest

from harness.cli.output import print_table


@pytest.mark.parametrize("columns", ["1", "20", "200"])
def test_no_figure_is_cut_off(capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_table(
        "Title", ("task", "instructions", "why"), [("    kblockd/0", "2,565,673", "one reason or two")]
    )
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["kblockd/0", "2,565,673"] in [row[:2] for row in rows]
