# SPDX-License-Identifier: GPL-2.0-or-later
"""The pytest plugin: guests as fixtures.  docs/testing.md tells its use.

Every pytest run on a machine with this package imports this module, so it imports
nothing of the emulator: fixtures do, when a test asks for one.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from harness.pytest_plugin.config import GUESTS, INI, MARKER, check_options, layouts_of, spell
from harness.pytest_plugin.fixtures import booted, console, harness_layout, kernel, machine

__all__ = ["booted", "console", "harness_layout", "kernel", "machine"]

KUNIT_FILE = "kunit.toml"
MOST_NAME = 200


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the keys of the ini file."""
    group = parser.getgroup("harness", "guests of the harness package")
    group.addoption("--harness-kernel", metavar="ELF", help="Kernel that the guests run.")
    group.addoption(
        "--harness-layouts",
        metavar="SPLIT[:PAGES],…",
        help="Run each test that has a guest on each of these layouts, such as 3G,2G:pae,1G:4k.",
    )
    group.addoption(
        "--harness-trace-on-failure",
        metavar="DIR",
        help="Save what the guest of a failed test ran last as a trace in a directory of DIR.",
    )
    for name, what in INI.items():
        parser.addini(name, what, default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and refuse options that no test could run with."""
    config.addinivalue_line("markers", MARKER)
    check_options(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests with a guest on each layout that was asked for.

    A test whose marker chooses a split or pages stays on them.
    """
    layouts = layouts_of(metafunc.config)
    if not layouts or "harness_layout" not in metafunc.fixturenames:
        return
    for mark in metafunc.definition.iter_markers("harness"):
        if {"split", "pages"} & mark.kwargs.keys():
            return
    metafunc.parametrize("harness_layout", layouts, ids=[spell(layout) for layout in layouts])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a kernel's own tests where a ``kunit.toml`` says how to run them."""
    if file_path.name != KUNIT_FILE:
        return None
    from harness.pytest_plugin.kunit import KunitFile

    return KunitFile.from_parent(parent, path=file_path)


def _file_name(item: pytest.Item) -> str:
    """Return a name that is a path on every system, and the test's own."""
    return re.sub(r"[^\w.\[\]=-]+", "-", item.nodeid)[-MOST_NAME:]


def _trace_directory(item: pytest.Item) -> Path | None:
    folder = item.config.getoption("--harness-trace-on-failure")
    return Path(folder) / _file_name(item) if folder else None


def _snapshots(item: pytest.Item) -> Path | None:
    """Return where a failed test's guests are kept: with what else pytest keeps of the last run."""
    cache = getattr(item.config, "cache", None)
    return cache.mkdir("harness") / _file_name(item) if cache else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the guest was doing to the report of a failed test."""
    guests = item.stash.get(GUESTS, [])
    if guests and call.excinfo and not item.config.getoption("fulltrace", False):
        from harness.pytest_plugin.report import without_ourselves

        call.excinfo = without_ourselves(call.excinfo)
    report = yield
    if guests and report.failed and call.when != "teardown":
        from harness.pytest_plugin.report import add_sections

        add_sections(report, guests, _trace_directory(item), _snapshots(item))
    return report
