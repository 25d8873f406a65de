# SPDX-License-Identifier: GPL-2.0-or-later
"""From options, ini keys and markers to the configuration of a test's guest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from harness.machine.disk import DiskSpec
    from harness.testing.guest import GuestConfig
    from harness.testing.machine import MachineUnderTest

MARKER: Final = (
    "harness(kernel, memory, split, pages, append, policy, budget, until, disk): "
    "the guest that the test's fixtures make"
)
INI: Final = {
    "harness_kernel": "kernel that the guests run, relative to the ini file",
    "harness_boot_until": "regular expression for the console line at which `booted` is booted",
    "harness_layouts": "layouts on which each test with a guest runs, such as 3G,2G:pae",
    "harness_memory": "RAM of the guests [64M]",
    "harness_append": "kernel command line of the guests",
    "harness_policy": "who loads CR3 [lazy]",
    "harness_budget": "instructions after which a run ends [2G]",
    "harness_disk": "disks of the guests, separated by blanks: hda, then hdb",
}
# The guests of a test, for its report: each with what it was made from.
GUESTS: Final[pytest.StashKey[list[tuple[MachineUnderTest, GuestConfig]]]] = pytest.StashKey()
_OF_INI: Final = ("memory", "append", "policy", "budget", "disk")
_KEYS: Final = frozenset((*_OF_INI, "kernel", "split", "pages", "until"))
Chosen = tuple[str, str]
_BUILT: Final[pytest.StashKey[dict[tuple[str, Chosen | None], GuestConfig]]] = pytest.StashKey()


def check_options(config: pytest.Config) -> None:
    """Refuse a kernel or a layout that is none, once and not in every test; :class:`pytest.UsageError`."""
    kernel = config.getoption("--harness-kernel")
    if kernel and not Path(kernel).is_file():
        raise pytest.UsageError(f"--harness-kernel={kernel}: there is no such file; name a kernel")
    layouts = layouts_of(config)
    if not layouts:
        return
    from harness.errors import HarnessError
    from harness.image.layout import Layout, parse_split

    for split, pages in layouts:
        try:
            Layout(parse_split(split), pages)
        except HarnessError as error:
            raise pytest.UsageError(f"harness layout {split}:{pages}: {error}") from None


def check_keys(keys: Iterable[str], where: str) -> None:
    """Refuse what is no key of the marker; :class:`pytest.UsageError`."""
    if unknown := sorted(set(keys) - _KEYS):
        raise pytest.UsageError(f"{where} has no {', '.join(unknown)}; it takes {', '.join(sorted(_KEYS))}")


def layouts_of(config: pytest.Config) -> list[Chosen]:
    """Return the (split, pages) pairs of ``--harness-layouts``, the ini key's without it."""
    text = config.getoption("--harness-layouts") or config.getini("harness_layouts")
    words = [word.strip() for word in str(text or "").split(",") if word.strip()]
    return [(split, pages or "4m") for split, _, pages in (word.partition(":") for word in words)]


def spell(layout: Chosen) -> str:
    """Return a layout as it stands in a test's name."""
    return "-".join(layout)


def config_for(node: pytest.Item, layout: Chosen | None) -> GuestConfig:
    """Return the configuration of a test: its markers over the ini file's keys.

    The nearest marker wins, key by key.  Raises :class:`pytest.UsageError`.
    """
    asked: dict[str, Any] = {}
    for mark in node.iter_markers("harness"):
        if mark.args:
            raise pytest.UsageError(f"{node.nodeid}: the harness marker takes its keys by name")
        check_keys(mark.kwargs, f"{node.nodeid}: the harness marker")
        asked = dict(mark.kwargs) | asked
    # Most tests of a session ask for the same, and the answer looks at files.
    known = node.config.stash.setdefault(_BUILT, {})
    key = repr(asked), layout
    if key not in known:
        known[key] = build(node.config, asked, layout)
    return known[key]


def build(config: pytest.Config, asked: dict[str, Any], layout: Chosen | None = None) -> GuestConfig:
    """Return the configuration for ``asked`` over the ini file's keys."""
    from harness.errors import HarnessError
    from harness.image.layout import Layout, parse_size, parse_split
    from harness.machine.machine import DEFAULT_BUDGET
    from harness.run.numbers import number
    from harness.testing.guest import BOOT_UNTIL, GuestConfig

    split, pages = layout or ("3G", "4m")
    ini = {key: str(config.getini(f"harness_{key}")) for key in _OF_INI}
    wanted = {key: value for key, value in ini.items() if value} | asked
    try:
        memory = parse_size(str(wanted.get("memory", "64M")))
        page_offset = parse_split(str(wanted.get("split", split)))
        return GuestConfig(
            _kernel(config, wanted.get("kernel")),
            Layout(page_offset, wanted.get("pages", pages), memory_bytes=memory),
            wanted.get("policy", "lazy"),
            wanted.get("append", ""),
            number(str(wanted["budget"]), "budget") if "budget" in wanted else DEFAULT_BUDGET,
            wanted.get("until") or str(config.getini("harness_boot_until")) or BOOT_UNTIL,
            _disks(config, wanted.get("disk")),
        )
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from None


def _kernel(config: pytest.Config, asked: object) -> Path:
    from harness.run.kernel_path import default_kernel

    # An option is relative to where it was typed, a key to the file it stands in.
    if option := config.getoption("--harness-kernel"):
        return Path(option).absolute()
    named = asked or config.getini("harness_kernel")
    return _home(config) / str(named) if named else default_kernel().absolute()


def _disks(config: pytest.Config, asked: str | Sequence[str] | None) -> tuple[DiskSpec, ...] | None:
    from harness.machine.disk import parse_disks

    if asked is None:
        return None
    texts = asked.split() if isinstance(asked, str) else asked
    # A file is kept as it is unless it says ,rw: the next test wants it too.
    return tuple(spec.absolute(str(_home(config))) for spec in parse_disks(texts, "overlay"))


def _home(config: pytest.Config) -> Path:
    return config.inipath.parent if config.inipath else config.rootpath
