# SPDX-License-Identifier: GPL-2.0-or-later
"""The 16550A serial port that is the machine's console.

Source: National PC16550D datasheet.  Characters move at once: the line's
speed is not modelled, so the transmitter is always empty and its status a
constant that the engine answers without Python.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

from harness.machine.devices.bus import State, Wiring

COM1: Final = 0x3F8
DATA, IER, IIR, LCR, MCR, LSR, MSR, SCRATCH = range(8)
IER_RECEIVE, IER_EMPTY, IER_STATUS, IER_MODEM = 1, 2, 4, 8
IIR_NONE, IIR_MODEM, IIR_EMPTY, IIR_DATA, IIR_STATUS, IIR_TIMEOUT = 1, 0, 2, 4, 6, 12
LSR_DATA, LSR_OVERRUN, LSR_EMPTY = 0x01, 0x02, 0x60
LSR_PARITY, LSR_FRAMING, LSR_BREAK, LSR_FIFO_ERROR = 0x04, 0x08, 0x10, 0x80
MCR_OUT2, MCR_LOOP = 0x08, 0x10
LCR_DLAB: Final = 0x80
FIFO_BYTES: Final = 16
# Clear to send, data set ready, carrier: the other end is always there.
MODEM_PRESENT: Final = 0xB0
# The bell has stopped ringing: the one change that somebody makes on purpose.
MSR_RING: Final = 0x04
_TRIGGERS: Final = (1, 4, 8, 14)
_REGISTERS: Final = (
    *("ier", "lcr", "mcr", "scratch", "divisor", "fifo_on", "trigger"),
    *("overrun", "empty_pending", "modem_delta"),
)


class Uart:
    """The serial port at 0x3f8; ``send`` is the keyboard of the user.

    ``drain()`` returns what the guest wrote since the last call.  A byte in the queues has
    what went wrong with it, LSR's bits, in its second byte.
    """

    name = "16550A"
    access_bytes = 1

    def __init__(self, wiring: Wiring, irq: Callable[[bool], None]) -> None:
        self._wiring = wiring
        self._irq = irq
        self._backlog: deque[int] = deque()
        self._fifo: deque[int] = deque()
        self._out = bytearray()
        self._streaming = False
        self.reset()

    def ports(self) -> Iterable[int]:
        """Return the eight registers' ports."""
        return range(COM1, COM1 + 8)

    def reset(self) -> None:
        """Return to power-on: interrupts off, no divisor latch, FIFOs off."""
        self.ier = self.lcr = self.mcr = self.scratch = 0
        self.divisor = 12
        self.fifo_on = False
        self.trigger = 1
        self.overrun = self.empty_pending = False
        self.modem_delta = 0
        self._fifo.clear()
        self._update()

    def state(self) -> State:
        """Return the registers, both queues, and output that nobody took yet."""
        self._take_stream()
        registers = {name: getattr(self, name) for name in _REGISTERS}
        queues = {"fifo": list(self._fifo), "backlog": list(self._backlog), "out": list(self._out)}
        return {**registers, **queues}

    def load_state(self, state: State) -> None:
        """Set all of it, and the engine's shortcuts."""
        for name in _REGISTERS:
            setattr(self, name, state[name])
        self._fifo = deque(state["fifo"])
        self._backlog = deque(state["backlog"])
        self._take_stream()
        self._out[:] = bytes(state["out"])
        self._shortcuts()

    def send(self, data: bytes, errors: int = 0) -> None:
        """Type ``data`` at the console; what does not fit waits its turn.

        Each byte arrives with ``errors``: LSR_PARITY, LSR_FRAMING; LSR_BREAK with a zero byte.
        """
        self._backlog.extend(byte | errors << 8 for byte in data)
        self._refill()
        self._update()

    @property
    def pending(self) -> int:
        """Bytes that were typed and that the guest has not read yet."""
        return len(self._backlog) + len(self._fifo)

    def ring(self) -> None:
        """Ring once, as a modem's bell: a change of MSR."""
        self.modem_delta |= MSR_RING
        self._update()

    def drain(self) -> bytes:
        """Return and forget the bytes written since the last call."""
        self._take_stream()
        data = bytes(self._out)
        self._out.clear()
        return data

    def read(self, port: int, size: int) -> int:
        """Read a register; some reads acknowledge an interrupt."""
        register = port & 7
        if self.lcr & LCR_DLAB and register in (DATA, IER):
            return self.divisor >> 8 if register == IER else self.divisor & 0xFF
        if register == DATA:
            return self._receive()
        if register == IIR:
            return self._identify()
        if register == LSR:
            value = self._line_status()
            self.overrun = False
            if self._fifo:
                self._fifo[0] &= 0xFF
            self._update()
            return value
        if register == MSR:
            value = self._modem_status()
            self.modem_delta = 0
            self._update()
            return value
        return (0, self.ier, 0, self.lcr, self.mcr, 0, 0, self.scratch)[register]

    def write(self, port: int, size: int, value: int) -> None:
        """Write a register."""
        register = port & 7
        if self.lcr & LCR_DLAB and register in (DATA, IER):
            shift = 8 * register
            self.divisor = self.divisor & (0xFF00 >> shift) | value << shift
        elif register == DATA:
            self._transmit(value)
        elif register == IER:
            rising = value & ~self.ier
            self.ier = value & 0x0F
            self.empty_pending = bool(self.ier & IER_EMPTY) and (
                self.empty_pending or bool(rising & IER_EMPTY)
            )
        elif register == IIR:
            self._fifo_control(value)
        elif register == LCR:
            self.lcr = value
        elif register == MCR:
            before = self._modem_status()
            self.mcr = value & 0x1F
            self.modem_delta |= (before ^ self._modem_status()) >> 4
        elif register == SCRATCH:
            self.scratch = value
        self._update()

    def _receive(self) -> int:
        value = self._fifo.popleft() & 0xFF if self._fifo else 0
        self._refill()
        self._update()
        return value

    def _refill(self) -> None:
        room = FIFO_BYTES if self.fifo_on else 1
        while self._backlog and len(self._fifo) < room and not self.mcr & MCR_LOOP:
            self._fifo.append(self._backlog.popleft())

    def _transmit(self, value: int) -> None:
        if self.mcr & MCR_LOOP:
            if len(self._fifo) < (FIFO_BYTES if self.fifo_on else 1):
                self._fifo.append(value)
            else:
                self.overrun = True
        else:
            self._out.append(value)
            self._wiring.output(bytes((value,)))
        # The register empties at once: the request falls and comes again.
        self.empty_pending = False
        self._update()
        self.empty_pending = bool(self.ier & IER_EMPTY)

    def _fifo_control(self, value: int) -> None:
        if bool(value & 1) != self.fifo_on or value & 2:
            self._fifo.clear()
        self.fifo_on = bool(value & 1)
        self.trigger = _TRIGGERS[value >> 6] if self.fifo_on else 1
        self._refill()

    def _line_status(self) -> int:
        status = LSR_EMPTY | LSR_OVERRUN * self.overrun
        if self._fifo:
            status |= LSR_DATA | self._fifo[0] >> 8
        if self.fifo_on and any(entry >> 8 for entry in self._fifo):
            status |= LSR_FIFO_ERROR
        return status

    def _status_changes(self) -> bool:
        """Return whether reading LSR would change it."""
        return self.overrun or bool(self._fifo and self._fifo[0] >> 8)

    def _modem_status(self) -> int:
        if not self.mcr & MCR_LOOP:
            return MODEM_PRESENT | self.modem_delta
        rts, dtr, out1, out2 = (self.mcr >> n & 1 for n in (1, 0, 2, 3))
        return rts << 4 | dtr << 5 | out1 << 6 | out2 << 7 | self.modem_delta

    def _cause(self) -> int:
        if self.ier & IER_STATUS and self._status_changes():
            return IIR_STATUS
        if self.ier & IER_RECEIVE and self._fifo:
            # No clock runs on the line: a short batch has timed out already.
            return IIR_DATA if len(self._fifo) >= self.trigger else IIR_TIMEOUT
        if self.ier & IER_EMPTY and self.empty_pending:
            return IIR_EMPTY
        if self.ier & IER_MODEM and self.modem_delta:
            return IIR_MODEM
        return IIR_NONE

    def _identify(self) -> int:
        cause = self._cause()
        if cause == IIR_EMPTY:
            self.empty_pending = False
            self._update()
        return cause | (0xC0 if self.fifo_on else 0)

    def _update(self) -> None:
        """Bring the interrupt line and the engine's shortcuts up to date."""
        self._irq(self._cause() != IIR_NONE and bool(self.mcr & MCR_OUT2))
        self._shortcuts()

    def _take_stream(self) -> None:
        if self._streaming:
            self._out += self._wiring.take_stream()

    def _shortcuts(self) -> None:
        clean = None if self._status_changes() else self._line_status()
        self._wiring.latch(COM1 + LSR, clean)
        plain = not (self.lcr & LCR_DLAB or self.mcr & MCR_LOOP or self.ier & IER_EMPTY)
        if plain != self._streaming:
            self._take_stream()
            self._streaming = plain
            self._wiring.stream(COM1, plain)
