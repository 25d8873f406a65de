# SPDX-License-Identifier: GPL-2.0-or-later
"""Layouts as data: TOML files, those that come with the harness and anybody's own.

A file gives fields of :class:`~harness.image.layout.Layout`, sizes as ``64M``
and the split as its name or address.  ``[regions]`` may name the three parts
of the 4 GiB instead, as ranges [start, end).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from harness.errors import LayoutError
from harness.image.files import read_toml
from harness.image.layout import TOP, Layout, parse_size, parse_split

NAMED: Final = Path(__file__).parent / "layouts"
REGIONS: Final = ("user", "direct", "reserve")
_TYPES: Final = {f.name: type(f.default) for f in fields(Layout)}
# A file's key, the field that it sets, and how its text is read.
_SPELLED: Final = {
    "split": ("page_offset", parse_split),
    "memory": ("memory_bytes", parse_size),
    "reserve": ("reserve_bytes", parse_size),
}
_OWN_KEYS: Final = ("description", "regions")


def named_layouts() -> dict[str, Path]:
    """Return the layouts that come with the harness, by name."""
    return {path.stem: path for path in sorted(NAMED.glob("*.toml"))}


def find_layout(name: str) -> Layout:
    """Return a named layout, or that of a file.

    Raises :class:`LayoutError`, which lists the names if there is no such file.
    """
    return read_layout(named_layouts().get(name, Path(name)))


def read_layout(path: Path) -> Layout:
    """Read a layout's file; :class:`LayoutError` names the file and the broken rule."""
    try:
        return layout_from(_table(path))
    except LayoutError as error:
        raise LayoutError(f"{path}: {error}") from None


def describe(path: Path) -> str:
    """Return the sentence by which a layout's file introduces itself."""
    return str(_table(path).get("description", ""))


def layout_from(table: Mapping[str, Any]) -> Layout:
    """Return the layout that a parsed file describes.

    >>> layout_from({"split": "2G", "memory": "32M"}).lowmem_bytes >> 20
    32
    """
    given = dict(_fields(table))
    regions = table.get("regions")
    if regions is not None:
        for name, value in _from_regions(regions):
            if given.setdefault(name, value) != value:
                raise LayoutError(
                    f"{name} {given[name]:#x} contradicts the regions, which say {value:#x}; give one of them"
                )
    return Layout(**given)


def _table(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path)
    except FileNotFoundError:
        names = ", ".join(named_layouts())
        raise LayoutError(f"no layout {str(path)!r}; name a file or one of {names}") from None
    except OSError as error:
        raise LayoutError(f"cannot be read: {error.strerror}; name a TOML file") from None
    except ValueError as error:
        raise LayoutError(f"is not TOML: {error}; name a TOML file") from None


def _fields(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if key in _SPELLED:
            name, read = _SPELLED[key]
            yield name, value if type(value) is int else read(_text(key, value))
        elif key in _TYPES:
            if type(value) is not _TYPES[key]:
                raise LayoutError(f"{key} = {value!r} is no {_NAMES[_TYPES[key]]}")
            yield key, value
        elif key not in _OWN_KEYS:
            known = sorted({*_TYPES, *_SPELLED, *_OWN_KEYS})
            raise LayoutError(f"unknown key {key!r}; the keys are {', '.join(known)}")


_NAMES: Final = {bool: "true or false", int: "number", str: "text in quotes"}


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise LayoutError(f'{key} = {value!r} is neither a number nor text such as "64M"')
    return value


def _from_regions(regions: object) -> Iterator[tuple[str, int]]:
    """Yield the fields that the three ranges come to; they must tile 4 GiB."""
    if not isinstance(regions, dict) or set(regions) != set(REGIONS):
        raise LayoutError(f"regions must be exactly {', '.join(REGIONS)}, each a range [start, end]")
    ranges = [_range(name, regions[name]) for name in REGIONS]
    at = 0
    for name, (start, end) in zip(REGIONS, ranges, strict=True):
        if start != at:
            what = "overlaps the one below" if start < at else "leaves a hole below"
            raise LayoutError(f"region {name} {start:#010x} {what}; the nearest legal start is {at:#010x}")
        at = end
    if at != TOP:
        raise LayoutError(f"region reserve ends at {at:#010x}; the nearest legal end is {TOP:#x}")
    yield "page_offset", ranges[1][0]
    yield "reserve_bytes", TOP - ranges[2][0]


def _range(name: str, value: object) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2:
        try:
            start, end = (v if type(v) is int else int(v, 0) for v in value)
        except (TypeError, ValueError):
            start = end = -1
        if 0 <= start < end <= TOP:
            return start, end
    raise LayoutError(f"region {name} = {value!r} is no range [start, end) within 4 GiB")
