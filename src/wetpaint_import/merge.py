"""Sightings of threads -> threads: which sightings are one thread, which posts are one post, and which capture wins a field.

Every result depends only on the set of sightings, never on the order in which they came: all loops run over a sorted list.

Which capture wins: fields come from the newest capture that knows them; a known value is never replaced by an unknown one. A body
comes as a whole (text, HTML, quotes, links, images) from the newest state, and within a state from a capture of HTML rather than
of text.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from msgspec.structs import replace

from wetpaint_import.addresses import first_address, thread_address
from wetpaint_import.ledger import lacks_of
from wetpaint_import.model import Location, Naming, Post, PostView, Sighting, Source, Thread, ThreadView, Version
from wetpaint_import.naming import best_named, namings, own_and_others
from wetpaint_import.replies import link_replies
from wetpaint_import.same_posts import Cluster, Words, clusters, words_of
from wetpaint_import.words import fold_words

_OLDEST = datetime(1, 1, 1, tzinfo=UTC)


def by_age(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Oldest first; an undated capture counts as oldest, a partial view before a whole one of the same moment."""
    return sorted(
        sightings,
        key=lambda s: (
            s.captured_at or _OLDEST,
            not s.is_partial,
            not s.is_text,
            s.digest,
            s.view.url or "",
            s.host or "",
            s.capture_id,
        ),
    )


def signature(view: ThreadView) -> str | None:
    """What tells a thread without an address: its title and the time of its opening post; None where either is lacking."""
    opening = next((post for post in view.posts if post.position == 0), None)
    if opening is None or opening.posted is None or not view.title:
        return None
    return f"{fold_words(view.title)}|{_instant(opening)}"


def _instant(post: PostView) -> str:
    if post.posted is None:
        return ""
    return post.posted.at.isoformat() if post.posted.at else post.posted.text


Identity = tuple[str | None, str]


def group(sightings: Iterable[Sighting]) -> list[list[Sighting]]:
    """The sightings, one list a thread.

    Threads meet by wiki and id. A sighting without an id joins the one thread that has its title and opening time (or, where
    it does not show the opening post, its title), if it is only one and no wiki or location speaks against it.
    """
    with_id: dict[Identity, list[Sighting]] = defaultdict(list)
    timed: list[Sighting] = []
    untimed: list[Sighting] = []
    for sighting in by_age(sightings):
        if sighting.view.original_id is not None:
            with_id[sighting.host, sighting.view.original_id].append(sighting)
        elif signature(sighting.view) is not None:
            timed.append(sighting)
        else:
            untimed.append(sighting)
    _join_unknown_hosts(with_id)
    groups: dict[str, list[Sighting]] = {f"id:{host}|{thread_id}": members for (host, thread_id), members in with_id.items()}
    _join(groups, timed, signature)
    _join(groups, untimed, lambda view: fold_words(view.title) if view.title else None)
    return sorted((by_age(members) for members in groups.values()), key=thread_key)


def _join(groups: dict[str, list[Sighting]], loose: Sequence[Sighting], sign_of: Callable[[ThreadView], str | None]) -> None:
    """Each of `loose` to the one group that shows its sign; what fits none, or several, stays with its own equals."""
    if not loose:
        return
    by_sign: dict[str, list[str]] = defaultdict(list)
    for name, members in groups.items():
        for sign in sorted({sign for member in members if (sign := sign_of(member.view))}):
            by_sign[sign].append(name)
    evidence = {name: _Evidence(groups[name]) for name in {name for names in by_sign.values() for name in names}}
    own: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in loose:
        sign = sign_of(sighting.view)
        fitting = [name for name in by_sign.get(sign or "", ()) if evidence[name].allows(sighting)]
        if len(fitting) == 1:
            groups[fitting[0]].append(sighting)
            evidence[fitting[0]].add(sighting)
        else:
            own[f"loose:{sighting.host or ''}|{sign or sighting.digest}"].append(sighting)
    # Sightings of an unknown wiki join those of the one known wiki that shows the same.
    of_known_wikis: dict[str, list[str]] = defaultdict(list)
    for name in own:
        if not name.startswith("loose:|"):
            of_known_wikis[name.partition("|")[2]].append(name)
    for name in [name for name in own if name.startswith("loose:|")]:
        known = of_known_wikis[name.removeprefix("loose:|")]
        if len(known) == 1:
            own[known[0]].extend(own.pop(name))
    groups.update(own)


