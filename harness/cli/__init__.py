# SPDX-License-Identifier: GPL-2.0-or-later
"""The ``harness`` command: one file a verb, loaded when the verb is used."""

from __future__ import annotations

import os
import signal
import sys

from harness import errors


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit the process.

    Errors become one sentence on stderr and their own exit code; Ctrl-C ends
    with 130, SIGTERM with 143.
    """
    # Python leaves None where a stream was closed, and everybody would have to ask.
    sys.stdin = sys.stdin or open(os.devnull)
    sys.stdout = sys.stdout or open(os.devnull, "w")
    sys.stderr = sys.stderr or open(os.devnull, "w")
    # What was begun is undone, as after an error: files of the moment go, processes end.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(errors.SIGNAL_EXIT + number))
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the command line; return its exit code."""
    try:
        code = _run_click(arguments)
        # Here, where a failure can still be told and given a code.
        sys.stdout.flush()
        return code
    except errors.HarnessError as error:
        return _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, EOFError):
        return _fail("interrupted", errors.EXIT_INTERRUPTED)
    except OSError as error:
        if error.filename is None:
            return _stop_printing(error)
        return _fail(f"{error.filename}: {error.strerror}; check the path", errors.EXIT_USAGE)


def _run_click(arguments: list[str]) -> int:
    import click

    from harness.cli.group import harness

    try:
        result = harness.main(arguments, "harness", standalone_mode=False)
        return result if isinstance(result, int) else errors.EXIT_FINE
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        # What click makes of Ctrl-C.
        raise KeyboardInterrupt from None
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return errors.EXIT_USAGE
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "harness"
        what = error.format_message().rstrip(".")
        return _fail(f"{what}; see `{where} --help`", errors.EXIT_USAGE)
    except click.ClickException as error:
        return _fail(error.format_message(), errors.EXIT_USAGE)


def _stop_printing(error: OSError) -> int:
    # What is still buffered can go nowhere, and Python would say so at its end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return errors.EXIT_FAILED
    return _fail(f"the output cannot be written: {error.strerror}", errors.EXIT_USAGE)


def _fail(message: str, code: int) -> int:
    print(f"harness: {' '.join(message.split())}", file=sys.stderr)
    return code
