# SPDX-License-Identifier: GPL-2.0-or-later
"""A dump that QEMU wrote, read as a machine that stands still."""

import json
import struct
from pathlib import Path

import pytest

from harness.cli import run
from harness.errors import ConfigError, ImageError
from harness.image.elf import read_elf
from harness.image.layout import SPLITS
from harness.image.link import link_at
from harness.inspect.spaces import mappings_of, space_now
from harness.inspect.tasks import list_tasks
from harness.machine.current import current_task
from harness.machine.engine import Reg
from harness.run.core_dump import is_core, machine_of
from harness.run.kernel_path import default_kernel
from tests.peers.monitor import as_mem, as_tlb, ask_qemu

KERNEL = default_kernel()
pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")
CASES = [("3G", ""), ("2G", "pages=pae paging=nx,guard"), ("1G", "pages=4k")]


@pytest.fixture(scope="module", params=CASES, ids=lambda c: "-".join(c))
def dumped(request, tmp_path_factory):
    where = tmp_path_factory.mktemp("core")
    split, words = request.param
    kernel, core = where / "kernel.elf", where / "core.elf"
    kernel.write_bytes(link_at(read_elf(KERNEL), SPLITS[split]))
    virt = read_elf(kernel).symbols["do_exit"]
    options = ["-kernel", str(kernel), "-cpu", "max", "-append", words]
    seen = ask_qemu(options, [f"hbreak *{virt:#x}", "continue"], where, (f'dump-guest-memory "{core}"',))
    return kernel, core, virt, seen


RINGS = ["", "paging=4g", "pages=pae paging=guard,highmem", "pages=4k paging=ro,global"]


@pytest.fixture(scope="module", params=RINGS, ids=lambda words: words or "plain")
def in_ring_3(request, tmp_path_factory):
    """A dump at the first instruction of the third program that runs."""
    where = tmp_path_factory.mktemp("ring3")
    core = where / "core.elf"
    entry = read_elf(KERNEL.parent / "usr" / "forktest").virt_entry
    script = [f"hbreak *{entry:#x}", "continue", "continue", "continue"]
    options = ["-kernel", str(KERNEL), "-cpu", "max", "-append", request.param]
    ask_qemu(options, script, where, (f'dump-guest-memory "{core}"',))
    return request.param, machine_of(core, KERNEL)


def test_in_ring_3_the_running_task_is_the_one_whose_directory_is_loaded(in_ring_3):
    _, machine = in_ring_3
    assert machine.engine.reg(Reg.EIP) < machine.layout.page_offset
    pgd = machine.symbols.offset("mm_struct", "pgd")
    cr3 = machine.engine.reg(Reg.CR3)
    owners = [
        task.comm
        for task in list_tasks(machine)
        if task.mm and machine.read_word(task.mm + pgd) - machine.layout.page_offset == cr3
    ]
    assert [current_task(machine).comm] == owners


def test_the_layout_is_what_the_command_line_asked_for(in_ring_3):
    words, machine = in_ring_3
    asked = dict(word.split("=") for word in words.split())
    assert machine.layout.words == asked.get("paging", "")
    assert machine.layout.pages == asked.get("pages", "4m")


def test_the_pages_are_those_that_qemu_tells(dumped):
    kernel, core, virt, seen = dumped
    machine = machine_of(core, kernel)
    pages = mappings_of(machine, space_now(machine))
    assert as_tlb(pages) == seen.tlb
    assert as_mem(pages) == seen.mem
    assert machine.engine.reg(Reg.EIP) == virt


def test_the_tasks_are_there_and_the_running_one_is_named(dumped):
    kernel, core, _, _ = dumped
    machine = machine_of(core, kernel)
    tasks = list_tasks(machine)
    # Until its execve process 1 is called swapper; QEMU's clock decides whether the first exit comes before.
    assert [task.pid for task in tasks][:4] == [0, 1, 2, 3]
    names = [task.comm for task in tasks]
    assert names[0] == "swapper" and names[1] in ("swapper", "init")
    assert names[2:4] == ["ksoftirqd/0", "events/0"]
    running = current_task(machine)
    assert running.pid and running.virt in [task.virt for task in tasks]


def test_the_commands_look_at_it(dumped, capsys):
    kernel, core, virt, _ = dumped
    for command in (["ps"], ["bt"], ["mm"], ["pages", "dump", "--pid", "1"]):
        assert run([*command, "--from", str(core), "--kernel", str(kernel)]) == 0
        assert {"ps": "swapper", "bt": "sys_exit", "mm": "[stack]", "pages": "kernel writable"}[
            command[0]
        ] in capsys.readouterr().out
    assert (
        run(["pages", "walk", "init_task", "--from", str(core), "--kernel", str(kernel), "--json", "-"]) == 0
    )
    assert json.loads(capsys.readouterr().out)["stop"]["symbol"] == "do_exit"


def test_it_cannot_go_on(dumped, capsys):
    kernel, core, _, _ = dumped
    for command in (["boot"], ["ps", "--until", "do_exit"]):
        assert run([*command, "--from", str(core), "--kernel", str(kernel)]) == 2
        assert "nothing goes on from here" in capsys.readouterr().err


def test_another_kernels_dump_is_refused(dumped, tmp_path):
    kernel, core, _, _ = dumped
    raw = bytearray(kernel.read_bytes())
    at = raw.find(b"Linux version")
    raw[at : at + 5] = b"Minix"
    other = tmp_path / "other.elf"
    other.write_bytes(raw)
    with pytest.raises(ConfigError, match="name its kernel with --kernel"):
        machine_of(core, other)


@pytest.mark.parametrize("cut", [40, 60, 4096])
def test_a_dump_cut_short_says_so(dumped, tmp_path, cut):
    _, core, _, _ = dumped
    short = tmp_path / "short.elf"
    with core.open("rb") as file:
        short.write_bytes(file.read(cut))
    assert is_core(short)
    with pytest.raises(ImageError, match="no dump of QEMU's|holds no memory"):
        machine_of(short)


def test_a_core_of_something_else_is_no_dump(tmp_path):
    other = tmp_path / "core"
    other.write_bytes(b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack("<H", 4) + bytes(100))
    with pytest.raises(ImageError, match="take it with dump-guest-memory"):
        machine_of(other)


def test_what_is_no_core_is_none(tmp_path):
    assert not is_core(tmp_path / "absent")
    assert not is_core(Path(__file__))
