# SPDX-License-Identifier: GPL-2.0-or-later
"""The devices of a PC, each in a file of its own, on one port bus."""

from harness.machine.devices.bus import Bus, Device, Wiring

__all__ = ["Bus", "Device", "Wiring"]
