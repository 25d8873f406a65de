# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel's own KTAP tests as pytest items.

A ``kunit.toml`` holds the keys of the harness marker, such as ``append`` for the
command line on which the kernel runs its suites.  One boot serves all its items.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.image.files import read_toml
from harness.pytest_plugin.config import GUESTS, Chosen, build, check_keys, layouts_of, spell
from harness.testing.guest import GuestConfig, load_guest, read_image
from harness.testing.ktap import Result, parse_ktap
from harness.testing.machine import MachineUnderTest
from harness.testing.suites import kunit_cases


class KunitFailure(Exception):
    """A case that failed, or that the kernel did not come to."""


@dataclass(frozen=True)
class Outcome:
    """One boot with all its results."""

    machine: MachineUnderTest
    results: dict[tuple[str, str], Result]


_outcomes: dict[GuestConfig, Outcome] = {}


def run_suites(config: GuestConfig) -> Outcome:
    """Boot to the end, once for each configuration, and read the report."""
    if config not in _outcomes:
        machine = load_guest(config)
        machine.run()
        _outcomes[config] = Outcome(machine, parse_ktap(machine.console.text))
    return _outcomes[config]


class KunitFile(pytest.File):
    """A ``kunit.toml``: the suites of its kernel."""

    def collect(self) -> Iterator[pytest.Collector]:
        """Return the suites, on each layout of ``--harness-layouts``."""
        try:
            asked = read_toml(self.path)
            check_keys(asked, "it")
        except (ValueError, pytest.UsageError) as error:
            raise self.CollectError(f"{self.path}: {error}") from None
        if "kernel" in asked:
            asked["kernel"] = self.path.parent / asked["kernel"]
        layouts: list[Chosen | None] = [*layouts_of(self.config)]
        for layout in layouts or [None]:
            guest = build(self.config, asked, layout)
            # A kernel without a table of suites has to be asked what it would run.
            try:
                pairs = kunit_cases(read_image(guest.kernel)) or list(run_suites(guest).results)
            except HarnessError as error:
                raise self.CollectError(str(error)) from None
            ending = f"[{spell(layout)}]" if layout else ""
            for name in dict.fromkeys(suite for suite, _ in pairs):
                cases = [case for suite, case in pairs if suite == name]
                yield KunitSuite.from_parent(self, name=name, guest=guest, cases=cases, ending=ending)


class KunitSuite(pytest.Collector):
    """One suite; its cases keep the kernel's order."""

    def __init__(self, *, guest: GuestConfig, cases: list[str], ending: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.guest = guest
        self.cases = cases
        self.ending = ending

    def collect(self) -> Iterator[pytest.Item]:
        """Return the cases."""
        for case in self.cases:
            yield KunitCase.from_parent(self, name=case + self.ending, suite=self.name, case=case)


class KunitCase(pytest.Item):
    """One case of a suite; it passes if the kernel reported it so."""

    def __init__(self, *, suite: str, case: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.suite = suite
        self.case = case

    def runtest(self) -> None:
        """Look the case up in the boot's report."""
        assert isinstance(self.parent, KunitSuite)
        outcome = run_suites(self.parent.guest)
        result = outcome.results.get((self.suite, self.case))
        if result is None:
            self.stash[GUESTS] = [(outcome.machine, self.parent.guest)]
            raise KunitFailure(f"the kernel did not report it; it ended so: {outcome.machine.last_stop}")
        if result.notes:
            self.add_report_section("call", "ktap", "\n".join(result.notes))
        if result.skipped:
            pytest.skip("the kernel skipped it")
        if not result.ok:
            raise KunitFailure("\n".join(result.notes) or "not ok")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the kernel's words, not this file's."""
        if isinstance(excinfo.value, KunitFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Return where the case is told of."""
        return self.path, None, f"{self.suite}: {self.name}"