def _join_unknown_hosts(with_id: dict[Identity, list[Sighting]]) -> None:
    """A page that gives an id but no wiki belongs to the one wiki that has a thread of that id."""
    of_known_wikis: dict[str, list[Identity]] = defaultdict(list)
    for key in with_id:
        if key[0] is not None:
            of_known_wikis[key[1]].append(key)
    for key in [key for key in with_id if key[0] is None]:
        known = of_known_wikis[key[1]]
        if len(known) == 1:
            with_id[known[0]].extend(with_id.pop(key))


class _Evidence:
    """The wikis and locations of which the members of a group speak."""

    def __init__(self, members: Iterable[Sighting]) -> None:
        self._hosts: set[str] = set()
        self._locations: set[str | None] = set()
        for member in members:
            self.add(member)

    def add(self, member: Sighting) -> None:
        if member.host is not None:
            self._hosts.add(member.host)
        if member.view.location is not None:
            self._locations.add(member.view.location.title)

    def allows(self, sighting: Sighting) -> bool:
        """Whether nothing speaks against it that a sighting without an id is of the same thread."""
        if sighting.host is not None and self._hosts:
            return sighting.host in self._hosts
        own = sighting.view.location.title if sighting.view.location else None
        return own is None or not self._locations or own in self._locations


def thread_key(members: Sequence[Sighting]) -> str:
    """A text that names the thread and stays the same as long as its oldest evidence does."""
    host = next((member.host for member in members if member.host), None) or ""
    thread_id = next((member.view.original_id for member in members if member.view.original_id), None)
    if thread_id is not None:
        return f"{host}|id|{thread_id}"
    sign = next((sign for member in members if (sign := signature(member.view))), None)
    return f"{host}|title|{sign}" if sign else f"{host}|page|{members[0].digest}"


def merge(sightings: Sequence[Sighting]) -> Thread:
    """The thread that `sightings` (one group of `group`) show."""
    members = by_age(sightings)
    words = Words()
    shown = clusters(members, words)
    view, sources = _thread_view(members)
    newest_whole = next((m.captured_at for m in reversed(members) if _shows_all(m)), None)
    posts = [_merge_post(cluster, newest_whole, words) for cluster in shown]
    posts = link_replies(_in_order(posts))
    host = next((member.host for member in members if member.host), None)
    view = replace(view, posts=tuple(post.view for post in posts), url=view.url or thread_address(host, view))
    missing, findings = lacks_of(view, posts, members)
    starter, other_starters = own_and_others(view.starter, namings([(member, member.view.starter) for member in members]))
    return Thread(
        key=thread_key(members), host=host, view=view, posts=tuple(posts), sources=sources, missing=missing, findings=findings,
        other_locations=_other_locations(members, view.location), starter=starter, other_starters=other_starters,
    )  # fmt: skip


_State = tuple[str | None, str, datetime | None]


def _state(post: PostView, words: Words) -> _State:
    """What tells the versions of a post apart."""
    return post.subject, words.of(post), post.edited.at if post.edited and post.is_edited else None


def _shows_all(member: Sighting) -> bool:
    """Whether the capture shows the whole thread, so that a post it lacks was gone by then."""
    claimed = member.view.claimed_post_count
    return not member.is_partial and member.view.page is None and claimed == len(member.view.posts)


def _merge_post(cluster: Cluster, newest_whole: datetime | None, words: Words) -> Post:
    if len(cluster) == 1:
        return _lone_post(*cluster[0], newest_whole)
    states: dict[_State, Cluster] = defaultdict(list)
    for sighting, post in cluster:
        states[_state(post, words)].append((sighting, post))
    versions = tuple(
        Version(
            subject=subject,
            body_html=_best(members)[1].body_html,
            edited_at=edited_at,
            capture_ids=tuple(sighting.capture_id for sighting, _ in members),
        )
        for (subject, _, edited_at), members in states.items()
    )
    body = _best(states[_state(cluster[-1][1], words)])
    view, sources = _post_view(cluster, body)
    author, other_names = own_and_others(view.author, namings([(sighting, post.author) for sighting, post in cluster]))
    seen = [sighting.captured_at for sighting, _ in cluster if sighting.captured_at]
    last_seen = max(seen, default=None)
    return Post(
        key="",
        view=view,
        versions=versions,
        sources=sources,
        last_seen_at=last_seen,
        is_gone=bool(newest_whole and last_seen and newest_whole > last_seen),
        said=tuple(dict.fromkeys([view.body_text, *(post.body_text for _, post in reversed(cluster))])),
        author=author,
        other_names=other_names,
    )


