"""`python -m wetpaint_import`, and the command `wetpaint-import`."""

from wetpaint_import.cli import main

if __name__ == "__main__":
    main()
