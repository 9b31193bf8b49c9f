"""Sightings of one thread -> its posts, each with all captures that show it: which posts of several captures are one post."""

from collections.abc import Sequence

from wetpaint_import.addresses import account_name
from wetpaint_import.model import Author, AuthorKind, PostView, Sighting
from wetpaint_import.words import fold_words

# A text of so many words is nobody else's: shorter ones ("thanks, I agree") two people may write in one minute.
_TELLING_WORDS = 8

Cluster = list[tuple[Sighting, PostView]]


def clusters(members: Sequence[Sighting]) -> list[Cluster]:
    """The posts of all sightings, one list a post: they meet by id, else by time and number, by time and text, by time alone."""
    if len(members) == 1:
        return [[(members[0], post)] for post in members[0].view.posts]
    found_so_far: list[Cluster] = []
    for member in members:
        open_posts = list(member.view.posts)
        free = list(found_so_far)
        for is_same in _SAMENESS:
            for post in list(open_posts):
                found = [cluster for cluster in free if is_same(cluster, post)]
                rivals = [other for other in open_posts if other is not post and any(is_same(c, other) for c in found)]
                if len(found) == 1 and not (rivals and is_same is _same_time):
                    found[0].append((member, post))
                    free.remove(found[0])
                    open_posts.remove(post)
        found_so_far.extend([(member, post)] for post in open_posts)
    return found_so_far


def _ids(cluster: Cluster) -> set[str]:
    return {post.original_id for _, post in cluster if post.original_id}


def _same_id(cluster: Cluster, post: PostView) -> bool:
    return post.original_id is not None and post.original_id in _ids(cluster)


def _may_meet(cluster: Cluster, post: PostView) -> bool:
    """Different ids are different posts; a text that stands for two authors is not one post."""
    ids = _ids(cluster)
    if ids and post.original_id is not None:
        return False
    accounts = {account_of(p.author) for _, p in cluster if p.author}
    return post.author is None or not accounts or account_of(post.author) in accounts


def _at_one_time(cluster: Cluster, post: PostView) -> bool:
    return post.posted is not None and _may_meet(cluster, post) and any(_times_agree(p, post) for _, p in cluster)


def _same_time(cluster: Cluster, post: PostView) -> bool:
    """Time alone tells a post only where one of the two prints no number: a thread may get two posts in a minute."""
    return _at_one_time(cluster, post) and any(p.number is None or post.number is None for _, p in cluster)


def _same_in_all(cluster: Cluster, post: PostView) -> bool:
    return _same_time_and_number(cluster, post) and _same_time_and_text(cluster, post)


def _same_but_author(cluster: Cluster, post: PostView) -> bool:
    """Posts that agree in time, number and subject, or in time and a long text, are one, whose author took another name."""
    if _ids(cluster) and post.original_id is not None:
        return False
    return any(_times_agree(p, post) and (_same_head(p, post) or _same_long_text(p, post)) for _, p in cluster)


def _same_head(a: PostView, b: PostView) -> bool:
    if (a.number, a.position) != (b.number, b.position):
        return False
    # The opening post's subject is the thread's title, which may change; there is only one.
    return a.position == 0 or a.subject == b.subject


def _same_long_text(a: PostView, b: PostView) -> bool:
    words = words_of(a)
    return words.count(" ") + 1 >= _TELLING_WORDS and words == words_of(b)


def _times_agree(a: PostView, b: PostView) -> bool:
    if a.posted is None or b.posted is None:
        return False
    if a.posted.at is not None and b.posted.at is not None:
        return a.posted.at == b.posted.at
    return a.posted.text == b.posted.text


def _same_time_and_number(cluster: Cluster, post: PostView) -> bool:
    return _at_one_time(cluster, post) and any(p.number == post.number and p.position == post.position for _, p in cluster)


def _same_time_and_text(cluster: Cluster, post: PostView) -> bool:
    return _at_one_time(cluster, post) and any(words_of(p) == words_of(post) for _, p in cluster)


def _same_number_and_text(cluster: Cluster, post: PostView) -> bool:
    """Where one of the two has no time that could be read."""
    return _may_meet(cluster, post) and any(
        (p.posted is None or post.posted is None or p.posted.at is None or post.posted.at is None)
        and p.position == post.position
        and words_of(p) == words_of(post)
        for _, p in cluster
    )


# From the surest sign to the weakest.
_SAMENESS = (
    _same_id, _same_in_all, _same_time_and_text, _same_time_and_number, _same_but_author, _same_time, _same_number_and_text,
)  # fmt: skip


def words_of(post: PostView) -> str:
    """What a post says, for comparing states: text renderings run quote and body together and lose the spacing."""
    return fold_words(" ".join([*(quote.text for quote in post.quotes), post.body_text]))


def account_of(author: Author) -> str:
    """What tells an author from others of the wiki: the account that the profile's address names, else the name; "" = anonymous."""
    if author.kind is AuthorKind.ANONYMOUS:
        return ""
    return (account_name(author.profile_url) if author.profile_url else None) or author.name or ""
