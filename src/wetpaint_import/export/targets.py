"""The names of all targets, and a name -> its `Target`; loaded when asked for, as each brings libraries of its own."""

from importlib import import_module

from wetpaint_import.export.target import Target

# In the order in which the help lists them: each is a module or package of this name beside this file, with a `TARGET`.
TARGET_NAMES: tuple[str, ...] = (
    "mediawiki",
    "discourse",
    "fossil",
    "mbox",
    "maildir",
    "jsonl",
    "parquet",
    "markdown",
    "wacz",
    "site",
    "redirects",
)


def target(name: str) -> Target:
    """The target of that name, which must be one of `TARGET_NAMES`."""
    found: Target = import_module(f"wetpaint_import.export.{name}").TARGET
    return found
