# SPDX-License-Identifier: GPL-2.0-or-later
"""The MC146818 clock with its 128 bytes of battery-backed memory.

Source: Motorola MC146818 datasheet.  The date is virtual: it starts at
``EPOCH`` and follows the machine's clock; the host's is never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from harness.machine.clock import CYCLES_PER_SECOND, Event
from harness.machine.devices.bus import State, Wiring

INDEX, DATA = 0x70, 0x71
EPOCH: Final = datetime(2005, 3, 2, 7, 38, 8)
SECONDS, SECONDS_ALARM, MINUTES, MINUTES_ALARM, HOURS, HOURS_ALARM = range(6)
WEEKDAY, DAY, MONTH, YEAR, REG_A, REG_B, REG_C, REG_D = range(6, 14)
CENTURY: Final = 0x32
A_UPDATING: Final = 0x80
B_24H, B_BINARY, B_UPDATE, B_ALARM, B_PERIODIC, B_SET = 2, 4, 0x10, 0x20, 0x40, 0x80
C_IRQ: Final = 0x80
D_VALID: Final = 0x80
# The update cycle: the flag rises 244 us before it and lasts 1984 us more.
_UPDATING_CYCLES: Final = 222_800


class Rtc:
    """The real-time clock on ports 0x70 and 0x71 with its interrupt line."""

    name = "MC146818"
    access_bytes = 1

    def __init__(self, wiring: Wiring, irq: Callable[[bool], None]) -> None:
        self._wiring = wiring
        self._irq = irq
        self._events: list[Event] = []
        self.memory = bytearray(128)
        self.offset = timedelta(0)
        self._frozen: datetime | None = None
        self.reset()

    def ports(self) -> Iterable[int]:
        """Return the index and the data port."""
        return (INDEX, DATA)

    def reset(self) -> None:
        """Reset clears the interrupt enables; time and memory live on."""
        self.index = 0
        self.memory[REG_A] = 0x26
        self.memory[REG_B] = B_24H
        self.memory[REG_C] = 0
        self._arm()

    def state(self) -> State:
        """Return memory, index, the set time and the interrupts to come."""
        when = self._wiring.events.when
        return {
            "memory": self.memory.hex(),
            "index": self.index,
            "offset_seconds": self.offset // timedelta(seconds=1),
            "frozen": self._frozen.isoformat() if self._frozen else None,
            "events": [(event.callback == self._periodic, when(event)) for event in self._events],
        }

    def load_state(self, state: State) -> None:
        """Set all of it and schedule the interrupts to come."""
        self.memory[:] = bytes.fromhex(state["memory"])
        self.index = state["index"]
        self.offset = timedelta(seconds=state["offset_seconds"])
        self._frozen = datetime.fromisoformat(state["frozen"]) if state["frozen"] else None
        self._events.clear()
        for periodic, when in state["events"]:
            event = self._wiring.events.again(when, self._periodic if periodic else self._second)
            if event is not None:
                self._events.append(event)

    def now(self) -> datetime:
        """Return the virtual date and time, whole seconds."""
        if self._frozen is not None:
            return self._frozen
        seconds = self._wiring.events.now() // CYCLES_PER_SECOND
        return EPOCH + self.offset + timedelta(seconds=seconds)

    def read(self, port: int, size: int) -> int:
        """Read the indexed register; reading C acknowledges the interrupt."""
        if port == INDEX:
            return 0xFF
        index = self.index
        if index == REG_A:
            return self.memory[REG_A] & 0x7F | self._updating()
        if index == REG_C:
            value, self.memory[REG_C] = self.memory[REG_C], 0
            self._irq(False)
            return value
        if index == REG_D:
            return D_VALID
        if index in (SECONDS, MINUTES, HOURS, WEEKDAY, DAY, MONTH, YEAR, CENTURY):
            return self._field(index)
        return self.memory[index]

    def write(self, port: int, size: int, value: int) -> None:
        """Choose a register, or write the chosen one."""
        if port == INDEX:
            self.index = value & 0x7F
            return
        index = self.index
        if index in (REG_C, REG_D):
            return
        if index in (REG_A, REG_B):
            if index == REG_B:
                self._control(value)
            self.memory[index] = value
            self._arm()
        elif index in (SECONDS, MINUTES, HOURS, DAY, MONTH, YEAR, CENTURY):
            self._set_field(index, self._decode(index, value))
        else:
            self.memory[index] = value
            if index in (SECONDS_ALARM, MINUTES_ALARM, HOURS_ALARM):
                self._arm()

    def _updating(self) -> int:
        phase = self._wiring.events.now() % CYCLES_PER_SECOND
        updating = phase >= CYCLES_PER_SECOND - _UPDATING_CYCLES
        return A_UPDATING if updating and not self.memory[REG_B] & B_SET else 0

    def _control(self, value: int) -> None:
        was, now = self.memory[REG_B] & B_SET, value & B_SET
        if now and not was:
            self._frozen = self.now()
        elif was and not now and self._frozen is not None:
            wanted, self._frozen = self._frozen, None
            self.offset += wanted - self.now()

    def _field(self, index: int) -> int:
        at = self.now()
        hour = at.hour
        if index == HOURS and not self.memory[REG_B] & B_24H:
            afternoon = 0x80 if hour >= 12 else 0
            return self._encode((hour + 11) % 12 + 1) | afternoon
        value = {
            SECONDS: at.second,
            MINUTES: at.minute,
            HOURS: hour,
            WEEKDAY: at.isoweekday() % 7 + 1,
            DAY: at.day,
            MONTH: at.month,
            YEAR: at.year % 100,
            CENTURY: at.year // 100,
        }[index]
        return self._encode(value)

    def _set_field(self, index: int, value: int) -> None:
        at = self.now()
        year = at.year
        if index == YEAR:
            year = year // 100 * 100 + value
        elif index == CENTURY:
            year = value * 100 + year % 100
        names = {SECONDS: "second", MINUTES: "minute", HOURS: "hour", DAY: "day", MONTH: "month"}
        changes = {"year": year} if index in (YEAR, CENTURY) else {names[index]: value}
        try:
            wanted = at.replace(**changes)  # type: ignore[arg-type]
        except ValueError:
            # A chip would count on from nonsense; the date stays instead.
            return
        if self._frozen is not None:
            self._frozen = wanted
        else:
            self.offset += wanted - at
        self._arm()

    def _encode(self, value: int) -> int:
        if self.memory[REG_B] & B_BINARY:
            return value
        return value // 10 << 4 | value % 10

    def _decode(self, index: int, value: int) -> int:
        afternoon = 0
        twelve = index == HOURS and not self.memory[REG_B] & B_24H
        if twelve:
            value, afternoon = value & 0x7F, value & 0x80
        if not self.memory[REG_B] & B_BINARY:
            value = (value >> 4) * 10 + (value & 15)
        if twelve:
            value = value % 12 + (12 if afternoon else 0)
        return value

    def _arm(self) -> None:
        """Schedule the interrupts that register B allows, and no others."""
        events, control = self._wiring.events, self.memory[REG_B]
        for event in self._events:
            events.cancel(event)
        self._events.clear()
        rate = self.memory[REG_A] & 15
        if control & B_PERIODIC and rate:
            self._after(self._period(rate), self._periodic)
        if control & (B_UPDATE | B_ALARM) and not control & B_SET:
            self._after(CYCLES_PER_SECOND, self._second)

    @staticmethod
    def _period(rate: int) -> int:
        """Return cycles between periodic interrupts: 32768 Hz over 2^(rate-1)."""
        shift = rate - 1 if rate > 2 else rate + 6
        return (CYCLES_PER_SECOND << shift) // 32_768

    def _after(self, step: int, callback: Callable[[], None]) -> None:
        now = self._wiring.events.now()
        cycle = (now // step + 1) * step
        self._events.append(self._wiring.events.at(cycle, callback))

    def _periodic(self) -> None:
        self._raise(B_PERIODIC)
        self._arm()

    def _second(self) -> None:
        self._raise(B_UPDATE)
        fields = ((SECONDS_ALARM, SECONDS), (MINUTES_ALARM, MINUTES), (HOURS_ALARM, HOURS))
        # The two top bits of an alarm byte make it match anything.
        if all(self.memory[alarm] >= 0xC0 or self.memory[alarm] == self._field(at) for alarm, at in fields):
            self._raise(B_ALARM)
        self._arm()

    def _raise(self, flag: int) -> None:
        # Flags in C stand at the places of their enables in B.
        self.memory[REG_C] |= flag
        if self.memory[REG_B] & flag:
            self.memory[REG_C] |= C_IRQ
            self._irq(True)
