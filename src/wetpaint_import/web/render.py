"""Values and links -> pages of HTML, as strings; the same values give the same bytes."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wetpaint_import.web import bodies, diffs, pieces, plots, wording
from wetpaint_import.web.links import Links
from wetpaint_import.web.views import (
    AuthorsView,
    AuthorView,
    CapturesView,
    ExplainView,
    HomeView,
    ListView,
    SearchView,
    SourcesView,
    TagsView,
    ThreadView,
    WikiView,
)


@cache
def environment() -> Environment:
    """The templates, for pages beyond those of this module; everything in them is escaped unless it is `Markup`."""
    env = Environment(
        loader=PackageLoader("wetpaint_import.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters |= wording.FILTERS
    env.globals |= {
        "author": pieces.author,
        "avatar": pieces.avatar,
        "when": pieces.when,
        "source_rows": pieces.source_rows,
        "activity_plot": plots.activity,
        "spark_plot": plots.spark,
        "completeness_bar": plots.completeness,
        "body": bodies.shown_body,
        "diff_of": diffs.side_by_side,
    }
    return env


def render_template(name: str, links: Links, **values: Any) -> str:  # noqa: ANN401  (what the template asks for)
    """A template of this package (or one that extends `base.html`), with `links` and `values`."""
    return environment().get_template(name).render(links=links, frame=links.frame, **values)


def render_home(view: HomeView, links: Links) -> str:
    return render_template("home.html", links, view=view)


def render_wiki(view: WikiView, links: Links) -> str:
    return render_template("wiki.html", links, view=view, page_href=partial(links.wiki, view.line.wiki.id))


def render_list(view: ListView, links: Links) -> str:
    """The threads of a place, a tag or a year."""
    return render_template("list.html", links, view=view, page_href=_list_page(view, links))


def _list_page(view: ListView, links: Links) -> Callable[[int], str]:
    if isinstance(view.id, str):
        return partial(links.year, view.id)
    return partial(links.tag if view.kind == "tag" else links.place, view.id)


def render_thread(view: ThreadView, links: Links, json_ld: str | None = None) -> str:
    """`json_ld` is the text of a JSON object, for machines."""
    return render_template(
        "thread.html",
        links,
        view=view,
        json_ld=None if json_ld is None else Markup(json_ld.replace("<", "\\u003c")),  # noqa: S704  (JSON, in which no tag can stand)
        page_href=partial(links.thread, view.thread.id),
    )


def render_author(view: AuthorView, links: Links) -> str:
    return render_template("author.html", links, view=view, page_href=partial(links.author, view.line.person.id))


def render_authors(view: AuthorsView, links: Links) -> str:
    return render_template("authors.html", links, view=view, page_href=links.authors)


def render_tags(view: TagsView, links: Links) -> str:
    return render_template("tags.html", links, view=view)


def render_sources(view: SourcesView, links: Links) -> str:
    return render_template("sources.html", links, view=view)


def render_captures(view: CapturesView, links: Links) -> str:
    """Captures as a list; a list of one is the page of that capture."""
    return render_template("captures.html", links, view=view, page_href=links.captures)


def render_explain(view: ExplainView, links: Links) -> str:
    return render_template("explain.html", links, view=view, page_href=partial(links.explained, view.thread.id))


def render_about(links: Links) -> str:
    return render_template("about.html", links)


def render_search(view: SearchView, links: Links) -> str:
    """A search that the server answered."""
    return render_template("search.html", links, view=view)


def render_site_search(links: Links, *, has_index: bool = True) -> str:
    """The search page of a folder of files: `search.js` asks Pagefind's index, if there is one."""
    return render_template("site_search.html", links, has_index=has_index)


def render_message(title: str, text: str, links: Links) -> str:
    """A page that says one thing: not found, wrong address, …"""
    return render_template("message.html", links, title=title, text=text)
