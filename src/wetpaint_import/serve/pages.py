"""Addresses -> pages of the archive: what is asked of the database, and how the answer is shown."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, TypeVar

from datasette.utils.asgi import NotFound, Request, Response  # type: ignore[import-untyped]

from wetpaint_import.addresses import read_address
from wetpaint_import.errors import UsageError
from wetpaint_import.query.threads import find_thread
from wetpaint_import.serve.addresses import ASSETS, ServedLinks, read_asset
from wetpaint_import.serve.library import Library
from wetpaint_import.serve.protection import SANDBOX
from wetpaint_import.serve.raw_pages import raw_page
from wetpaint_import.serve.searching import LAST_PAGE, Asked, search_view
from wetpaint_import.web import render
from wetpaint_import.web.links import Links
from wetpaint_import.web.reading import Reader

V = TypeVar("V")
Route = tuple[str, Callable[[Any], Awaitable[Any]]]

# SQLite's largest integer has 19 digits.
_ID: Final = r"(?P<id>\d{1,18})"
_KINDS: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2", "png": "image/png"}
_FOREVER: Final = "private, max-age=31536000, immutable"
_NO_RAW: Final = (
    "The database does not keep this page's bytes: it was loaded with --no-raw, or it is nothing of Wetpaint's. "
    "After --no-raw, load the saved page again without it."
)


class Pages:
    """Every page is made anew from the database as it is."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.links = ServedLinks(is_open=not library.people.withheld)

    def routes(self) -> list[Route]:
        """In the order in which they are tried; what fits none is Datasette's."""
        by_id: dict[str, tuple[Callable[[Reader, int, int], Any], Callable[[Any, Links], str]]] = {
            "wiki": (Reader.wiki, render.render_wiki),
            "place": (Reader.place, render.render_list),
            "tag": (Reader.tag, render.render_list),
            "explain/thread": (Reader.explain, render.render_explain),
            "capture": (lambda reader, id_, _: reader.capture(id_), render.render_captures),
        }
        return [
            (r"^/$", self._home),
            *((rf"^/{name}/{_ID}$", partial(self._by_id, *how)) for name, how in by_id.items()),
            (rf"^/author/{_ID}$", self._author),
            (rf"^/thread/{_ID}$", self._thread),
            (r"^(?:/(?:account|photo|video)/[^/]+)?/thread/\d+(?:\.html?)?(?:/.*)?$", self._old_address),
            (rf"^/post/{_ID}$", self._post),
            (rf"^/explain/{_ID}$", self._explain),
            (rf"^/raw/{_ID}$", self._raw),
            (r"^/year/(?P<year>\d{4}|undated)$", self._year),
            (r"^/authors$", self._authors),
            (r"^/tags$", self._tags),
            (r"^/sources$", self._sources),
            (r"^/captures$", self._captures),
            (r"^/about$", self._about),
            (r"^/search$", self._search),
            (rf"^{ASSETS}(?P<name>[\w.-]+)$", self._asset),
            (r"^/favicon\.ico$", self._no_icon),
            (r"^/robots\.txt$", self._robots),
            # Datasette's pages for its own developers, and those that change something.
            (r"^/-/(?!(?:metadata|versions|settings)(?:\.json)?$).*", self._nothing_here),
        ]

    def message(self, title: str, text: str, status: int) -> Any:  # noqa: ANN401  (Datasette's response)
        return Response.html(render.render_message(title, text, self.links), status=status)

    async def _home(self, request: Request) -> Any:  # noqa: ANN401, ARG002
        return Response.html(await self._library.ask(lambda reader: render.render_home(reader.home(), self.links)))

    async def _by_id(self, view: Callable[..., Any], shown: Callable[[Any, Links], str], request: Request) -> Any:  # noqa: ANN401
        id_, page = int(request.url_vars["id"]), _page(request)
        return await self._page(lambda reader: view(reader, id_, page), shown)

    async def _page(self, question: Callable[[Reader], V | None], shown: Callable[[V, Links], str]) -> Any:  # noqa: ANN401
        def answer(reader: Reader) -> str | None:
            view = question(reader)
            return None if view is None else shown(view, self.links)

        html = await self._library.ask(answer)
        if html is None:
            raise NotFound("Nothing in this archive has this number, or the list has no such page.")
        return Response.html(html)

    async def _author(self, request: Request) -> Any:  # noqa: ANN401
        """The anonymous of a wiki are nobody, but their posts can be found."""
        id_ = int(request.url_vars["id"])
        person = await self._library.ask(lambda reader: reader.archive.persons.get(id_))
        if person is not None and person.is_anonymous:
            return Response.redirect(Asked(author=person.name, wiki=person.wiki_host or "").address())
        return await self._by_id(Reader.author, render.render_author, request)

    async def _thread(self, request: Request) -> Any:  # noqa: ANN401
        """By our id; a number that is none of ours may be the platform's."""
        id_, page = int(request.url_vars["id"]), _page(request)
        html = await self._library.ask(
            lambda reader: render.render_thread(view, self.links) if (view := reader.thread(id_, page)) else None
        )
        return Response.html(html) if html is not None else await self._old_address(request)

    async def _old_address(self, request: Request) -> Any:  # noqa: ANN401
        """`/thread/2210457/hand+piecing`, as it stood on the wiki."""
        return await self._to_thread(f"http://-{request.path}")

    async def _to_thread(self, address: str) -> Any:  # noqa: ANN401
        def find(reader: Reader) -> int | None:
            try:
                return find_thread(reader.archive.conn, address)
            except UsageError:
                return None

        thread_id = await self._library.ask(find)
        if thread_id is None:
            raise NotFound(
                f"No thread with the address {read_address(address).url.removeprefix('http://-')} is in this archive. "
                "The page on sources lists the threads that are known only from links."
            )
        return Response.redirect(self.links.thread(thread_id))

    async def _post(self, request: Request) -> Any:  # noqa: ANN401
        """To the post's place in its thread."""
        id_ = int(request.url_vars["id"])
        found = await self._library.ask(
            lambda reader: reader.archive.conn.execute("SELECT thread_id, position FROM posts WHERE id = ?", [id_]).fetchone()
        )
        if found is None:
            raise NotFound("There is no post of this number.")
        return Response.redirect(self.links.post(found[0], id_, found[1]))

    async def _explain(self, request: Request) -> Any:  # noqa: ANN401
        post_id = int(request.url_vars["id"])

        def question(reader: Reader) -> Any:  # noqa: ANN401
            row = reader.archive.conn.execute("SELECT thread_id FROM posts WHERE id = ?", [post_id]).fetchone()
            return reader.explain(row[0], post_id=post_id) if row else None

        return await self._page(question, render.render_explain)

    async def _raw(self, request: Request) -> Any:  # noqa: ANN401
        if not self.links.is_open:
            return self.message("Not shown", "Names are withheld here, and saved pages hold them.", 403)
        id_ = int(request.url_vars["id"])
        page = await self._library.ask(lambda reader: raw_page(reader.archive.conn, id_))
        if page is None:
            raise NotFound("There is no capture of this number.")
        if page.body is None:
            return self.message("Not kept", _NO_RAW, 404)
        charset = re.sub(r"[^A-Za-z0-9_.-]", "", page.encoding)
        headers = {"content-security-policy": SANDBOX}
        if "download" in request.args:
            headers["content-disposition"] = f'attachment; filename="{page.name}"'
        return Response(page.body, headers=headers, content_type=f"text/plain; charset={charset}")

    async def _year(self, request: Request) -> Any:  # noqa: ANN401
        year, page = request.url_vars["year"], _page(request)
        return await self._page(lambda reader: reader.year(year, page), render.render_list)

    async def _authors(self, request: Request) -> Any:  # noqa: ANN401
        page = _page(request)
        return await self._page(lambda reader: reader.authors(page), render.render_authors)

    async def _tags(self, request: Request) -> Any:  # noqa: ANN401, ARG002
        return await self._page(Reader.tags, render.render_tags)

    async def _sources(self, request: Request) -> Any:  # noqa: ANN401, ARG002
        return await self._page(Reader.sources, render.render_sources)

    async def _captures(self, request: Request) -> Any:  # noqa: ANN401
        page = _page(request)
        return await self._page(lambda reader: reader.captures(page), render.render_captures)

    async def _about(self, request: Request) -> Any:  # noqa: ANN401, ARG002
        return Response.html(render.render_about(self.links))

    async def _search(self, request: Request) -> Any:  # noqa: ANN401
        """Words; an address of the wiki leads straight to its thread."""
        given = {name: request.args.get(name) or "" for name in ("wiki", "author", "tag", "year")}
        words = (request.args.get("q") or "")[:_LONGEST_QUESTION]
        if re.search(r"/thread/\d", words):
            return await self._to_thread(words)
        within = request.args.get("in") or ""
        asked = Asked(
            words=words,
            wiki=given["wiki"],
            author=given["author"],
            tag=given["tag"],
            year=given["year"] if re.fullmatch(r"\d{4}", given["year"]) else "",
            within=within if within in ("title", "body") else "",
            page=min(_page(request), LAST_PAGE),
        )
        return await self._page(lambda reader: search_view(reader.archive, asked), render.render_search)

    async def _asset(self, request: Request) -> Any:  # noqa: ANN401
        name = request.url_vars["name"]
        content = read_asset(name)
        if content is None:
            raise NotFound("There is no such file.")
        kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
        return Response(content, headers={"cache-control": _FOREVER}, content_type=kind)

    async def _no_icon(self, request: Request) -> Any:  # noqa: ANN401, ARG002
        return Response("", status=204)

    async def _robots(self, request: Request) -> Any:  # noqa: ANN401, ARG002
        return Response.text("User-agent: *\nDisallow: /\n")

    async def _nothing_here(self, request: Request) -> Any:  # noqa: ANN401, ARG002
        raise NotFound("There is nothing at this address.")


_LONGEST_QUESTION: Final = 2000


def _page(request: Request) -> int:
    """Of `?page=`; what is no number asks for the first."""
    text = request.args.get("page") or "1"
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 1
