"""What stands in every export for Discourse, for the search for withheld names."""

from wetpaint_import.export.discourse.names import RESERVED_TAGS
from wetpaint_import.export.discourse.permalinks import NORMALIZATION
from wetpaint_import.export.own_words import HTML_WORDS

_FIELDS = (
    "post author subject date printed estimated edited at html earlier versions found valuable gone later url captured lost posts"
    " thread id wiki location title starter tags claimed featured reported kind account profile created true first in the archive"
    " registered anonymous withheld unknown page forum photo video"
)
_WORDS = (
    "config converting_from wetpaint sqlite discourse.db categories locations wikis attribution line fields placeholders replies"
    " quotes quote with source topics users categories tags permalinks normalization user small br b i u s sub sup big"
    " Discussions of which no tells not known Wiki author author_not_known member discussions c tag original found this valuable"
    " edited captured date has text in Posts to are is The opening and reply It stood http https com www wetpaint wikifoundry"
    " 0088CC FFFFFF archive/thread placeholder post_id user_id id"
)


def own_words() -> str:
    return " ".join(
        [_FIELDS, "archive_" + " archive_".join(_FIELDS.split()), _WORDS, HTML_WORDS, NORMALIZATION, *sorted(RESERVED_TAGS)]
    )
