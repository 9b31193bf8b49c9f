"""A file for generic_bulk.rb -> the forum that the importer would make of it: its rules replayed, in our own words and code.

What the importer drops or renames without a word is told here. No Discourse runs: this is our reading of its source.
"""

import json
import re
import sqlite3
import unicodedata
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

# Topics, posts, users and categories get the next free ids of a forum that is in use: nothing may rest on ids staying the same.
_FIRST_ID = 1001
# What Ruby's `strip` takes away: no no-break space.
_RUBY_SPACE = " \t\n\v\f\r\0"


@dataclass
class User:
    id: int
    username: str
    name: str | None
    created_at: datetime


@dataclass
class Category:
    id: int
    name: str
    slug: str
    parent_id: int | None


@dataclass
class Post:
    imported_id: int
    topic_id: int
    number: int
    user_id: int
    created_at: datetime
    raw: str
    reply_to: int | None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Topic:
    id: int
    title: str
    user_id: int
    category_id: int
    closed: bool
    is_private: bool
    created_at: datetime
    posts: list[Post] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)


SYSTEM_USER = -1


class Forum:
    """What stands on the forum after the import; `dropped` and `changed` tell what did not arrive as it was sent."""

    def __init__(self, path: Path, taken_usernames: tuple[str, ...] = ("system", "discobot", "Admin_of_the_forum")) -> None:
        self.dropped: list[str] = []
        self.changed: list[str] = []
        self.users: dict[int, User] = {}
        self.categories: dict[int, Category] = {}
        self.topics: dict[int, Topic] = {}
        self.posts: dict[int, Post] = {}
        self.permalinks: dict[str, tuple[str, int]] = {}
        self.rules: list[tuple[re.Pattern[str], str]] = []
        self._taken = {name.lower() for name in taken_usernames}
        self._emails: dict[str, int] = {}
        with closing(sqlite3.connect(path)) as self._source:
            self._source.row_factory = sqlite3.Row
            # The importer does so too, and cannot read a file that it cannot write.
            self._source.execute("PRAGMA journal_mode = wal")
            self._import_users()
            self._import_categories()
            self._import_topics()
            self._import_posts()
            self._import_fields()
            self._import_tags()
            self._import_permalinks()

    def _rows(self, sql: str) -> list[sqlite3.Row]:
        return self._source.execute(sql).fetchall()

    def _import_users(self) -> None:
        for row in self._rows("SELECT * FROM users ORDER BY id"):
            imported_id = to_i(row["id"])
            email = (row["email"] or "").lower()
            if email and email in self._emails:
                self.dropped.append(f"user {imported_id}: merged with the one of the same e-mail")
                self.users[imported_id] = self.users[self._emails[email]]
                continue
            self._emails[email] = imported_id
            if row["anonymized"] == 1:
                self.changed.append(f"user {imported_id}: lost its names")
            username = fix_name(row["username"])
            if username != row["username"]:
                self.changed.append(f"user {imported_id}: {row['username']!r} became {username!r}")
            if username.lower() in self._taken:
                self.changed.append(f"user {imported_id}: {username!r} was taken")
                username = next(name for n in range(1, 99) if (name := f"{username}_{n}").lower() not in self._taken)
            self._taken.add(username.lower())
            user = User(_FIRST_ID + len(self.users), username, row["name"], to_datetime(row["created_at"]))
            self.users[imported_id] = user

    def _import_categories(self) -> None:
        taken: set[tuple[int | None, str]] = set()
        slugs: set[tuple[int | None, str]] = set()
        rows = self._rows("SELECT * FROM categories ORDER BY parent_category_id IS NOT NULL, id")
        for row in rows:
            imported_id = to_i(row["id"])
            parent = self.categories.get(to_i(row["parent_category_id"])) if row["parent_category_id"] is not None else None
            if row["parent_category_id"] is not None and parent is None:
                self.dropped.append(f"category {imported_id}: its parent is not there")
                continue
            parent_id = parent.id if parent else None
            name = row["name"][:50].strip()
            if name != row["name"] or (parent_id, name.lower()) in taken:
                self.changed.append(f"category {imported_id}: {row['name']!r} would be cut or numbered")
            taken.add((parent_id, name.lower()))
            if row["slug"] and (parent_id, row["slug"]) in slugs:
                self.dropped.append(
                    f"category {imported_id}: PostgreSQL refuses the slug {row['slug']!r} twice, and all rows with it"
                )
            slugs.add((parent_id, row["slug"]))
            self.categories[imported_id] = Category(_FIRST_ID + len(self.categories), name, row["slug"], parent_id)

    def _import_topics(self) -> None:
        for row in self._rows("SELECT * FROM topics ORDER BY id"):
            imported_id = to_i(row["id"])
            category = self.categories.get(to_i(row["category_id"])) if row["category_id"] is not None else None
            if category is None or row["title"] is None or imported_id in self.topics:
                self.dropped.append(f"topic {row['id']}")
                continue
            title = row["title"][:255].strip()
            if title != row["title"]:
                self.changed.append(f"topic {imported_id}: title cut")
            if "\0" in title:
                self.dropped.append(f"topic {imported_id}: PostgreSQL refuses NUL, and all rows with it")
            self.topics[imported_id] = Topic(
                _FIRST_ID + len(self.topics), title, self._user_id(row["user_id"]), category.id, row["closed"] == 1,
                row["private_message"] is not None, to_datetime(row["created_at"]),
            )  # fmt: skip

    def _import_posts(self) -> None:
        for row in self._rows("SELECT * FROM posts ORDER BY topic_id, post_number, id"):
            imported_id = to_i(row["id"])
            topic = self.topics.get(to_i(row["topic_id"]))
            if not row["raw"].strip() or topic is None or imported_id in self.posts:
                self.dropped.append(f"post {row['id']}")
                continue
            parent = self.posts.get(to_i(row["reply_to_post_id"])) if row["reply_to_post_id"] is not None else None
            if row["reply_to_post_id"] is not None and parent is None:
                self.dropped.append(f"reply link of post {imported_id}: the parent comes later")
            raw = unescape(self._interpolated(row).strip(_RUBY_SPACE))
            if "\0" in raw:
                self.dropped.append(f"post {imported_id}: NUL")
                continue
            number = len(topic.posts) + 1
            post = Post(
                imported_id, topic.id, number, self._user_id(row["user_id"]), to_datetime(row["created_at"]), raw,
                parent.number if parent and parent.number != 1 else None,
            )  # fmt: skip
            topic.posts.append(post)
            self.posts[imported_id] = post

    def _interpolated(self, row: sqlite3.Row) -> str:
        raw: str = row["raw"]
        placeholders: dict[str, Any] = json.loads(row["placeholders"]) if row["placeholders"] else {}
        for quote in placeholders.get("quotes", []):
            user = self.users.get(to_i(quote["user_id"])) if quote.get("user_id") else None
            username, name = (user.username, user.name) if user else (quote.get("username"), None)
            source = self.posts.get(to_i(quote["post_id"])) if quote.get("post_id") else None
            if source is None or user is None:
                self.dropped.append(f"quote of post {row['id']}: nobody knows whom it quotes")
            if raw.count(quote["placeholder"]) != 1:
                self.dropped.append(f"quote of post {row['id']}: its placeholder stands {raw.count(quote['placeholder'])} times")
            parts = [name or username or ""]
            if source:
                parts += [f"post:{source.number}", f"topic:{source.topic_id}"]
            if username and name:
                parts.append(f"username:{username}")
            # Ruby's gsub reads `\1` and `\\` in what it puts in; nothing here may hold one.
            if "\\" in "".join(parts):
                self.changed.append(f"quote of post {row['id']}: a backslash in a name")
            raw = raw.replace(quote["placeholder"], f'[quote="{", ".join(parts)}"]')
        return raw

    def _import_fields(self) -> None:
        for row in self._rows("SELECT * FROM post_custom_fields ORDER BY post_id, name"):
            self.posts[to_i(row["post_id"])].fields[row["name"]] = row["value"]
        for row in self._rows("SELECT * FROM topic_custom_fields ORDER BY topic_id, name"):
            self.topics[to_i(row["topic_id"])].fields[row["name"]] = row["value"]

    def _import_tags(self) -> None:
        tags: dict[int, str] = {}
        for row in self._rows("SELECT * FROM tags ORDER BY id"):
            cleaned = clean_tag(row["name"])
            if cleaned != row["name"]:
                self.changed.append(f"tag {row['name']!r} became {cleaned!r}")
            if not cleaned or cleaned in tags.values():
                self.dropped.append(f"tag {row['name']!r}")
            tags[row["id"]] = cleaned
        for row in self._rows("SELECT * FROM topic_tags ORDER BY topic_id, tag_id"):
            self.topics[to_i(row["topic_id"])].tags.add(tags[row["tag_id"]])

    def _import_permalinks(self) -> None:
        texts = [
            row["normalization"] for row in self._rows("SELECT normalization FROM permalink_normalizations ORDER BY normalization")
        ]
        self.rules = [rule for text in "|".join(texts).split("|") if (rule := parse_rule(text))]
        targets = {
            "topic_id": {key: topic.id for key, topic in self.topics.items()},
            "category_id": {key: category.id for key, category in self.categories.items()},
            "user_id": {key: user.id for key, user in self.users.items()},
        }
        for row in self._rows("SELECT * FROM permalinks ORDER BY url"):
            column = next((name for name in targets if row[name] is not None), None)
            if column is None or row[column] not in targets[column]:
                self.dropped.append(f"permalink {row['url']}")
                continue
            if self.normalized(row["url"]) != row["url"]:
                self.dropped.append(f"permalink {row['url']}: no request is looked up by it")
            self.permalinks[row["url"]] = (column, targets[column][row[column]])

    def _user_id(self, imported_id: object) -> int:
        user = self.users.get(to_i(imported_id)) if imported_id is not None else None
        return user.id if user else SYSTEM_USER

    def normalized(self, path: str) -> str:
        path = path.strip().removeprefix("/")
        for pattern, replacement in self.rules:
            path = pattern.sub(lambda match, text=replacement: _replaced(match, text), path, count=1)  # type: ignore[misc]
        return path

    def found(self, path: str) -> tuple[str, int] | None:
        """Where a request for a path that no route knows is sent."""
        return self.permalinks.get(self.normalized(path))


