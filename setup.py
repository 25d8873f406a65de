# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the C core against the headers and the library inside the unicorn wheel."""

import importlib.util
from glob import glob
from pathlib import Path

from setuptools import Extension, setup


def unicorn_home() -> Path:
    spec = importlib.util.find_spec("unicorn")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("building harness._core needs the unicorn wheel: pip install unicorn==2.1.4")
    return Path(spec.submodule_search_locations[0])


HOME = unicorn_home()

setup(
    ext_modules=[
        Extension(
            "harness._core",
            sources=sorted(glob("harness/core/**/*.c", recursive=True)),
            depends=glob("harness/core/**/*.h", recursive=True),
            include_dirs=["harness/core", str(HOME / "include")],
            # No rpath: harness.machine.engine loads the wheel's library by its full path first.
            extra_objects=[str(HOME / "lib" / "libunicorn.so.2")],
            extra_compile_args=[
                "-std=gnu11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-Wno-cast-function-type",
                "-Wno-missing-field-initializers",
                "-fvisibility=hidden",
            ],
        )
    ]
)
