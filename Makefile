# SPDX-License-Identifier: GPL-2.0-or-later
# image -> machine -> run -> trace -> check.  `make help` lists the targets.

PYTHON  ?= python3
VENV    := build/venv
BIN     := $(VENV)/bin
HARNESS := $(BIN)/harness
KERNEL  := build/guest/kernel.elf
CORE    := build/core.stamp
ARGS    ?=
# Neighbours stay together, and with them what a module prepares; who is done takes from the other.
WORKERS := -n 2 --dist worksteal

# Byte code, whatever the environment says of it: without, each command compiles the package anew.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/pycache
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help boot disk test slow check lint mutants bench guest core venv qemu programs clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

boot: core guest ## boot the guest kernel and print what it proved (ARGS="--policy guard")
	@$(HARNESS) boot $(ARGS)

test: core guest ## run the tests (ARGS="-k mmu")
	$(BIN)/python -m pytest $(WORKERS) -m "not slow" $(ARGS)

slow: core guest ## run the tests that take long: fuzzing, leaks, whole matrices
	$(BIN)/python -m pytest $(WORKERS) -m slow $(ARGS)

check: lint test mutants ## style, tests and mutants: what CI runs before the slow set

lint: core ## style and types: ruff, mypy --strict, clang-format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if command -v clang-format >/dev/null; then clang-format --dry-run -Werror harness/core/*.[ch] harness/core/*/*.[ch]; \
	else echo "skipped: clang-format is missing: apt-get install clang-format"; fi
	$(MAKE) --no-print-directory -C guest lint

mutants: core guest ## every mutant must be caught by its check
	$(HARNESS) check --mutants

bench: core guest ## print the figures of docs/performance.md
	$(BIN)/python -m benchmarks $(ARGS)

guest: ## build build/guest/kernel.elf
	@$(MAKE) --no-print-directory -C guest

core: $(CORE) ## build the virtual environment and the C core

qemu: guest build/hda.img build/hdb.img ## boot the same ELF on QEMU, with disks like those of `make boot`
	qemu-system-i386 -kernel $(KERNEL) -m 64 -nographic -no-reboot \
		-drive file=build/hda.img,format=raw,if=ide,index=0,snapshot=on \
		-drive file=build/hdb.img,format=raw,if=ide,index=1,snapshot=on \
		-device isa-debug-exit,iobase=0xf4,iosize=0x04 -append "$(ARGS)"

programs: core ## get Debian's static i386 programs, for tests, and build/peers/busybox.cpio
	@$(BIN)/python -m tests.peers.debian
	@$(BIN)/python -m tests.peers.busybox build/peers/busybox.cpio

build/hda.img: | $(CORE)
	@$(HARNESS) disk make $@ 12M+4M --ext3

build/hdb.img: | $(CORE)
	@$(HARNESS) disk make $@ 32M --swap

disk: build/demo.ext3 ## make build/demo.ext3, an ext3 with files in it (`harness boot --disk build/demo.ext3`)

build/demo.ext3: $(wildcard examples/disk/* examples/disk/*/*) | $(CORE)
	@rm -f $@
	@$(HARNESS) disk make $@ 12M+4M --ext3 --from examples/disk

clean: ## remove everything that was built
	rm -rf build harness/_core*.so *.egg-info

# The environment is made anew when a pin changes; a half-made one leaves no stamp.
build/venv.stamp: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3" >&2; exit 1; }
	@command -v gcc >/dev/null || { echo "gcc is missing: apt-get install build-essential" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV) || { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check setuptools==80.9.0 unicorn==2.1.4
	@touch $@

# No build isolation: the core must be compiled against the very unicorn that it will run with.
$(CORE): build/venv.stamp setup.py $(wildcard harness/core/*.[ch] harness/core/*/*.[ch])
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation -e '.[dev]'
	@touch $@
