# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the KTAP report of in-kernel suites off a console (KTAP version 1, nested once)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

STAMP: Final = re.compile(r"^\[ *\d+\.\d+\] ")
RESULT: Final = re.compile(
    r"^(?P<indent> {4})?(?P<no>not )?ok (?P<number>\d+) (?P<dash>- )?(?P<name>\S+)(?P<skip>.*# SKIP)?"
)
FLAT: Final = "ktap"


@dataclass(frozen=True, slots=True)
class Result:
    """One case's result; ``notes`` are the lines that say what failed."""

    ok: bool
    notes: tuple[str, ...]
    skipped: bool = False


def parse_ktap(console: str) -> dict[tuple[str, str], Result]:
    """Return the results by (suite, case).

    A suite's name is printed after its cases have run (and before, as a subtest's
    comment), so a guest that died within a suite still tells which cases it passed.
    Where the kernel stamps its lines with the time, those without are a process's and
    passed over.  Results without any subtest belong to a suite named "ktap".  Raises
    AssertionError when the numbers of a suite's cases do not count up from 1.
    """
    results: dict[tuple[str, str], Result] = {}
    suite, number = "", 0
    notes: list[str] = []
    lines = console.splitlines()
    stamped = any(STAMP.match(line) for line in lines)
    for raw in lines:
        if stamped and not STAMP.match(raw):
            continue
        line = STAMP.sub("", raw)
        if line.startswith("    # Subtest: "):
            suite, number, notes = line.removeprefix("    # Subtest: "), 0, []
        elif line.startswith("    # "):
            notes.append(line.strip(" #"))
        elif (found := RESULT.match(line)) and (found["indent"] or not suite):
            number += 1
            if int(found["number"]) != number:
                raise AssertionError(f"{suite or FLAT}: case {number} is missing before {line!r}")
            results[suite or FLAT, found["name"]] = Result(not found["no"], tuple(notes), bool(found["skip"]))
            notes = []
    return results
