# SPDX-License-Identifier: GPL-2.0-or-later
"""Ctrl-C while checks run ends the command, and nothing is judged."""

import pytest

import harness.cli.check as command
from harness.check.matrix import Outcome
from harness.check.mutants import MUTANTS
from harness.cli import run
from harness.machine.stop import Stop, StopReason

CUT_SHORT = Stop(StopReason.INTERRUPTED, virt_address=0x1234, symbol="schedule")


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch):
    monkeypatch.setattr(command, "read_elf", lambda path: None)


def test_the_first_interrupted_mutant_is_the_last(monkeypatch, capsys):
    begun = []

    def outcomes(image, mutants, layout):
        for mutant in mutants:
            begun.append(mutant)
            yield Outcome(mutant, CUT_SHORT, ())

    monkeypatch.setattr(command, "run_mutants", outcomes)
    assert run(["check", "--mutants"]) == 130
    captured = capsys.readouterr()
    assert len(begun) == 1
    assert captured.out == ""
    assert captured.err.startswith(f"harness: mutant {MUTANTS[0].id}: interrupted at 0x00001234 in schedule")


def test_an_interrupted_run_shows_no_verdicts(monkeypatch, capsys):
    monkeypatch.setattr(command, "run_checks", lambda *_: (CUT_SHORT, []))
    assert run(["check", "K01"]) == 130
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("harness: interrupted at 0x00001234")
