"""A kept page -> its WARC 1.1 record. Without a HTTP head that was never kept: a resource, or a conversion of some page to text."""

import io
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from wetpaint_import.export.wacz.kept_pages import KeptPage
from wetpaint_import.export.wacz.package import Member


class Records:
    """Writes records to the member of a package; each is a gzip member of its own."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._writer = WARCWriter(member, gzip=True, warc_version="WARC/1.1")

    def write_info(self, fields: Mapping[str, str], date: str) -> None:
        """`date` is that of the newest page: the record tells of the pages, and has no other time that would stay the same."""
        record = self._writer.create_warcinfo_record(None, fields)
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, f'warcinfo {date} {fields}')}>")
        record.rec_headers.replace_header("WARC-Date", date)
        self._writer.write_record(record)

    def write_page(self, page: KeptPage) -> tuple[int, int, str]:
        """Offset and length of the packed record, and the digest of its payload."""
        offset = self._member.size
        record = self._writer.create_warc_record(
            page.url,
            "conversion" if page.is_text else "resource",
            payload=io.BytesIO(page.payload),
            length=len(page.payload),
            warc_content_type=page.content_type,
            warc_headers_dict={"WARC-Record-ID": f"<{page.record_id}>", "WARC-Date": page.date},
        )
        self._writer.write_record(record)
        return offset, self._member.size - offset, str(record.rec_headers.get_header("WARC-Payload-Digest"))
