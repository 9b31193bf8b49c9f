"""The archive -> a folder of pages that anybody can host: threads one after the other, then what lists them."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from xml.sax.saxutils import escape

from wetpaint_import.archive import Archive
from wetpaint_import.export.address_map import thread_moved
from wetpaint_import.export.site.feeds import Feeds
from wetpaint_import.export.site.folder_links import FolderLinks
from wetpaint_import.export.site.search_index import search_index
from wetpaint_import.export.site.structured_data import thread_json_ld
from wetpaint_import.export.target import Outcome
from wetpaint_import.web import render
from wetpaint_import.web.links import Frame
from wetpaint_import.web.reading import Reader
from wetpaint_import.web.thread_pages import thread_views
from wetpaint_import.web.views import AuthorsView, AuthorView, CapturesView, ListView, WikiView
from wetpaint_import.web.wording import wiki_name

# Nothing but files of the site itself; Pagefind's search runs as WebAssembly, in a worker of its own. `file:` is for pages on disk:
# their origin is opaque, so a browser need not take their own files for `'self'`. To served pages it means nothing.
CSP = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' 'wasm-unsafe-eval' file:; connect-src 'self';"
    " img-src 'self' file:; worker-src 'self'; form-action 'self' file:; base-uri 'none'"
)
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ASSETS = ("style.css", "site.js", "search.js", "icon.svg")
_FOLDERS = ("a", "assets", "c", "k", "l", "t", "w", "x", "y")
_NOTICE = """What people wrote on these pages is theirs. No licence is granted that its author did not give.
about.html says more; sources.html says what the archive rests on, and what is missing.
addresses.jsonl maps old addresses to pages; manifest.json counts and lists all files.
"""

_V = TypeVar("_V", AuthorsView, AuthorView, CapturesView, ListView, WikiView)


def write_site(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:
    """Fills the empty `folder`."""
    return _Site(archive, folder, settings).write()


def site_links(archive: Archive, settings: Mapping[str, str]) -> FolderLinks:
    """The links of pages in the root of the site."""
    wikis = list(archive.wikis.values())
    title = settings["title"] or (wiki_name(wikis[0]) if len(wikis) == 1 else Frame().title)
    return FolderLinks(Frame(title=title, csp=CSP))


class _Site:
    def __init__(self, archive: Archive, folder: Path, settings: Mapping[str, str]) -> None:
        self._archive = archive
        self._folder = folder
        self._settings = settings
        self._base_url = settings["base-url"] and settings["base-url"].rstrip("/") + "/"
        self._reader = Reader(archive)
        self._root = site_links(archive, settings)
        self._below = self._root.below()
        self._feeds = Feeds(self._root.frame.title, self._base_url)
        self._outcome = Outcome()
        self._paths: list[str] = []

    def write(self) -> Outcome:
        for name in _FOLDERS:
            (self._folder / name).mkdir()
        for name in _ASSETS:
            content = files("wetpaint_import.web").joinpath("static", name).read_bytes()
            (self._folder / "assets" / name).write_bytes(content)
        self._write_threads()
        with search_index(self._folder) if self._settings["search"] == "yes" else nullcontext():
            self._write_overviews()
            self._write_lists()
            wiki_ids = [line.wiki.id for line in self._reader.tallies.wikis]
            self._outcome.written["feeds"] = self._feeds.write(self._folder, self._root, wiki_ids)
            self._write_notes()
        return self._outcome

    def _write_threads(self) -> None:
        for thread in self._archive.threads():
            for view in thread_views(thread, self._reader.thread_tags(thread.id), self._reader.known_threads):
                json_ld = thread_json_ld(view, self._below, self._base_url)
                self._put(self._root.thread(thread.id, view.page), render.render_thread(view, self._below, json_ld))
            for explained in self._reader.provenance.views(thread):
                self._put(self._root.explained(thread.id, explained.page), render.render_explain(explained, self._below))
            self._feeds.add(thread)
            self._outcome.written["threads"] += 1
            self._outcome.written["posts"] += len(thread.posts)
            self._outcome.addresses.append(thread_moved(thread, self._root.thread(thread.id)))

    def _write_overviews(self) -> None:
        reader, root = self._reader, self._root
        self._put("index.html", render.render_home(reader.home(), root))
        self._put("tags.html", render.render_tags(reader.tags(), root))
        self._put("sources.html", render.render_sources(reader.sources(), root))
        self._put("about.html", render.render_about(root))
        self._put("search.html", render.render_site_search(root, has_index=self._settings["search"] == "yes"))
        text = "There is no such page in this archive. The search may know where to."
        self._put("404.html", render.render_message("Not found", text, FolderLinks(root.frame, self._base_url)))

    def _write_lists(self) -> None:
        reader, root, below = self._reader, self._root, self._below
        self._put_all(reader.authors, root.authors, partial(render.render_authors, links=root))
        self._put_all(reader.captures, root.captures, partial(render.render_captures, links=below))
        for line in reader.tallies.wikis:
            wiki_id = line.wiki.id
            self._put_all(partial(reader.wiki, wiki_id), partial(root.wiki, wiki_id), partial(render.render_wiki, links=below))
        show_list = partial(render.render_list, links=below)
        for place_id in reader.place_ids():
            self._put_all(partial(reader.place, place_id), partial(root.place, place_id), show_list)
        for tag in reader.tallies.tags():
            self._put_all(partial(reader.tag, tag.id), partial(root.tag, tag.id), show_list)
        for year, _ in reader.tallies.years:
            self._put_all(partial(reader.year, year), partial(root.year, year), show_list)
        for person_id in reader.author_ids():
            show_author = partial(render.render_author, links=below)
            self._put_all(partial(reader.author, person_id), partial(root.author, person_id), show_author)

    def _put_all(self, read: Callable[[int], _V | None], path: Callable[[int], str], show: Callable[[_V], str]) -> None:
        """All pages of a list."""
        page = 1
        while view := read(page):
            self._put(path(page), show(view))
            page += 1
            if page > view.pager.pages:
                break

    def _write_notes(self) -> None:
        allowed = self._settings["robots"] == "allow"
        lines = ["User-agent: *", "Allow: /" if allowed else "Disallow: /"]
        if self._base_url:
            lines.append(f"Sitemap: {self._base_url}sitemap.xml")
            places = "".join(f"<url><loc>{escape(self._base_url + quote(path))}</loc></url>\n" for path in self._paths)
            content = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_SITEMAP}">\n{places}</urlset>\n'
            (self._folder / "sitemap.xml").write_text(content, encoding="utf-8")
        (self._folder / "robots.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (self._folder / "NOTICE.txt").write_text(_NOTICE, encoding="utf-8")

    def _put(self, path: str, page: str) -> None:
        (self._folder / path).write_text(page, encoding="utf-8", newline="\n")
        self._paths.append(path)
        self._outcome.written["pages"] += 1
