"""The archive -> Fossil repositories: one a wiki, whose forum holds the threads with the history of their edits."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.address_map import thread_moved
from wetpaint_import.export.fossil.checking import check
from wetpaint_import.export.fossil.repository import ADMIN, Repository, workshop
from wetpaint_import.export.fossil.threads import artifacts
from wetpaint_import.export.target import Difference, Outcome, Target
from wetpaint_import.export.wiki_names import WikiNames


def _write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001 (there are none)
    wikis = WikiNames(archive)
    outcome = Outcome()
    repositories: dict[str, Repository] = {}
    titles: dict[str, str] = {}
    with workshop(folder) as inside:
        for thread in archive.threads():
            name = wikis.name(thread)
            if name not in repositories:
                for other in repositories.values():
                    other.rest()
                repositories[name] = Repository(inside / f"{name}.fossil")
                titles[name] = wikis.title(thread)
            made = list(artifacts(thread, archive.people))
            for artifact in made:
                repositories[name].add(artifact.data, artifact.hash)
            outcome.written["forum_posts"] += sum(not artifact.version for artifact in made)
            outcome.written["edits"] += sum(artifact.version > 0 for artifact in made)
            outcome.written["placeholders"] += sum(artifact.post_id is None for artifact in made)
            outcome.estimated_dates += sum(post.posted_at is None for post in thread.posts)
            outcome.addresses.append(thread_moved(thread, f"{name}/forumpost/{made[0].hash}"))
        for name, repository in repositories.items():
            repository.finish(folder / f"{name}.fossil", name, titles[name])
    outcome.written["repositories"] = len(repositories)
    return outcome


def _check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    return check(archive, folder)


def _next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    names = sorted(path.stem for path in folder.glob("*.fossil"))
    return [
        f"mkdir -p forum && cp {shlex.quote(str(folder))}/*.fossil forum/   (Fossil writes into what it serves)",
        "fossil server --localhost --repolist forum",
        f"fossil user password {ADMIN} NEW-PASSWORD -R forum/{names[0]}.fossil   (to sign in as its administrator)",
    ]


TARGET = Target(
    name="fossil",
    summary="Fossil repositories, one a wiki: a forum with the history of its edits.",
    write=_write,
    check=_check,
    next_steps=_next_steps,
    cannot_hold=(
        "subjects of answers: Fossil titles threads only, so a subject of its own stands above its post",
        "tags, ratings, flags and places as such: they stand in the line below a post",
        "two posts of one instant, answers dated before what they answer: such dates are a thousandth of a second later",
        "accounts: authors are names, and nobody can sign in as one of them",
    ),
    own_words=(
        "SQLite format archive anonymous nobody developer reader admin user blob content config project name server code forum"
        " event initial empty check-in trunk branch tag comment date hidden private cluster closed parent note Post Reply Edit lost"
        " posts author not known title captured edited from tags the page account photo video featured locked reported is are an"
        " estimate no p br b i u s a small big sub sup code pre hr h1 h2 h3 h4 h5 h6 img src alt href blockquote ul ol li start"
        " table border tr td th http https by of found valuable later captures show it more text/x-fossil-wiki this not in"
        " thread Anon Nobody Dev Reader index main text wiki Discussions of as web archives keep them fossil started"
        # Of Fossil's own tables and cards, and of the tickets that every repository is ready for.
        " access active all autoindex autosync aux bgcolor c case ci d datetime deferred description edits ei else end f ffffff"
        " fixed forumpost forumthread g h hash hmnc key kptw localauth log mainmenu mtime n open placeholders plaintext plink"
        " policy quot r rebuilt repositories review schema search select status substr subsystem sym tagxref tested then ticket"
        " tickets timeline tkt to type utc uuid verified version w when y z"
    ),
)
