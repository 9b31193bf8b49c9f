"""Pages and their revisions -> MediaWiki's XML, export format 0.11, written as they come."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import TextIO

from wetpaint_import.export.mediawiki.history import Revision
from wetpaint_import.export.mediawiki.page_text import storable
from wetpaint_import.export.mediawiki.settings import Namespace

XML_NAMESPACE = "http://www.mediawiki.org/xml/export-0.11/"
# MediaWiki's own, as an English wiki names them: another wiki's language maps them by number.
_NAMESPACES = {
    -2: "Media", -1: "Special", 0: "", 1: "Talk", 2: "User", 3: "User talk", 4: "Project", 5: "Project talk", 6: "File",
    7: "File talk", 8: "MediaWiki", 9: "MediaWiki talk", 10: "Template", 11: "Template talk", 12: "Help", 13: "Help talk",
    14: "Category", 15: "Category talk",
}  # fmt: skip
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHA1_LENGTH = 31


class DumpWriter:
    """Writes to `out` from creation to `finish`; page ids are the caller's, revision ids count from 1."""

    def __init__(self, out: TextIO, namespace: Namespace) -> None:
        self._out = out
        self._namespace = namespace
        self._revision_id = 0
        own = {namespace.id: namespace.name, namespace.id + 1: f"{namespace.name} talk"} if namespace.is_own else {}
        rows = "".join(_namespace(number, name) for number, name in {**_NAMESPACES, **own}.items())
        out.write(
            f'<mediawiki xmlns="{XML_NAMESPACE}" version="0.11" xml:lang="en">\n  <siteinfo>\n'
            "    <sitename>Wetpaint</sitename>\n    <generator>wetpaint-import</generator>\n    <case>first-letter</case>\n"
            f"    <namespaces>\n{rows}    </namespaces>\n  </siteinfo>\n"
        )

    def page(self, page_id: int, title: str, revisions: Iterable[Revision]) -> tuple[int, int]:
        """How many revisions were written, and the bytes of the largest."""
        out = self._out
        out.write(f"  <page>\n    <title>{_xml(title)}</title>\n    <ns>{self._namespace.id}</ns>\n    <id>{page_id}</id>\n")
        count = largest = 0
        for count, revision in enumerate(revisions, 1):
            self._revision_id += 1
            size = self._revision(revision, has_parent=count > 1)
            largest = max(largest, size)
        out.write("  </page>\n")
        return count, largest

    def finish(self) -> None:
        self._out.write("</mediawiki>\n")

    def _revision(self, revision: Revision, *, has_parent: bool) -> int:
        data = revision.text.encode()
        sha1 = base36_sha1(data)
        parent = f"      <parentid>{self._revision_id - 1}</parentid>\n" if has_parent else ""
        self._out.write(
            f"    <revision>\n      <id>{self._revision_id}</id>\n{parent}"
            f"      <timestamp>{timestamp(revision.at)}</timestamp>\n"
            f"      <contributor>\n        <username>{_xml(revision.contributor)}</username>\n        <id>0</id>\n"
            f"      </contributor>\n      <comment>{_xml(revision.comment)}</comment>\n"
            f"      <origin>{self._revision_id}</origin>\n      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
            f'      <text bytes="{len(data)}" sha1="{sha1}" xml:space="preserve">{escape(revision.text, quote=False)}</text>\n'
            f"      <sha1>{sha1}</sha1>\n    </revision>\n"
        )
        return len(data)


def base36_sha1(data: bytes) -> str:
    """MediaWiki's form; by it a second import knows what is there already."""
    number = int.from_bytes(hashlib.sha1(data, usedforsecurity=False).digest(), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits.rjust(_SHA1_LENGTH, "0")


def timestamp(at: datetime) -> str:
    return f"{at.year:04}-{at:%m-%dT%H:%M:%SZ}"


def _namespace(number: int, name: str) -> str:
    if not name:
        return f'      <namespace key="{number}" case="first-letter" />\n'
    return f'      <namespace key="{number}" case="first-letter">{_xml(name)}</namespace>\n'


def _xml(text: str) -> str:
    return escape(storable(text), quote=False)