def _lone_post(sighting: Sighting, post: PostView, newest_whole: datetime | None) -> Post:
    """A post that only one capture shows is what it shows: most posts of most archives."""
    edited_at = post.edited.at if post.edited and post.is_edited else None
    version = Version(subject=post.subject, body_html=post.body_html, edited_at=edited_at, capture_ids=(sighting.capture_id,))
    filled = tuple(getattr(post, name) is not None for name in _POST_FIELDS)
    hidden = _is_null("posted_at", post), _is_null("edited_at", post)
    return Post(
        key="",
        view=post,
        versions=(version,),
        sources=_lone_sources(sighting.capture_id, post.rules, filled, hidden),
        last_seen_at=sighting.captured_at,
        is_gone=bool(newest_whole and sighting.captured_at and newest_whole > sighting.captured_at),
        said=(post.body_text,),
        author=Naming(author=post.author, shown_at=sighting.captured_at, capture_id=sighting.capture_id) if post.author else None,
    )


# The posts of a page were read by the same few rules.
@lru_cache(maxsize=256)
def _lone_sources(
    capture_id: int, rules: tuple[tuple[str, str], ...], filled: tuple[bool, ...], hidden: tuple[bool, bool]
) -> tuple[Source, ...]:
    """The sources of a lone post; `filled` goes with `_POST_FIELDS`, `hidden` says whether its two times have no instant."""
    sources = [Source(field="position", capture_id=capture_id, rule="order on the page")]
    sources += [Source(field=name, capture_id=capture_id, rule=_rule(rules, "body_text")) for name in ("body_text", "body_html")]
    for name, is_filled in zip(_POST_FIELDS, filled, strict=True):
        if is_filled:
            sources += _sources(name, capture_id, rules)
    nulls = {name for name, is_hidden in zip(("posted_at", "edited_at"), hidden, strict=True) if is_hidden}
    return tuple(source for source in sources if source.field not in nulls)


def _best(members: Cluster) -> tuple[Sighting, PostView]:
    """The newest of the captures that show one state, HTML before text."""
    return [*[m for m in members if m[0].is_text], *[m for m in members if not m[0].is_text]][-1]


_BODY_FIELDS = ("body_text", "body_html", "quotes", "links", "images")
_POST_FIELDS = ("number", "subject", "author", "posted", "edited", "found_valuable", "rated_by", "original_id")
# The columns of `posts` that a field of a view fills, and the name under which the parser gave its rule.
_COLUMNS = {
    "author": (("author_id",), "author"),
    "posted": (("posted_at", "posted_at_text"), "posted_at"),
    "edited": (("edited_at", "edited_at_text"), "edited_at"),
    "rated_by": (("rated_by",), "found_valuable"),
    "location": (("location_id",), "location"),
    "starter": (("starter_id",), "starter"),
}
# The rules of fields that the parser reads in one way only, and gives without a rule.
_ONLY_RULES = {"starter": "Started By column"}


def _post_view(cluster: Cluster, body: tuple[Sighting, PostView]) -> tuple[PostView, tuple[Source, ...]]:
    newest_capture, newest = cluster[-1]
    values: dict[str, object] = {}
    sources = [Source(field="position", capture_id=newest_capture.capture_id, rule="order on the page")]
    for name in _BODY_FIELDS:
        values[name] = getattr(body[1], name)
    rule = _rule(body[1].rules, "body_text")
    sources += [Source(field=name, capture_id=body[0].capture_id, rule=rule) for name in ("body_text", "body_html")]
    for name in _POST_FIELDS:
        known = [(sighting, post) for sighting, post in cluster if getattr(post, name) is not None]
        if known:
            sighting, post = _winner(name, known)
            values[name] = getattr(post, name)
            sources += _sources(name, sighting.capture_id, post.rules)
    view = replace(newest, **values)
    return view, tuple(source for source in sources if not _is_null(source.field, view))


