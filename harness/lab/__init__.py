# SPDX-License-Identifier: GPL-2.0-or-later
"""The paging laboratory: a TLB model, and runs of many layouts compared."""

from harness.lab.geometry import Array, Geometry
from harness.lab.presets import PRESETS, find_geometry
from harness.lab.tlb import TlbModel, TlbReport

__all__ = ["PRESETS", "Array", "Geometry", "TlbModel", "TlbReport", "find_geometry"]
