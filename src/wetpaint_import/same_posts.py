"""Sightings of one thread -> its posts, each with all captures that show it: which posts of several captures are one post.

A thread may have been captured a thousand times. So posts are looked up by id, time and place, and what captures show of a post is
kept in sets: one more capture costs the same however many there were before.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from wetpaint_import.addresses import account_name
from wetpaint_import.model import Author, AuthorKind, PostView, Quote, Sighting
from wetpaint_import.words import fold_words

# A text of so many words is nobody else's: shorter ones ("thanks, I agree") two people may write in one minute.
_TELLING_WORDS = 8

Cluster = list[tuple[Sighting, PostView]]
_Key = tuple[str, Hashable]


def clusters(members: Sequence[Sighting], words: "Words") -> list[Cluster]:
    """The posts of all sightings, one list a post: they meet by id, else by time and number, by time and text, by time alone."""
    if len(members) == 1:
        return [[(members[0], post)] for post in members[0].view.posts]
    search = _Search()
    found_so_far: list[_Found] = []
    for member in members:
        for face in _new_posts(member, search):
            found_so_far.append(_Found(words))
            search.add(found_so_far[-1], member, face)
    return [found.shown for found in found_so_far]


def _new_posts(member: Sighting, search: "_Search") -> list["_Face"]:
    """Gives each post that the capture shows to the one found post that it can be; returns those that are none of them."""
    open_posts = [search.face_of(post) for post in member.view.posts]
    taken: set[_Found] = set()
    for is_same, keys_of in _SAMENESS:
        for face in list(open_posts):
            found = [each for each in search.with_any(keys_of(face)) if each not in taken and is_same(each, face)]
            has_rivals = len(found) == 1 and is_same is _same_time and sum(is_same(found[0], other) for other in open_posts) > 1
            if len(found) == 1 and not has_rivals:
                search.add(found[0], member, face)
                taken.add(found[0])
                open_posts.remove(face)
    return open_posts


class Words:
    """The words of posts, folded when first asked for and each text once: that takes longer than all the rest of merging."""

    def __init__(self) -> None:
        # With the view: the id of one that is gone may be another's.
        self._of_views: dict[int, tuple[PostView, str]] = {}
        self._of_texts: dict[tuple[tuple[Quote, ...], str], str] = {}

    def of(self, post: PostView) -> str:
        known = self._of_views.get(id(post))
        if known is None:
            text = post.quotes, post.body_text
            if text not in self._of_texts:
                self._of_texts[text] = words_of(post)
            known = self._of_views[id(post)] = post, self._of_texts[text]
        return known[1]


class _Face:
    """What a view of a post shows, as far as it tells which post it is.

    Two times agree where one's `asked_times` has one of the other's `shown_times`: as instants, else as printed.
    """

    def __init__(self, view: PostView) -> None:
        self.view = view
        self.id = view.original_id
        self.number = view.number
        self.position = view.position
        self.place = view.number, view.position
        # The opening post's subject is the thread's title, which may change; there is only one.
        self.head = view.number, view.position, view.subject if view.position else None
        self.account = account_of(view.author) if view.author else None
        self.has_instant = view.posted is not None and view.posted.at is not None
        self.shown_times: tuple[_Key, ...] = ()
        self.asked_times: tuple[_Key, ...] = ()
        if view.posted is not None:
            at, text = view.posted.at, view.posted.text
            self.shown_times = ("print", text), ("instant", at) if at is not None else ("print alone", text)
            self.asked_times = (("instant", at), ("print alone", text)) if at is not None else (("print", text),)


class _Found:
    """A post that was found, the captures that show it, and all that any of them shows of it."""

    def __init__(self, words: Words) -> None:
        self.shown: Cluster = []
        self.ids: set[str] = set()
        self.accounts: set[str] = set()
        self.times: set[_Key] = set()
        self.places: set[tuple[int | None, int]] = set()
        self.heads: set[tuple[_Key, Hashable]] = set()
        self.has_unnumbered = False
        self.undated_positions: set[int] = set()
        self._words = words
        self._faces: set[_Face] = set()
        self._unread: list[_Face] = []
        self._texts: set[Hashable] = set()

    def add(self, member: Sighting, face: _Face) -> bool:
        """Whether the capture shows the post otherwise than all before it."""
        self.shown.append((member, face.view))
        if face in self._faces:
            return False
        self._faces.add(face)
        self._unread.append(face)
        if face.id:
            self.ids.add(face.id)
        if face.account is not None:
            self.accounts.add(face.account)
        self.times.update(face.shown_times)
        self.places.add(face.place)
        self.heads.update((time, face.head) for time in face.shown_times)
        self.has_unnumbered = self.has_unnumbered or face.number is None
        if not face.has_instant:
            self.undated_positions.add(face.position)
        return True

    def may_be(self, face: _Face) -> bool:
        """Different ids are different posts; a text that stands for two authors is not one post."""
        if self.ids and face.id is not None:
            return False
        return face.account is None or not self.accounts or face.account in self.accounts

    def may_be_at_its_time(self, face: _Face) -> bool:
        return not self.times.isdisjoint(face.asked_times) and self.may_be(face)

    def says(self, face: _Face) -> bool:
        return self._words.of(face.view) in self._read_texts()

    def says_at_length_at_its_time(self, face: _Face) -> bool:
        words, texts = self._words.of(face.view), self._read_texts()
        return words.count(" ") + 1 >= _TELLING_WORDS and any((time, words) in texts for time in face.asked_times)

    def says_at_its_position(self, face: _Face) -> bool:
        """Where one of the two has no time that could be read."""
        words, texts = self._words.of(face.view), self._read_texts()
        return (face.position, False, words) in texts or (not face.has_instant and (face.position, True, words) in texts)

    def _read_texts(self) -> set[Hashable]:
        """The words of each view; the same with a time that it shows; with its position and whether that time is an instant."""
        for face in self._unread:
            words = self._words.of(face.view)
            self._texts |= {words, (face.position, face.has_instant, words), *((time, words) for time in face.shown_times)}
        self._unread.clear()
        return self._texts


class _Search:
    """Finds the posts that a view might show, by any key: its id, a time, its position."""

    def __init__(self) -> None:
        self._faces: dict[PostView, _Face] = {}
        self._by_key: dict[_Key, dict[_Found, None]] = defaultdict(dict)

    def face_of(self, post: PostView) -> _Face:
        face = self._faces.get(post)
        if face is None:
            face = self._faces[post] = _Face(post)
        return face

    def add(self, found: _Found, member: Sighting, face: _Face) -> None:
        if found.add(member, face):
            for key in (("id", face.id), ("position", face.position), *face.shown_times):
                self._by_key[key][found] = None

    def with_any(self, keys: Sequence[_Key]) -> dict[_Found, None]:
        return {found: None for key in keys for found in self._by_key.get(key, ())}


def _same_id(found: _Found, face: _Face) -> bool:
    return face.id in found.ids


def _same_in_all(found: _Found, face: _Face) -> bool:
    return _same_time_and_number(found, face) and found.says(face)


def _same_time_and_text(found: _Found, face: _Face) -> bool:
    return found.may_be_at_its_time(face) and found.says(face)


def _same_time_and_number(found: _Found, face: _Face) -> bool:
    return face.place in found.places and found.may_be_at_its_time(face)


def _same_but_author(found: _Found, face: _Face) -> bool:
    """Posts that agree in time, number and subject, or in time and a long text, are one, whose author took another name."""
    if found.ids and face.id is not None:
        return False
    return any((time, face.head) in found.heads for time in face.asked_times) or found.says_at_length_at_its_time(face)


def _same_time(found: _Found, face: _Face) -> bool:
    """Time alone tells a post only where one of the two prints no number: a thread may get two posts in a minute."""
    return (face.number is None or found.has_unnumbered) and found.may_be_at_its_time(face)


def _same_number_and_text(found: _Found, face: _Face) -> bool:
    """Where one of the two has no time that could be read."""
    is_undated = not face.has_instant or face.position in found.undated_positions
    return is_undated and found.may_be(face) and found.says_at_its_position(face)


def _id_key(face: _Face) -> Sequence[_Key]:
    return (("id", face.id),) if face.id else ()


def _time_keys(face: _Face) -> Sequence[_Key]:
    return face.asked_times


def _position_key(face: _Face) -> Sequence[_Key]:
    return (("position", face.position),)


# From the surest sign to the weakest, each with the keys of which a found post must have one.
_SAMENESS: tuple[tuple[Callable[[_Found, _Face], bool], Callable[[_Face], Sequence[_Key]]], ...] = (
    (_same_id, _id_key),
    (_same_in_all, _time_keys),
    (_same_time_and_text, _time_keys),
    (_same_time_and_number, _time_keys),
    (_same_but_author, _time_keys),
    (_same_time, _time_keys),
    (_same_number_and_text, _position_key),
)


def words_of(post: PostView) -> str:
    """What a post says, for comparing states: text renderings run quote and body together and lose the spacing."""
    return fold_words(" ".join([*(quote.text for quote in post.quotes), post.body_text]))


def account_of(author: Author) -> str:
    """What tells an author from others of the wiki: the account that the profile's address names, else the name; "" = anonymous."""
    if author.kind is AuthorKind.ANONYMOUS:
        return ""
    return (account_name(author.profile_url) if author.profile_url else None) or author.name or ""
