"""What a mail says, before it is bytes and after."""

from dataclasses import dataclass
from datetime import datetime

CANNOT_HOLD = (
    "the earlier texts of edited posts: a mail has one text (X-Archive-Versions tells how many there were)",
    "bold, italics, tables, the size of pictures: mails are plain text; links and pictures stand as addresses",
    "ratings, tags and flags as such: they are X-Archive- headers, which mail programs show only when asked",
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
