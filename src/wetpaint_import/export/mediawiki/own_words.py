"""What stands in every export for MediaWiki, for the search for withheld names: its XML, its settings, and words of ours."""

import io
from datetime import UTC, datetime

from wetpaint_import.export.mediawiki.dump import DumpWriter
from wetpaint_import.export.mediawiki.history import Revision
from wetpaint_import.export.mediawiki.local_settings import FILE_NAME, local_settings
from wetpaint_import.export.mediawiki.page_text import CATEGORY
from wetpaint_import.export.mediawiki.settings import OWN_NAMESPACE_ID, SETTINGS, Namespace
from wetpaint_import.export.mediawiki.signature import MONTHS
from wetpaint_import.export.mediawiki.users import RESERVED
from wetpaint_import.export.own_words import HTML_WORDS

_NAMESPACE = Namespace(OWN_NAMESPACE_ID, "Forum")
# A page of which every longest setting is needed.
_LARGE = 1 << 30
_REVISION = Revision(at=datetime(2006, 1, 1, tzinfo=UTC), contributor="", comment="", text="", is_edit=True, post_id=None)
# Of the text of pages, of summaries, of the maps, and of what was left out.
_WORDS = (
    "From a Wetpaint discussion wiki original address thread started by posts the page's own count featured locked reported"
    " keyword tags page forum account photo video the time in the signature is an estimate edited out of found this valuable no"
    " longer there in newer captures captured no date div class wetpaint-thread span wetpaint-lost wetpaint-origin wikitable"
    " Category User RE UTC The opening post and reply replies of this thread is are not in the archive title not known edit of"
    " post time estimated each with its author and a thread of which no post is left pages revisions page history"
    " thread_id shown contributor index php titles jsonl users xml name"
)


def own_words() -> str:
    xml = io.StringIO()
    dump = DumpWriter(xml, _NAMESPACE)
    dump.page(1, "", [_REVISION, _REVISION])
    dump.finish()
    snippets = [local_settings(namespace, _LARGE) for namespace in (_NAMESPACE, Namespace(0, ""))]
    settings = [word for setting in SETTINGS for word in (setting.name, setting.default, *setting.choices)]
    return " ".join([xml.getvalue(), *snippets, FILE_NAME, *settings, *MONTHS, *RESERVED, CATEGORY, HTML_WORDS, _WORDS])
