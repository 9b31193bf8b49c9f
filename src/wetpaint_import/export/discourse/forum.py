"""The archive -> all rows of the importer's file, threads first as they are read, then what they have in common."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from wetpaint_import.archive import Archive, ArchivedPost, ArchivedThread, Person, Place, Wiki
from wetpaint_import.export.address_map import NewAddress
from wetpaint_import.export.dates import instant_text
from wetpaint_import.export.discourse import ids
from wetpaint_import.export.discourse.names import TagNames, category_names, category_slugs, display_name, usernames
from wetpaint_import.export.discourse.permalinks import Permalinks
from wetpaint_import.export.discourse.posts import topic_rows
from wetpaint_import.export.discourse.row import Row
from wetpaint_import.export.entries import dated_entries
from wetpaint_import.export.unique_names import UniqueNames

# Discourse's own blue and white.
_COLOURS = {"color": "0088CC", "text_color": "FFFFFF"}


@dataclass(slots=True)
class _Member:
    """An author of posts, None for all whom no page names; when they wrote, as far as the archive shows."""

    person: Person | None
    first: datetime
    last: datetime


class Forum:
    """Reads the archive once, in `rows`; what it then knows of it are `addresses` and `estimated_dates`."""

    def __init__(self, archive: Archive, settings: Mapping[str, str]) -> None:
        self.addresses: list[NewAddress] = []
        self.estimated_dates = 0
        self._archive = archive
        self._by_location = settings["categories"] == "locations"
        self._with_attribution = settings["attribution"] == "line"
        self._permalinks = Permalinks()
        self._members: dict[int, _Member] = {}
        self._wikis: dict[int, Wiki | None] = {}
        self._places: dict[int, tuple[int, Place]] = {}
        self._tags = _tag_ids(archive)
        self._used_tags: dict[int, str] = {}

    def rows(self) -> Iterator[Row]:
        # Read by MERGE_IMPORT alone, which names the source of everything by it.
        yield Row("config", {"name": "converting_from", "value": "wetpaint"})
        for thread in self._archive.threads():
            host = self._host(thread.wiki.host) if thread.wiki else None
            yield from topic_rows(thread, self._category(thread), host, with_attribution=self._with_attribution)
            yield from self._topic_tags(thread)
            self._meet_authors(thread)
            self.addresses.append(self._permalinks.add_thread(thread))
        yield from self._tag_rows()
        yield from self._category_rows()
        yield from self._user_rows()
        yield from self._permalinks.rows()

    def _category(self, thread: ArchivedThread) -> int:
        """The id of the thread's category, which is kept for later."""
        wiki = ids.wiki_category(thread.wiki.id if thread.wiki else None)
        self._wikis[wiki] = thread.wiki
        if thread.place is None or not self._by_location:
            return wiki
        self._places.setdefault(ids.row_id(thread.place.id), (wiki, thread.place))
        return thread.place.id

    def _host(self, host: str) -> str:
        """A host may hold a name too."""
        return self._archive.people.redact(host)

    def _topic_tags(self, thread: ArchivedThread) -> Iterator[Row]:
        tags = dict(self._tags[tag] for tag in thread.tags if tag in self._tags)
        self._used_tags.update(tags)
        for id_ in sorted(tags):
            yield Row("topic_tags", {"topic_id": thread.id, "tag_id": id_})

    def _meet_authors(self, thread: ArchivedThread) -> None:
        for entry, date in dated_entries(thread):
            self.estimated_dates += date.is_estimated
            if isinstance(entry, ArchivedPost):
                id_ = entry.author.id if entry.author else ids.UNKNOWN_AUTHOR
                member = self._members.setdefault(id_, _Member(entry.author, date.at, date.at))
                member.first = min(member.first, date.at)
                member.last = max(member.last, date.at)

    def _tag_rows(self) -> Iterator[Row]:
        for id_, name in sorted(self._used_tags.items()):
            yield Row("tags", {"id": id_, "name": name})

    def _category_rows(self) -> Iterator[Row]:
        names, slugs = category_names(), category_slugs(self._archive.people)
        for id_, wiki in sorted(self._wikis.items()):
            host = self._host(wiki.host) if wiki else None
            name = (wiki.name if wiki else None) or host or "Wiki not known"
            description = f"Discussions of {host}." if host else "Discussions of which no page tells the wiki."
            yield _category_row(id_, None, names.give(id_, name), slugs.give(id_, host or name), description)
            if host:
                yield Row("category_custom_fields", {"category_id": id_, "name": "archive_wiki", "value": host})
        below: dict[int, tuple[UniqueNames, UniqueNames]] = {}
        for id_, (parent, place) in sorted(self._places.items()):
            sub_names, sub_slugs = below.setdefault(parent, (category_names(), category_slugs(self._archive.people)))
            title = place.title or f"{place.kind} {place.id}"
            description = f"Discussions of the {place.kind} “{title}”."
            yield _category_row(id_, parent, sub_names.give(id_, title), sub_slugs.give(id_, title), description)
            fields = {"archive_kind": place.kind, "archive_title": place.title, "archive_url": place.url}
            for name, value in fields.items():
                if value is not None:
                    yield Row("category_custom_fields", {"category_id": id_, "name": name, "value": value})
            if place.kind == "forum":
                self._permalinks.add(place.url, "category_id", id_)

    def _user_rows(self) -> Iterator[Row]:
        names = usernames(self._archive.people)
        for id_, member in sorted(self._members.items()):
            person = member.person
            shown = person.name if person else "author not known"
            yield Row("users", {
                "id": id_,
                "username": names.give(ids.row_id(id_) if person else id_, shown if person else "author_not_known"),
                "original_username": shown,
                "name": display_name(shown),
                "created_at": instant_text(member.first),
                "last_seen_at": instant_text(member.last),
                "anonymized": 0,
                "admin": 0,
                "moderator": 0,
                "staged": 0,
            })  # fmt: skip
            fields = {
                "archive_account": shown,
                "archive_kind": _kind(person),
                "archive_wiki": self._host(person.wiki_host) if person and person.wiki_host else None,
                "archive_profile": person.profile_url if person else None,
                # When an account was opened no page of a thread tells.
                "archive_created_at": "first post in the archive",
            }
            for name, value in fields.items():
                if value is not None:
                    yield Row(
                        "user_custom_fields",
                        {"user_id": id_, "name": name, "value": value, "created_at": instant_text(member.first)},
                    )
            if person is not None and not person.is_withheld:
                self._permalinks.add(person.profile_url, "user_id", id_)


def _category_row(id_: int, parent: int | None, name: str, slug: str, description: str) -> Row:
    return Row("categories", {
        "id": id_, "parent_category_id": parent, "name": name, "slug": slug, "description": description, "read_restricted": 0,
        **_COLOURS,
    })  # fmt: skip


def _kind(person: Person | None) -> str:
    if person is None:
        return "unknown"
    return "withheld" if person.is_withheld else "anonymous" if person.is_anonymous else "registered"


def _tag_ids(archive: Archive) -> dict[str, tuple[int, str]]:
    """Each tag as threads show it -> its id and name on the forum; of tags that become equal the oldest stands for all."""
    found: dict[str, tuple[int, str]] = {}
    by_name: dict[str, int] = {}
    names = TagNames()
    for id_, name in archive.conn.execute("SELECT id, name FROM tags ORDER BY id"):
        shown = archive.people.redact(name)
        tag = names.give(ids.row_id(id_), shown)
        found.setdefault(shown, (by_name.setdefault(tag, id_), tag))
    return found
