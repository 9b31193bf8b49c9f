"""A state of a forum post <-> the artifact that Fossil keeps of it: a text of cards, one a line, known by its hash."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

_ESCAPES = {"\\": "\\\\", " ": "\\s", "\n": "\\n"}
_MIMETYPE = "text/x-fossil-wiki"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumPost:
    """`at` is in milliseconds of UTC. An opening post has a title and no `in_reply_to`; `root` None only for its first state.

    `root`, `in_reply_to` and `previous` are hashes; `previous` is the state that this one replaces.
    """

    at: datetime
    user: str
    title: str | None
    root: str | None
    in_reply_to: str | None
    previous: str | None
    text: str


def to_artifact(post: ForumPost) -> bytes:
    """Cards in the order of their letters, as Fossil insists; the last is a checksum of all before."""
    text = post.text.encode()
    cards = [
        f"D {card_time(post.at)}",
        f"G {post.root}" if post.root else None,
        f"H {_escaped(post.title)}" if post.title is not None else None,
        f"I {post.in_reply_to}" if post.in_reply_to else None,
        f"N {_MIMETYPE}",
        f"P {post.previous}" if post.previous else None,
        f"U {_escaped(post.user)}",
        f"W {len(text)}",
    ]
    data = "\n".join(card for card in cards if card).encode() + b"\n" + text + b"\n"
    return data + b"Z " + _md5(data) + b"\n"


def card_time(at: datetime) -> str:
    return f"{at.year:04}-{at:%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}"


def read_artifact(data: bytes) -> ForumPost:
    """Raises `ValueError` where that is no forum post as we write them."""
    match = _SHAPE.fullmatch(data)
    if match is None or len(match["text"]) != int(match["size"]) or _md5(data[: match.start("checksum") - 2]) != match["checksum"]:
        raise ValueError
    cards = {name: None if value is None else value.decode() for name, value in match.groupdict().items()}
    return ForumPost(
        at=datetime.strptime(cards["at"] or "", "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC),
        user=_unescaped(cards["user"] or ""),
        title=None if cards["title"] is None else _unescaped(cards["title"]),
        root=cards["root"],
        in_reply_to=cards["in_reply_to"],
        previous=cards["previous"],
        text=cards["text"] or "",
    )


def hash_of(artifact: bytes) -> str:
    """The name by which Fossil knows it."""
    return hashlib.sha3_256(artifact).hexdigest()


_SHAPE = re.compile(
    rb"D (?P<at>\S+)\n(?:G (?P<root>\w+)\n)?(?:H (?P<title>\S*)\n)?(?:I (?P<in_reply_to>\w+)\n)?N text/x-fossil-wiki\n"
    rb"(?:P (?P<previous>\w+)\n)?U (?P<user>\S*)\nW (?P<size>\d+)\n(?P<text>.*)\nZ (?P<checksum>[0-9a-f]{32})\n",
    re.DOTALL,
)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).hexdigest().encode()


def _escaped(text: str) -> str:
    return re.sub(r"[\\ \n]", lambda match: _ESCAPES[match[0]], text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"s": " ", "n": "\n"}.get(match[1], match[1]), text)
