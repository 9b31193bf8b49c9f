"""Another export's folder -> redirect files."""

from collections.abc import Mapping
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.errors import UsageError
from wetpaint_import.export.address_map import FILE_NAME, read_addresses
from wetpaint_import.export.redirects.files import all_files
from wetpaint_import.export.redirects.rules import ANY_HOST, Rules, make_rules
from wetpaint_import.export.redirects.urls import read_base
from wetpaint_import.export.target import Outcome


def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001
    """The archive itself tells nothing here: the other export's map does, for what that export holds."""
    base = read_base(settings.get("base", ""))
    rules = read_rules(settings, base)
    for name, lines in all_files(rules, base):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    outcome = Outcome(left_out=rules.left_out)
    outcome.written.update(
        old_addresses=len(rules.known),
        targets=len({known.new for known in rules.known}),
        rules=len(rules.by_number) + len(rules.exact),
        rules_for_any_host=sum(host == ANY_HOST for host, _ in rules.by_number),
        hosts=len({host for host, _ in (*rules.by_number, *rules.exact)} - {ANY_HOST}),
    )
    return outcome


def read_rules(settings: Mapping[str, str], base: str) -> Rules:
    """Raises `UsageError` where `--from` names no export with addresses."""
    if not settings.get("from"):
        raise UsageError("--from FOLDER must name the finished export whose site the old addresses shall lead to")
    path = Path(settings["from"]) / FILE_NAME
    if not path.is_file():
        raise UsageError(f"{settings['from']} holds no {FILE_NAME}; name the folder of an export that has one, such as mediawiki's")
    try:
        return make_rules(read_addresses(path), base)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{path} is not as an export writes it; write that export again") from error
