"""Folders that browsers write beside a page ("Save page as"): what they hold are pictures, scripts and frames, never pages."""

import re
from collections.abc import Container, Iterable

from wetpaint_import.sources.names import ROOTS

# Windows knows these endings as the folder that belongs to a page of the same name, in the languages of its time.
_COMPANION = re.compile(
    r"(.+)(?:_files|\.files|-files|-Dateien|_fichiers|_bestanden|_file|_archivos|-filer|_tiedostot|_pliki|_soubory|_elemei|_ficheiros"
    r"|_arquivos|_dosyalar|_datoteke|_fitxers|_failid|_fails|_bylos|_fajlovi|_fitxategiak)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(.+)\.(?:x?html?|xht|aspx?|php)(?:\.gz)?", re.IGNORECASE)


def stems_of_pages(paths: Iterable[str]) -> frozenset[str]:
    """The paths of those that are pages, without their extensions."""
    return frozenset(match[1] for path in paths if (match := _PAGE.fullmatch(path)))


def page_of(folder: str) -> str | None:
    """The name (without extension) of the page that a folder of this name would belong to; None for other folders."""
    match = _COMPANION.fullmatch(folder)
    return match[1] if match else None


def is_in_companion(path: str, stems: Container[str] | None) -> bool:
    """Whether a member lies in such a folder. `stems` None: what lies beside is not known (a tar is read once).

    A wiki may well have a thread whose slug ends in `_files`; so without its page beside it, a folder of an address is none.
    """
    parts = path.split("/")[:-1]
    for index, part in enumerate(parts):
        stem = page_of(part)
        if stem is None:
            continue
        if stems is not None:
            if "/".join((*parts[:index], stem)) in stems:
                return True
        elif not any(folder.lower() in ROOTS for folder in parts[:index]):
            return True
    return False
