# SPDX-License-Identifier: GPL-2.0-or-later
"""The last sentence of ``harness boot``."""

from types import SimpleNamespace

import pytest

from harness.check.base import Verdict
from harness.cli.boot import end_sentence
from harness.machine.policy import Counts
from harness.machine.stop import Stop, StopReason
from harness.run.report import BootReport


def report(command_line, *verdicts):
    machine = SimpleNamespace(origin=SimpleNamespace(command_line=command_line))
    return BootReport(machine, Stop(StopReason.EXIT), (), Counts(), 0, 1.0, verdicts)


GOOD, BAD = Verdict("K01", "", True, ""), Verdict("K03", "", False, "")


def test_it_names_the_checks_that_failed():
    assert "; 1 of 2 checks held (not K03); " in end_sentence(report("", GOOD, BAD))


def test_it_says_that_the_checks_were_not_made_for_another_script():
    said = end_sentence(report("quiet rc=swap", GOOD, BAD))
    assert "(not K03; they ask for what the default script does: with rc=swap add --no-checks)" in said


@pytest.mark.parametrize("command_line", ["", "rc=swap"])
def test_it_has_no_excuse_to_make_when_all_held(command_line):
    assert "; 1 of 1 checks held; " in end_sentence(report(command_line, GOOD))
