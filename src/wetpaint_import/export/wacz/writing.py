"""Kept pages -> the package: WARC records as they come, then index, list of pages and description."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from wetpaint_import import __version__
from wetpaint_import.archive import Archive
from wetpaint_import.export.target import LeftOut, Outcome
from wetpaint_import.export.wacz.index_key import index_key
from wetpaint_import.export.wacz.kept_pages import KeptPage, kept_pages, same_wikis
from wetpaint_import.export.wacz.package import Member, Package
from wetpaint_import.export.wacz.records import Records

FILE_NAME = "archive.wacz"
WARC_PATH = "archive/pages.warc.gz"
_INDEX = "index.cdx.gz"
# Lines of the index that are packed together, as other programs write it.
_LINES = 3000
_SOFTWARE = f"wetpaint-import {__version__}"
_TITLE = "Wetpaint discussions"
_DESCRIPTION = "Raw pages kept in a wetpaint-import database; HTTP heads were not kept."
OWN_WORDS = (
    f"{FILE_NAME} {WARC_PATH} {_INDEX} {_SOFTWARE} {_TITLE} {_DESCRIPTION} index idx pages jsonl datapackage digest cdxj gzip meta"
    " format filename offset length url mime status title ts id profile data package resources name path hash bytes wacz version"
    " software created description WARC Type Record ID Date Target URI Payload Block Digest Content Type Length resource conversion"
    " warcinfo application warc fields text html plain charset utf urn uuid sha1 sha256 json All Pages http https pages"
)


def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001
    outcome = Outcome()
    index: list[str] = []
    pages: list[str] = []
    newest = _newest(archive)
    with Package(folder / FILE_NAME) as package:
        with package.member(WARC_PATH) as member:
            records = Records(member)
            records.write_info({"software": _SOFTWARE, "format": "WARC File Format 1.1", "description": _DESCRIPTION}, newest)
            for page in kept_pages(archive):
                if isinstance(page, LeftOut):
                    outcome.left_out.append(page)
                    continue
                place = records.write_page(page)
                outcome.written["text renderings" if page.is_text else "pages"] += 1
                if not page.is_text:
                    index.append(_index_line(page, *place))
                    pages.append(_page_line(page))
        for pair in same_wikis(archive.conn):
            outcome.left_out.append(LeftOut("setting", 0, f"give --same-wiki {pair} again when you load the package"))
        _write_index(package, sorted(index))
        head = json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}) + "\n"
        package.add("pages/pages.jsonl", "".join([head, *pages]).encode())
        _write_description(package, newest)
    return outcome


def _newest(archive: Archive) -> str:
    """When the newest page was captured: all that tells time in a package is from its pages."""
    found = archive.conn.execute("SELECT max(captured_at) FROM captures").fetchone()[0]
    return str(found or "1980-01-01T00:00:00Z")


def _index_line(page: KeptPage, offset: int, length: int, digest: str) -> str:
    fields = {
        "url": page.url,
        "mime": page.content_type.partition(";")[0],
        "status": "200",
        "digest": digest,
        "length": str(length),
        "offset": str(offset),
        "filename": WARC_PATH.rpartition("/")[2],
    }
    return f"{index_key(page.url)} {_timestamp(page)} {json.dumps(fields)}\n"


def _page_line(page: KeptPage) -> str:
    fields = {"id": page.record_id.rpartition(":")[2], "url": page.url, "ts": page.date, "title": page.title or page.url}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def _timestamp(page: KeptPage) -> str:
    return f"{page.captured_at:%Y%m%d%H%M%S}"


def _write_index(package: Package, lines: list[str]) -> None:
    """The lines packed block by block, and the first key of each block, by which replay finds it."""
    blocks = ["!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": _INDEX}) + "\n"]
    with package.member(f"indexes/{_INDEX}") as member:
        for start in range(0, len(lines), _LINES):
            blocks.append(_write_block(member, lines[start : start + _LINES]))
    package.add("indexes/index.idx", "".join(blocks).encode())


def _write_block(member: Member, lines: list[str]) -> str:
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    packed = packer.compress("".join(lines).encode()) + packer.flush()
    place = {
        "offset": member.size,
        "length": len(packed),
        "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}",
        "filename": _INDEX,
    }
    member.write(packed)
    return f"{lines[0].partition(' {')[0]} {json.dumps(place)}\n"


def _write_description(package: Package, newest: str) -> None:
    content = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": _TITLE,
        "description": _DESCRIPTION,
        "software": _SOFTWARE,
        "created": newest,
        "resources": list(package.resources),
    }
    data = (json.dumps(content, indent=2) + "\n").encode()
    package.add("datapackage.json", data)
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    package.add("datapackage-digest.json", (json.dumps(digest, indent=2) + "\n").encode())


def next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    file = quote(str(folder / FILE_NAME))
    return [
        f"wb-manager init wiki && wb-manager add --unpack-wacz wiki {file} && wayback -b 127.0.0.1   (pywb; then open http://localhost:8080/wiki/)",
        f"wacz validate -f {file}",
        f"wetpaint-import load {file} --db again.db   (the same pages in a new database)",
    ]
