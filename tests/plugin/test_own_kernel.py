# SPDX-License-Identifier: GPL-2.0-or-later
"""Somebody else's project: a wheel in a clean environment, a kernel of its own."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "own_kernel"
BUILT = shutil.ignore_patterns("*.so", "__pycache__", "build", ".pytest_cache")

pytestmark = pytest.mark.slow


def run(*words, cwd):
    # Nothing of this tree may leak in by way of the environment.
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYTEST", "HARNESS"))
    }
    done = subprocess.run(words, cwd=cwd, env=clean, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def wheel(home):
    """Build the wheel from a copy of the sources, with the unicorn of this environment."""
    sources = home / "sources"
    shutil.copytree(ROOT / "harness", sources / "harness", ignore=BUILT)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources)
    options = ("--no-build-isolation", "--no-deps", "-q", "-w", str(home))
    code, said = run(sys.executable, "-m", "pip", "wheel", *options, ".", cwd=sources)
    assert code == 0, said
    (built,) = home.glob("harness-*.whl")
    return built


def pinned(name):
    found = [
        line.split('"')[1]
        for line in (ROOT / "pyproject.toml").read_text().splitlines()
        if f'"{name}==' in line
    ]
    return found[0]


@pytest.fixture(scope="module")
def clean_python(tmp_path_factory):
    home = tmp_path_factory.mktemp("clean")
    built = wheel(home)
    venv.create(home / "venv", with_pip=True)
    python = str(home / "venv" / "bin" / "python")
    options = ("-q", "--disable-pip-version-check")
    code, said = run(python, "-m", "pip", "install", *options, str(built), pinned("pytest"), cwd=home)
    if code and ("connection" in said.lower() or "resolve" in said.lower()):
        pytest.skip("no package index within reach: connect one, or fill pip's cache")
    assert code == 0, said
    return python


def test_the_example_is_short():
    lines = sum(len((EXAMPLE / name).read_text().splitlines()) for name in ("kernel.c", "start.S"))
    assert lines < 200
    assert len((EXAMPLE / "pyproject.toml").read_text().splitlines()) < 10


def test_its_tests_pass_against_the_installed_wheel(clean_python, tmp_path):
    project = tmp_path / "own_kernel"
    shutil.copytree(EXAMPLE, project, ignore=BUILT)
    code, said = run("make", "build/kernel.elf", cwd=project)
    assert code == 0, said
    code, where = run(clean_python, "-c", "import harness; print(harness.__file__)", cwd=project)
    assert code == 0 and "site-packages" in where and str(ROOT) not in where
    code, said = run(clean_python, "-m", "pytest", "-v", cwd=project)
    assert code == 0, said
    assert "kunit.toml::ktap::short_sale_is_refused PASSED" in said
    assert "12 passed" in said or "13 passed" in said
