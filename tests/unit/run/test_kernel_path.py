# SPDX-License-Identifier: GPL-2.0-or-later
from harness.run.kernel_path import default_kernel


def test_the_variable_wins(monkeypatch):
    monkeypatch.setenv("HARNESS_KERNEL", "/some/kernel.elf")
    assert str(default_kernel()) == "/some/kernel.elf"


def test_the_built_kernel_is_found_from_any_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("HARNESS_KERNEL", raising=False)
    monkeypatch.chdir(tmp_path)
    assert default_kernel().parts[-3:] == ("build", "guest", "kernel.elf")
