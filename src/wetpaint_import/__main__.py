"""`python -m wetpaint_import`, and the command `wetpaint-import`."""

from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line. Imported here: worker processes load this module too, and the commands would double their size."""
    from wetpaint_import.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
