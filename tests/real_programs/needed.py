"""A real program that a test needs -> its path; where it is not installed the test fails in CI, and is skipped elsewhere."""

import os
import shutil

import pytest


def needed(program: str, packages: str) -> str:
    """The path of `program`; `packages` are Debian's that bring it."""
    found = shutil.which(program)
    if found is None:
        lacking(program, packages)
    assert found is not None
    return found


def lacking(program: str, packages: str) -> None:
    """Ends the test: `.ci/run` installs all programs, so that there each test must run."""
    message = f"{program} is not installed: apt-get install {packages}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
