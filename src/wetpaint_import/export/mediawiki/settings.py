"""`--namespace`, `--titles` and the like as typed -> values, or an error that says what to write instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wetpaint_import.errors import UsageError
from wetpaint_import.export.target import Setting

SETTINGS = (
    Setting(
        name="namespace",
        help="Where the pages go: Talk, Project, Project talk, Help, Help talk, main, or a namespace of your own, e.g. Forum.",
        default="Talk",
    ),
    Setting(
        name="titles",
        help="What a page's title is made of: the thread's title alone, its place before it, or wiki and place before it.",
        default="place",
        choices=("plain", "place", "wiki"),
    ),
    Setting(name="user-prefix", help="What stands before imported names in the history: PREFIX>Name.", default="wetpaint"),
    Setting(
        name="history-posts",
        help="Threads with at most so many posts get a revision for each post; longer ones a single revision.",
        default="200",
    ),
    Setting(
        name="history-bytes",
        help="The same for the bytes of all revisions of a thread together, as each holds the posts before it.",
        default="5M",
    ),
    Setting(
        name="article-path",
        help="How the wiki's addresses name a page, for redirects; $1 is the title. Many wikis have wiki/$1.",
        default="index.php/$1",
    ),
)

# Of MediaWiki's own namespaces those that can hold threads: no user's page, no file, no template is made of one.
_OWN = {"main": 0, "Talk": 1, "Project": 4, "Project talk": 5, "Help": 12, "Help talk": 13}
# Names of MediaWiki that no namespace of one's own can have (`Special:` has no pages, `Template:` would be transcluded, …).
_RESERVED = "media special user file image mediawiki template category"
# The first number that MediaWiki leaves to local use.
OWN_NAMESPACE_ID = 3000
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


@dataclass(frozen=True, slots=True)
class Namespace:
    id: int
    name: str

    @property
    def prefix(self) -> str:
        """What stands before a title; empty for the main namespace."""
        return f"{self.name}:" if self.name else ""

    @property
    def is_own(self) -> bool:
        """Whether the wiki must be told of it (`LocalSettings.wetpaint.php`)."""
        return self.id == OWN_NAMESPACE_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the user wants the pages; `history_posts` and `history_bytes` bound the threads with a revision a post."""

    namespace: Namespace
    titles: str
    user_prefix: str
    history_posts: int
    history_bytes: int
    article_path: str


def read_settings(settings: Mapping[str, str]) -> Wanted:
    """Raises `UsageError`."""
    given = {setting.name: setting.default for setting in SETTINGS} | dict(settings)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,30}", given["user-prefix"]) is None:
        raise UsageError(f"--user-prefix '{given['user-prefix']}' must be letters, digits and hyphens, as in wetpaint")
    if "$1" not in given["article-path"] or "\n" in given["article-path"]:
        raise UsageError(f"--article-path '{given['article-path']}' must hold $1 for the title, as in index.php/$1 or wiki/$1")
    return Wanted(
        namespace=_namespace(given["namespace"]),
        titles=given["titles"],
        user_prefix=given["user-prefix"],
        history_posts=_number("history-posts", given["history-posts"]),
        history_bytes=_number("history-bytes", given["history-bytes"]),
        article_path=given["article-path"].lstrip("/"),
    )


def _namespace(text: str) -> Namespace:
    name = " ".join(text.replace("_", " ").split())
    for own, number in _OWN.items():
        if name.casefold() == own.casefold():
            return Namespace(number, "" if own == "main" else own)
    bare = name.casefold().removesuffix(" talk")
    if bare in _RESERVED.split() or re.fullmatch(r"[^\W\d_](?:[\w -]{0,60}\w)?", name) is None:
        raise UsageError(f"--namespace '{text}' cannot hold threads; write Talk, Project, main or a name of letters, as in Forum")
    return Namespace(OWN_NAMESPACE_ID, name[0].upper() + name[1:])


def _number(name: str, text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,12})([KMG]?)", text.strip().upper())
    if match is None:
        raise UsageError(f"--{name} '{text}' is no number; write it like 200 or 5M")
    return int(match[1]) * _UNITS[match[2]]