def _sources(name: str, capture_id: int, rules: Sequence[tuple[str, str]]) -> list[Source]:
    columns, rule_name = _COLUMNS.get(name, ((name,), name))
    return [Source(field=column, capture_id=capture_id, rule=_rule(rules, rule_name)) for column in columns]


def _is_null(column: str, view: PostView) -> bool:
    """Times that were printed but have no instant, or equal the other one, fill only the column with the text."""
    if column == "posted_at":
        return view.posted is None or view.posted.at is None
    return column == "edited_at" and (view.edited is None or view.edited.at is None or not view.is_edited)


def _winner(name: str, known: Cluster) -> tuple[Sighting, PostView]:
    """The newest capture that knows the field; of a time, the newest that knows the instant."""
    if name in ("posted", "edited"):
        resolved = [member for member in known if getattr(member[1], name).at is not None]
        return (resolved or known)[-1]
    if name == "author":
        return best_named(known, lambda post: post.author)
    return known[-1]


def _rule(rules: Sequence[tuple[str, str]], field: str) -> str:
    return dict(rules).get(field) or _ONLY_RULES.get(field, "printed")


_THREAD_FIELDS = (
    "original_id", "title", "location", "claimed_post_count", "tags", "url", "starter", "is_featured", "is_locked", "is_reported",
)  # fmt: skip


def _thread_view(members: Sequence[Sighting]) -> tuple[ThreadView, tuple[Source, ...]]:
    values: dict[str, object] = {"page": None}
    sources: list[Source] = []
    for name in _THREAD_FIELDS:
        known = [member for member in members if getattr(member.view, name) is not None]
        if not known:
            continue
        if name == "claimed_post_count" and any(not m.is_partial for m in known):
            known = [m for m in known if not m.is_partial]
        winner = known[-1] if name != "starter" else best_named([(m, m.view) for m in known], lambda view: view.starter)[0]
        values[name] = _filled_location(known) if name == "location" else getattr(winner.view, name)
        sources += _sources(name, winner.capture_id, winner.view.rules)
    return replace(members[-1].view, **values), tuple(sources)


def _other_locations(members: Sequence[Sighting], own: Location | None) -> tuple[Location, ...]:
    """Where the thread hung before, and what else captures say of where it hangs."""
    found = dict.fromkeys(member.view.location for member in members if member.view.location)
    return tuple(location for location in found if location != own)


def _filled_location(known: Sequence[Sighting]) -> Location | None:
    """The newest location, with the address that another capture gives for it."""
    location = known[-1].view.location
    if location is None or location.url is not None:
        return location
    same = [m.view.location for m in known if m.view.location and m.view.location.title == location.title]
    return replace(location, url=first_address(other.url for other in same if other.kind is location.kind))


def _in_order(posts: list[Post]) -> list[Post]:
    """Posts by position, those that share one by time; each gets its key, and a position of its own."""
    positions = [post.view.position for post in posts]
    if len(set(positions)) < len(positions):
        posts = sorted(
            posts, key=lambda p: (p.view.position, _posted(p), not p.is_gone, p.view.original_id or "", words_of(p.view))
        )
    elif positions != sorted(positions):
        posts = sorted(posts, key=lambda p: p.view.position)
    placed: list[Post] = []
    taken: Counter[str] = Counter()
    for post in posts:
        position = max(post.view.position, placed[-1].view.position + 1 if placed else 0)
        view = post.view if post.view.position == position else replace(post.view, position=position)
        placed.append(replace(post, key=_post_key(view, taken), view=view))
    return placed


def _posted(post: Post) -> datetime:
    return post.view.posted.at if post.view.posted and post.view.posted.at else _OLDEST


def _post_key(view: PostView, taken: Counter[str]) -> str:
    key = f"id:{view.original_id}" if view.original_id else f"at:{_instant(view)}"
    taken[key] += 1
    return f"{key}#{taken[key] - 1}" if taken[key] > 1 else key
