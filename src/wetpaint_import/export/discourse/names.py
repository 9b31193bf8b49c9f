"""Names of the archive -> names that Discourse's importer takes as they are, so that nothing depends on how it would mend them."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from wetpaint_import.export.unique_names import UniqueNames
from wetpaint_import.people import People

_NOBODY: Final = People.none()

# The columns hold 60 characters; the importer may add `_1` where the forum already has the name.
_LONGEST_USERNAME: Final = 55
_LONGEST_CATEGORY: Final = 50
# The importer raises the forum's limit to this.
_LONGEST_TAG: Final = 100
# Users and groups that every Discourse has: nobody of the archive shall look like them.
_TAKEN: Final = (
    "system discobot admins moderators staff everyone trust_level_0 trust_level_1 trust_level_2 trust_level_3 trust_level_4".split()
)
# Letters that Unicode does not take apart into a letter and its mark.
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
     "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "ng", "Ŋ": "NG"}
)  # fmt: skip
# An address that ends so asks for a format of the page, not for a user.
_LOOKS_LIKE_A_FILE: Final = re.compile(r"\.(?=[A-Za-z0-9]{2,4}$)")
# What would end the opening mark of a quote that names the user, or mean something to Ruby's `gsub`.
_BREAKS_QUOTES: Final = re.compile(r"[\"\[\]\\,\s\x00-\x1f\x7f]+")
RESERVED_TAGS: Final = frozenset({"none", "all", "constructor"})


def usernames(people: People = _NOBODY) -> UniqueNames:
    """Gives user names; feed it by ascending id."""
    legal = _harmless(_username, people)
    names = UniqueNames(legal, distinct=lambda name, id_: f"{legal(name)[:40].rstrip('-_.')}_{id_}")
    for number, name in enumerate(_TAKEN, 1):
        names.give(-number, name)
    return names


def _username(name: str) -> str:
    plain = re.sub(r"^[^A-Za-z0-9_]+", "", ascii_letters(name))
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", plain)
    plain = re.sub(r"([-_.])[-_.]+", r"\1", plain)[:_LONGEST_USERNAME].rstrip("-_.")
    return _LOOKS_LIKE_A_FILE.sub("_", plain) or "member"


def ascii_letters(text: str) -> str:
    """`text` with letters of Latin script without their marks; what has no such letter is left out."""
    return unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()


def display_name(name: str) -> str:
    """A name as shown beside posts and in quotes; at most 255 characters."""
    return _BREAKS_QUOTES.sub(" ", name).strip()[:255].strip() or "member"


def category_names() -> UniqueNames:
    """Gives the names of the categories below one parent."""
    return UniqueNames(_category_name, distinct=lambda name, id_: f"{_category_name(name)[:36].strip()} ({id_})")


def _category_name(name: str) -> str:
    return " ".join(without_controls(name).split())[:_LONGEST_CATEGORY].strip() or "Discussions"


def category_slugs(people: People = _NOBODY) -> UniqueNames:
    legal = _harmless(_slug, people)
    return UniqueNames(legal, distinct=lambda name, id_: f"{legal(name)[:36].strip('-')}-{id_}")


def _harmless(legal: Callable[[str], str], people: People) -> Callable[[str], str]:
    """Without accents, a name may spell one that is withheld; then it is as of one who has no letters."""
    return lambda name: legal("" if people.leaks(legal(name)) else name)


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_letters(name).lower()).strip("-")[:_LONGEST_CATEGORY].strip("-")
    # Of figures alone it would be taken for an id.
    return f"c-{slug}" if slug.isdigit() else slug or "discussions"


class TagNames:
    """Gives tags as Discourse would clean them; those that differ in case and spaces alone are one. Feed it by ascending id."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}

    def give(self, id_: int, name: str) -> str:
        words = "-".join(unicodedata.normalize("NFC", name.lower()).split())
        tag = re.sub(r"-+", "-", re.sub(r"[^\w-]+", "", words)).strip("-")[:_LONGEST_TAG].strip("-")
        if not tag or tag in RESERVED_TAGS or self._words.setdefault(tag, words) != words:
            # `c` and `c++` are two.
            tag = f"{tag[: _LONGEST_TAG - 12] or 'tag'}-{id_}"
        return tag


def topic_title(title: str) -> str:
    """In one line, at most 255 characters, never empty."""
    return " ".join(without_controls(title).split())[:255].strip() or "(no title)"


def without_controls(text: str) -> str:
    """PostgreSQL refuses NUL, and with it all rows that are copied together."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "", text)
