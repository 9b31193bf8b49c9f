"""Fossil: its server on loopback, what its forum pages show, and its commands. Without it the tests that use it fail."""

import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from lxml import etree, html

from markup_shown import Shown, shown
from real_programs.listening import await_listening, free_port
from real_programs.needed import needed


@dataclass(frozen=True, kw_only=True)
class SeenPost:
    """A post on a forum page. `number` and `answers` count as the page does; `body` ends with the line that is ours."""

    number: str
    user: str
    at: str
    answers: str | None
    is_edited: bool
    body: Shown
    markup: str


@dataclass(frozen=True, kw_only=True)
class SeenThread:
    title: str
    posts: list[SeenPost]


@contextmanager
def serving(folder: Path, home: Path) -> Iterator[str]:
    """The address under which Fossil serves the repositories of a folder, each below its own name."""
    port = free_port()
    command = [_program(), "server", str(folder), "--localhost", "--port", str(port), "--repolist"]
    server = subprocess.Popen(command, env=_environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_listening(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def thread_page(address: str) -> SeenThread:
    """The page of a thread, its posts in the order of their tree."""
    with urlopen(f"{address}?t=h") as answer:  # noqa: S310 (our own server)
        root = html.fromstring(answer.read().decode())
    elements = _of_class(root, "forumTime")
    return SeenThread(title=str(elements[0].findtext("h1")), posts=[*map(_post, elements)])


def page(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 (our own server)
        text: str = answer.read().decode()
        return text


def run_fossil(home: Path, *arguments: str | Path) -> str:
    done = subprocess.run(
        [_program(), *map(str, arguments)],
        env=_environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, f"fossil {arguments[0]}: {done.stderr}{done.stdout}"
    return done.stdout


def forum_table(repository: Path) -> list[tuple[str, str, str | None, str | None, float]]:
    """What Fossil made of all forum posts: hash, thread, state before, post that is answered, day of the Julian calendar."""
    with closing(sqlite3.connect(f"file:{repository}?mode=ro", uri=True)) as conn:
        return conn.execute(
            "SELECT b.uuid, r.uuid, p.uuid, i.uuid, fmtime FROM forumpost JOIN blob AS b ON b.rid = fpid"
            " JOIN blob AS r ON r.rid = froot"
            " LEFT JOIN blob AS p ON p.rid = fprev LEFT JOIN blob AS i ON i.rid = firt ORDER BY 1"
        ).fetchall()


def _post(element: etree._Element) -> SeenPost:
    (heading,) = _of_class(element, "forumPostHdr")
    (body,) = _of_class(element, "forumPostBody")
    text = "".join(map(str, heading.itertext()))
    said = re.match(r"\((\S+)\) By .* on (\S+ \S+)", text, re.DOTALL)
    assert said is not None, text
    answered = re.search(r"in reply to\s+(\S+)", text)
    markup = "".join(html.tostring(child, encoding="unicode") for child in body)
    return SeenPost(
        number=said[1],
        user="".join(map(str, next(heading.iterchildren("a")).itertext())),
        at=said[2],
        answers=answered[1] if answered else None,
        is_edited="edited from" in text,
        body=shown(markup),
        markup=markup,
    )


def _of_class(element: etree._Element, name: str) -> list[etree._Element]:
    return [inner for inner in element.iter() if name in str(inner.get("class")).split()]


def _program() -> str:
    return needed("fossil", "fossil")


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "FOSSIL_HOME": str(home), "HOME": str(home), "USER": "reader"}
