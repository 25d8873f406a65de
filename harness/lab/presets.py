# SPDX-License-Identifier: GPL-2.0-or-later
"""TLBs of real processors, each with the place that gives its numbers.

The Intel ones are the descriptors that CPUID leaf 2 of the processor reports,
as Intel's SDM volume 2A lists them under CPUID.  Real replacement is pseudo
least recently used, and nobody documents it; the model's is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from harness.errors import ConfigError
from harness.lab.geometry import Array, Geometry, changed, read_geometry

_CODE, _DATA = ("fetch", "small"), ("data", "small")
_LARGE_CODE, _LARGE_DATA = ("fetch", "large"), ("data", "large")

PRESETS: Final[dict[str, Geometry]] = {
    g.name: g
    for g in (
        Geometry(
            "i486",
            (Array(("fetch", "data", "small"), 32, 4),),
            global_pages=False,
            source="Intel, i486 Microprocessor Programmer's Reference Manual (1990), "
            "chapter 5, translation lookaside buffer: 32 entries, four-way",
        ),
        Geometry(
            "pentium",
            (Array(_CODE, 32, 4), Array(_DATA, 64, 4), Array(_LARGE_DATA, 8, 4)),
            global_pages=False,
            source="Intel, Pentium Processor Family Developer's Manual, volume 3, on-chip caches: "
            "code 32 entries, data 64 and 8 for 4 MiB, four-way; large code pages in pieces",
        ),
        Geometry(
            "pentium3",
            (
                Array(_CODE, 32, 4),
                Array(_LARGE_CODE, 2),
                Array(_DATA, 64, 4),
                Array(_LARGE_DATA, 8, 4),
            ),
            source="Intel, SDM volume 2A, CPUID leaf 2, descriptors 01H to 04H (P6 family)",
        ),
        Geometry(
            "k7",
            (
                Array(_CODE, 16),
                Array(_LARGE_CODE, 8),
                Array(_DATA, 24),
                Array(_LARGE_DATA, 8),
                Array(_CODE, 256, 4, level=2),
                Array(_DATA, 256, 4, level=2),
            ),
            source="AMD, Athlon Processor x86 Code Optimization Guide (22007), appendix A: "
            "first level 16+8 for code, 24+8 for data, second level 256 four-way each",
        ),
        Geometry(
            "core2",
            (
                Array(_CODE, 128, 4),
                Array(_LARGE_CODE, 4, 4),
                Array(_DATA, 16, 4),
                Array(_LARGE_DATA, 16, 4),
                Array(_DATA, 256, 4, level=2),
                Array(_LARGE_DATA, 32, 4, level=2),
            ),
            source="Intel, SDM volume 2A, CPUID leaf 2, descriptors B0H, B1H, 57H, 56H, B4H and 05H "
            "(Core microarchitecture)",
        ),
    )
}


def find_geometry(text: str) -> Geometry:
    """Read ``pentium3``, ``core2,tagged,pde=16`` or a TOML file's name.

    Raises :class:`ConfigError`, which lists the presets.
    """
    name, *words = text.split(",")
    if name in PRESETS:
        return changed(PRESETS[name], words)
    if not Path(name).exists():
        raise ConfigError(f"no TLB {name!r}; name a TOML file or one of {', '.join(PRESETS)}")
    return changed(read_geometry(Path(name)), words)


def find_geometries(texts: Iterable[str]) -> dict[str, Geometry]:
    """Read several by :func:`find_geometry`, each once; ``none`` alone is no model.

    Raises :class:`ConfigError`, also for ``none`` beside others.
    """
    words = list(dict.fromkeys(texts))
    if words == ["none"]:
        return {}
    if "none" in words:
        raise ConfigError("--tlb none stands alone: leave it out, or the other TLBs")
    made = [find_geometry(word) for word in words]
    return {geometry.name: geometry for geometry in made}
