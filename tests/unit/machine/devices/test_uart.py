# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.machine.devices.uart import LSR_BREAK, LSR_FIFO_ERROR, LSR_FRAMING, LSR_PARITY, Uart

DATA, IER, IIR, LCR, MCR, LSR, MSR, SCRATCH = range(0x3F8, 0x400)
OUT2 = 8


@pytest.fixture
def uart(bench):
    return Uart(bench.wiring, bench.irq)


def level(bench):
    return bench.levels[-1]


def test_output_streams_natively_and_is_drained_in_order(bench, uart):
    assert bench.streams[DATA]
    bench.native += b"hello"
    assert uart.drain() == b"hello"
    assert uart.drain() == b""


def test_output_with_transmit_interrupts_comes_through_python_in_order(bench, uart):
    bench.native += b"he"
    uart.write(MCR, 1, OUT2)
    uart.write(IER, 1, 2)
    assert not bench.streams[DATA]
    for byte in b"llo":
        uart.write(DATA, 1, byte)
    assert uart.drain() == b"hello"
    assert bytes(bench.hashed) == b"llo"


def test_the_line_status_is_latched_in_the_engine(bench, uart):
    assert bench.latches[LSR] == 0x60
    uart.send(b"x")
    assert bench.latches[LSR] == 0x61
    uart.read(DATA, 1)
    assert bench.latches[LSR] == 0x60


def test_typed_bytes_are_read_in_order(uart):
    uart.send(b"ab")
    assert [uart.read(DATA, 1), uart.read(DATA, 1), uart.read(DATA, 1)] == [97, 98, 0]


def test_nothing_typed_is_lost_beyond_the_fifo(uart):
    uart.write(IIR, 1, 1)
    uart.send(bytes(range(100)))
    assert [uart.read(DATA, 1) for _ in range(100)] == list(range(100))


def test_a_received_byte_interrupts_until_it_is_read(bench, uart):
    uart.write(MCR, 1, OUT2)
    uart.write(IER, 1, 1)
    uart.send(b"x")
    assert level(bench)
    assert uart.read(IIR, 1) == 0x04
    uart.read(DATA, 1)
    assert not level(bench)
    assert uart.read(IIR, 1) == 0x01


def test_out2_gates_the_interrupt(bench, uart):
    uart.write(IER, 1, 1)
    uart.send(b"x")
    assert not level(bench)


def test_a_batch_below_the_trigger_reports_a_timeout(uart):
    uart.write(IIR, 1, 0xC1)
    uart.write(IER, 1, 1)
    uart.send(b"x")
    assert uart.read(IIR, 1) == 0xCC
    uart.send(bytes(13))
    assert uart.read(IIR, 1) == 0xC4


def test_enabling_the_empty_interrupt_raises_it_and_reading_iir_clears_it(bench, uart):
    uart.write(MCR, 1, OUT2)
    uart.write(IER, 1, 2)
    assert level(bench)
    assert uart.read(IIR, 1) == 0x02
    assert not level(bench)
    assert uart.read(IIR, 1) == 0x01


def test_each_written_byte_makes_a_new_edge_of_the_empty_interrupt(bench, uart):
    uart.write(MCR, 1, OUT2)
    uart.write(IER, 1, 2)
    before = bench.edges
    uart.write(DATA, 1, 65)
    uart.write(DATA, 1, 66)
    assert bench.edges == before + 2


def test_receive_goes_before_transmit(uart):
    uart.write(IER, 1, 3)
    uart.send(b"x")
    assert uart.read(IIR, 1) == 0x04


def test_the_scratch_register_keeps_its_byte(uart):
    uart.write(SCRATCH, 1, 0xA5)
    assert uart.read(SCRATCH, 1) == 0xA5


def test_the_divisor_hides_behind_dlab_and_outputs_nothing(bench, uart):
    uart.write(LCR, 1, 0x83)
    assert not bench.streams[DATA]
    uart.write(DATA, 1, 0x01)
    uart.write(IER, 1, 0x02)
    assert (uart.read(DATA, 1), uart.read(IER, 1)) == (1, 2)
    uart.write(LCR, 1, 0x03)
    assert uart.read(IER, 1) == 0
    assert uart.divisor == 0x0201
    assert uart.drain() == b""


def test_iir_shows_the_fifos_only_when_on(uart):
    assert uart.read(IIR, 1) & 0xC0 == 0
    uart.write(IIR, 1, 1)
    assert uart.read(IIR, 1) & 0xC0 == 0xC0


def test_loopback_returns_what_is_written_and_prints_nothing(uart):
    uart.write(MCR, 1, 0x10)
    uart.write(DATA, 1, 0x5A)
    assert uart.read(LSR, 1) & 1
    assert uart.read(DATA, 1) == 0x5A
    assert uart.drain() == b""


def test_loopback_turns_modem_outputs_into_inputs(uart):
    uart.write(MCR, 1, 0x1F)
    assert uart.read(MSR, 1) & 0xF0 == 0xF0
    uart.write(MCR, 1, 0x1A)
    assert uart.read(MSR, 1) & 0xF0 == 0x90


def test_overrun_in_loopback_is_reported_once(bench, uart):
    uart.write(MCR, 1, 0x10)
    uart.write(DATA, 1, 1)
    uart.write(DATA, 1, 2)
    assert bench.latches[LSR] is None
    assert uart.read(LSR, 1) & 2
    assert not uart.read(LSR, 1) & 2


def test_the_bell_is_a_modem_interrupt_until_msr_is_read(bench, uart):
    uart.write(MCR, 1, OUT2)
    uart.write(IER, 1, 8)
    uart.ring()
    assert level(bench)
    assert uart.read(IIR, 1) & 0x0F == 0
    assert uart.read(MSR, 1) & 4
    assert not level(bench)
    assert not uart.read(MSR, 1) & 4


def test_what_the_guest_has_not_read_is_pending(uart):
    uart.send(b"abc")
    uart.read(DATA, 1)
    assert uart.pending == 2


def test_a_damaged_byte_tells_so_once_and_in_its_turn(bench, uart):
    uart.write(IIR, 1, 1)
    uart.send(b"a")
    uart.send(b"b", LSR_PARITY)
    uart.send(b"\0", LSR_BREAK)
    assert uart.read(LSR, 1) & (LSR_PARITY | LSR_BREAK | LSR_FIFO_ERROR) == LSR_FIFO_ERROR
    assert uart.read(DATA, 1) == ord("a")
    assert bench.latches[LSR] is None
    assert uart.read(LSR, 1) & (LSR_PARITY | LSR_BREAK) == LSR_PARITY
    assert uart.read(LSR, 1) & (LSR_PARITY | LSR_BREAK) == 0
    assert uart.read(DATA, 1) == ord("b")
    assert uart.read(LSR, 1) & (LSR_PARITY | LSR_BREAK | LSR_FIFO_ERROR) == LSR_BREAK | LSR_FIFO_ERROR
    assert uart.read(DATA, 1) == 0
    assert uart.read(LSR, 1) & LSR_FIFO_ERROR == 0


def test_an_error_is_a_status_interrupt_until_lsr_is_read(bench, uart):
    uart.write(MCR, 1, OUT2)
    uart.write(IER, 1, 4)
    uart.send(b"b", LSR_FRAMING)
    assert level(bench)
    assert uart.read(IIR, 1) & 0x0F == 6
    uart.read(LSR, 1)
    assert not level(bench)
