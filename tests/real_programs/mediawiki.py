"""Debian's MediaWiki on SQLite: a throwaway wiki in a folder, its maintenance scripts, its parser, its tables."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from real_programs.needed import lacking

# Where the package `mediawiki` keeps the wiki that it would serve; its scripts must run there.
PROGRAM: Final = Path("/var/lib/mediawiki")
_PARSE_MANY: Final = Path(__file__).with_name("parse_many.php")
_PHP: Final = ("php", "-d", "memory_limit=1G")
_DATABASE: Final = "w"
# Seconds. An import of 2 000 revisions takes 20.
_LONGEST_RUN: Final = 300
Value = str | int | float | bytes | None


class FailedScriptError(Exception):
    """A script of MediaWiki's ended with another exit code than 0."""

    def __init__(self, script: str, exit_code: int, output: str, errors: str) -> None:
        super().__init__(f"{script} ended with {exit_code}: {output[-2000:]}{errors[-2000:]}")
        self.exit_code = exit_code
        self.output = output
        self.errors = errors


@dataclass(frozen=True, slots=True)
class MediaWiki:
    """A wiki of its own; `close()` removes its folder."""

    folder: Path

    @classmethod
    def install(cls, folder: Path, *, settings: str = "") -> Self:
        """A fresh wiki in `folder`, which must not exist or be empty; `settings` is PHP for the end of LocalSettings.php."""
        if shutil.which("php") is None or not (PROGRAM / "maintenance" / "install.php").exists():
            lacking("MediaWiki", "mediawiki php-sqlite3 php-cli php-intl")
        (folder / "data").mkdir(parents=True)
        wiki = cls(folder)
        options = {
            "dbtype": "sqlite",
            "dbname": _DATABASE,
            "dbpath": str(folder / "data"),
            "confpath": str(folder),
            "scriptpath": "",
            "server": "http://127.0.0.1",
            "lang": "en",
            "pass": "throw-away-wiki-1",
        }
        named = [word for name, value in options.items() for word in (f"--{name}", value)]
        wiki._php(["maintenance/install.php", *named, "Archive", "Keeper"], config=False)
        with (folder / "LocalSettings.php").open("a", encoding="utf-8") as file:
            file.write(f"\n$wgJobRunRate = 0;\n{settings}\n")
        return wiki

    def run_maintenance(self, script: str, *arguments: str, stdin: str | None = None) -> str:
        """What a script of MediaWiki's folder `maintenance` prints; raises `FailedScriptError` where it fails."""
        return self._php([f"maintenance/{script}", *arguments], stdin=stdin)

    def parse(self, wikitexts: Sequence[str]) -> list[str]:
        """The HTML of each text, as if it were a talk page; one start of PHP for all."""
        with self.parser() as parse:
            return parse(wikitexts)

    @contextmanager
    def parser(self) -> Iterator[Callable[[Sequence[str]], list[str]]]:
        """`parse`, by one process that lives as long as the context: a millisecond a text."""
        with subprocess.Popen(
            [*_PHP, str(_PARSE_MANY)],
            cwd=PROGRAM,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            given, answers = process.stdin, process.stdout

            def parse(wikitexts: Sequence[str]) -> list[str]:
                given.write(json.dumps(list(wikitexts)) + "\n")
                given.flush()
                html: list[str] = json.loads(answers.readline())
                return html

            yield parse

    def query(self, sql: str, parameters: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """Rows of the wiki's own database (tables page, revision, actor, …)."""
        with closing(sqlite3.connect(self.database)) as connection:
            return [
                tuple(bytes.decode(value) if isinstance(value, bytes) else value for value in row)
                for row in connection.execute(sql, parameters)
            ]

    @property
    def database(self) -> Path:
        return self.folder / "data" / f"{_DATABASE}.sqlite"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work for this wiki, `php -S` in the folder `PROGRAM` included."""
        return {**os.environ, "MW_CONFIG_FILE": str(self.folder / "LocalSettings.php"), "MW_INSTALL_PATH": str(PROGRAM)}

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def _php(self, words: Sequence[str], *, stdin: str | None = None, config: bool = True) -> str:
        environment = self.environment if config else {**os.environ, "MW_INSTALL_PATH": str(PROGRAM)}
        done = subprocess.run(
            [*_PHP, *words],
            cwd=PROGRAM,
            env=environment,
            input=stdin or "",
            capture_output=True,
            encoding="utf-8",
            timeout=_LONGEST_RUN,
            check=False,
        )
        if done.returncode:
            raise FailedScriptError(words[0], done.returncode, done.stdout, done.stderr)
        return done.stdout