def parse_rule(rule: str) -> tuple[re.Pattern[str], str] | None:
    """`/regex/replacement`: the regex ends at the second slash without a backslash in front."""
    if not re.search(r"/.*/", rule):
        return None
    slashes, escaping, regex, replacement = 0, False, "", ""
    for char in rule:
        slashes += not escaping and char == "/"
        escaping = char == "\\"
        if slashes > 1:
            replacement += char
        else:
            regex += char
    return (re.compile(regex[1:]), replacement[1:]) if len(regex) > 1 else None


def _replaced(match: re.Match[str], replacement: str) -> str:
    return re.sub(r"\\(\d)", lambda group: match[int(group[1])] or "", replacement)


def to_i(value: object) -> int:
    """Ruby's: the figures at the beginning, else 0."""
    found = re.match(r"\s*-?\d+", str(value))
    return int(found[0]) if found else 0


def to_datetime(text: str | None) -> datetime:
    """NULL would be the time of the import, which no archive means."""
    assert text, "a missing date becomes now"
    at = datetime.fromisoformat(text)
    assert at.tzinfo is not None
    return at


def fix_name(name: str) -> str:
    """ASCII, other characters as `_`, edges trimmed, runs of `-_.` as one; a name of which nothing is left becomes random."""
    plain = "".join(char if char.isascii() else "?" for char in unicodedata.normalize("NFC", name))
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", plain)
    plain = re.sub(r"^[^A-Za-z0-9_]+", "", plain)
    plain = re.sub(r"[^A-Za-z0-9]+$", "", plain)
    return re.sub(r"[-_.]{2,}", lambda run: run[0][0], plain) or "Anonymous_random"


def clean_tag(name: str) -> str:
    tag = re.sub(r"\s+", "-", name.lower().strip())
    tag = re.sub(r"[/?#\[\]@!$&'()*+,;=.%\\`^\s|{}\"<>]+", "", tag)
    return re.sub(r"-+", "-", tag)[:100]
