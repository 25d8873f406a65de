# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the KTAP report of the in-kernel suites off a console (KTAP version 1, nested once)."""

from __future__ import annotations

import re
from dataclasses import dataclass

STAMP = re.compile(r"^\[ *\d+\.\d+\] ")
RESULT = re.compile(r"^(?P<indent> {4})?(?P<no>not )?ok (?P<number>\d+) (?P<name>\S+)")


@dataclass(frozen=True, slots=True)
class Result:
    """One case's result; ``notes`` are the lines that say what failed."""

    ok: bool
    notes: tuple[str, ...]


def parse_ktap(console: str) -> dict[tuple[str, str], Result]:
    """Return the results by (suite, case).

    A suite's name is printed after its cases have run (and before, as a subtest's
    comment), so a guest that died within a suite still tells which cases it passed.
    Raises AssertionError when the numbers of a suite's cases do not count up from 1.
    """
    results: dict[tuple[str, str], Result] = {}
    suite, number, notes = "", 0, []
    for raw in console.splitlines():
        if not STAMP.match(raw):
            continue  # a process's line, between the kernel's
        line = STAMP.sub("", raw)
        if line.startswith("    # Subtest: "):
            suite, number, notes = line.removeprefix("    # Subtest: "), 0, []
        elif line.startswith("    # "):
            notes.append(line.strip(" #"))
        elif (found := RESULT.match(line)) and found["indent"]:
            number += 1
            assert int(found["number"]) == number, f"{suite}: case {number} is missing before {line!r}"
            results[suite, found["name"]] = Result(not found["no"], tuple(notes))
            notes = []
    return results
