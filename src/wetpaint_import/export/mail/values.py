"""What a mail says, before it is bytes and after."""

from dataclasses import dataclass
from datetime import datetime

CANNOT_HOLD = (
    "the earlier texts of edited posts: a mail has one text (X-Archive-Versions tells how many there were)",
    "bold, italics, tables, the size of pictures: mails are plain text; links and pictures stand as addresses",
    "ratings, tags and flags as such: they are X-Archive- headers, which mail programs show only when asked",
)

# Words of the format, of its dates and of our headers.
OWN_WORDS = (
    "From Message-ID In-Reply-To References Date To Subject List-Id Archived-At MIME-Version Content-Type text plain charset"
    " utf-8 Content-Transfer-Encoding quoted-printable X-Archive-Position yes estimated Lost posts RE list invalid author unknown"
    " anonymous withheld Placeholder Printed Edited Edit Versions Original Author Profile Reply Basis quote Found Valuable of"
    " Captured Capture Gone Tag Flag featured locked reported Thread Claimed Place page forum account photo video mail mbox cur new"
    " tmp wiki not known Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec is are in the"
    " archive this title Started By The opening post posts and reply replies to image lists messages placeholders B P S T"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message. Message ids are without their angle brackets; `notes` are further headers, in their order.

    `thread_id` and `post_id` are ours; `post_id` None = the mail stands for lost posts. `archived_at` is a URI.
    """

    thread_id: int
    post_id: int | None
    message_id: str
    in_reply_to: str | None
    references: tuple[str, ...]
    at: datetime
    author: str
    address: str
    subject: str
    list_name: str
    list_title: str
    archived_at: str | None
    notes: tuple[tuple[str, str], ...]
    text: str
