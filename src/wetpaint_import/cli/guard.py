"""The outermost door: every error becomes a message and an exit code of the contract; a traceback is never an answer."""

import codecs
import io
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

import click

from wetpaint_import.cli.commands import cli
from wetpaint_import.cli.showing import legible
from wetpaint_import.errors import WetpaintImportError

_FAULT_OF_OUR_OWN = 70
_NOT_WRITTEN = 1
_WRONG_USAGE = 2
_INTERRUPTED = 130
_GOES_ON = "stopped; what was written before stays, and the same command goes on from there"
# Commands that only read have nothing more to say.
_STOPPED = {
    "fetch": _GOES_ON,
    "load": _GOES_ON,
    "reparse": "stopped; the database is as it was before, and the same command begins anew",
    "index": "stopped; nothing is lost, and the same command begins anew",
    "export": "stopped; no half export was left behind, and the same command begins anew",
}


def main() -> NoReturn:
    """Runs the command line and ends the process."""
    _let_everything_be_printed()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of the command that `arguments` name."""
    try:
        code = cli.main(args=arguments, prog_name="wetpaint-import", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
        return _WRONG_USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo(_STOPPED.get(next(iter(arguments), ""), "stopped"), err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        return _enough()
    except SystemExit as end:
        # Click's own way to end where a pipe is closed.
        if isinstance(end.__context__, BrokenPipeError):
            return _enough()
        raise
    except WetpaintImportError as error:
        click.echo(f"wetpaint-import: {legible(str(error))}", err=True)
        return error.exit_code
    except OSError as error:
        if not _is_of_output(error):
            return _fault(error)
        _drop_output()
        click.echo(f"wetpaint-import: the output could not be written ({error.strerror})", err=True)
        return _NOT_WRITTEN
    except BaseException as error:  # noqa: BLE001  (the one place for what nobody foresaw; a panic of a Rust library is no Exception)
        return _fault(error)
    return code if isinstance(code, int) else 0


def _let_everything_be_printed() -> None:
    """Files and pipes get UTF-8, and the path `b"caf\\xe9"` as it came; a terminal of fewer letters gets `?` for others."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # and no None: who starts us may have closed it
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8")
            is_utf_8 = codecs.lookup(stream.encoding).name == "utf-8"
            stream.reconfigure(errors="surrogateescape" if is_utf_8 else "replace")


def _enough() -> int:
    """The reader of our output (`head`, a pager) has seen what it wanted."""
    _drop_output()
    return 0


def _drop_output() -> None:
    """Else the interpreter would try at its end to write what still waits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_of_output(error: OSError) -> bool:
    """Whether it was raised by writing to standard output: by `click.echo`, or by the last flush."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return frames[-1].f_code in (click.echo.__code__, run.__code__) and not frames[-1].f_locals.get("err")


def _fault(error: BaseException) -> int:
    click.echo(f"wetpaint-import: a fault of our own ({type(error).__name__}: {error}); {_file_trace()}", err=True)
    return _FAULT_OF_OUR_OWN


def _file_trace() -> str:
    """Writes the trace of the error at hand to a file, and says where."""
    try:
        with tempfile.NamedTemporaryFile("w", prefix="wetpaint-import-", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(traceback.format_exc())
        return f"please report it with the file {Path(file.name)}"
    except OSError:
        return "its trace could not be written"
