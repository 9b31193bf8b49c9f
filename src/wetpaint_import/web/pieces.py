"""Authors, times and tables of sources -> HTML: the pieces that stand on a page many times, made without a template."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup, escape

from wetpaint_import.archive import Person
from wetpaint_import.web.links import Links
from wetpaint_import.web.views import FieldSource
from wetpaint_import.web.wording import author_href, author_name, day, hue, initials, iso

_NOBODY = Markup('<span class="avatar nobody" aria-hidden="true" data-pagefind-ignore>?</span>')
# Enough for the names of a thread or a list.
_REMEMBERED = 2048


def avatar(person: Person | None) -> Markup:
    """A disc with initials; its colour is the name's own."""
    return _NOBODY if person is None or person.is_anonymous or person.is_withheld else _disc(person.name)


@lru_cache(maxsize=_REMEMBERED)
def _disc(name: str) -> Markup:
    return Markup('<span class="avatar hue{}" aria-hidden="true" data-pagefind-ignore>{}</span>').format(hue(name), initials(name))


def author(person: Person | None, links: Links, *, has_page: bool = True) -> Markup:
    """The name, linked where the author has a page; not `has_page`: none, as nothing that they wrote is shown."""
    return _author(author_name(person), author_href(person, links) if has_page else None)


@lru_cache(maxsize=_REMEMBERED)
def _author(name: str, href: str | None) -> Markup:
    if href is None:
        return Markup('<span class="author nobody">{}</span>').format(name)
    return Markup('<a class="author" href="{}"><span dir="auto">{}</span></a>').format(href, name)


def when(at: datetime | None, text: str | None = None) -> Markup:
    """The time as printed, else the day; with the instant, where it is known."""
    if at is not None:
        moment = iso(at)
        title = f' title="{moment}"' if text else ""
        return Markup(f'<time datetime="{moment}"{title}>{escape(text or day(at))}</time>')  # noqa: S704  (escaped)
    if text:
        return Markup('<span title="The page does not settle which instant this is.">{}</span>').format(text)
    return Markup('<span class="none">no date</span>')


def source_rows(fields: Sequence[FieldSource], links: Links) -> Markup:
    """Rows of a table: field, value, what was printed, rule, saved page."""
    return Markup("".join(_row(field, links.capture(field.capture_id)) for field in fields))  # noqa: S704  (escaped)


def _row(field: FieldSource, href: str) -> str:
    return (
        f'<tr data-field="{field.field}"><th scope="row"><code>{escape(field.field)}</code></th><td>{escape(field.value)}</td>'
        f"<td>{escape(field.printed or '')}</td>{_origin(field.rule, field.capture_id, href)}</tr>\n"
    )


@lru_cache(maxsize=_REMEMBERED)
def _origin(rule: str, capture_id: int, href: str) -> str:
    return f'<td>{escape(rule)}</td><td><a href="{escape(href)}">{capture_id}</a></td>'
