"""A real browser for tests, and what a page in it says, does and asks of others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

from real_programs.needed import needed

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync"
).split()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as running:
        started = running.chromium.launch(executable_path=needed("chromium", "chromium"), args=_FLAGS)
        yield started
        started.close()


@dataclass(slots=True)
class Watched:
    """A page of a browser, and what went wrong on it or left the machine. `base` is the site's address, with a slash at its end."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.said.append(f"{self.page.url}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"{self.page.url}: {error}"))
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith(self.base):
            self.elsewhere.append(url)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path.removeprefix("/"))
        return self.page
