"""Every fixture page shows its truth: each field is a test of its own, and what holds of all pages is tested on each."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree, html

from comparing import difference, differences, fields
from fixture_cases import Case, all_cases, shown_by, view_of
from safe_html import harms
from wetpaint_import.encoding import decode
from wetpaint_import.grammar.printed import mask_addresses
from wetpaint_import.model import PageView
from wetpaint_import.page.html_flow import html_flow
from wetpaint_import.page.text_flow import text_flow
from wetpaint_import.parse import is_html

CASES = all_cases()
# A case without a truth has its own failing test below.
FIELDS = [(case, field) for case in CASES if case.truth_path.exists() for field in fields(case.truth())]
# Bytes that are no page at all, so there is no place in them to say anything.
SPEECHLESS = {"refused-empty-file", "refused-jpeg-as-html", "refused-random-bytes"}
LAYOUTS = {"names": {"named"}, "printed": {"printed", "text"}, "any": {"named", "printed", "text"}}
INVISIBLE = set("head script style template noscript textarea select title button iframe object".split())
# Labels that some fixtures hide by a class.
HIDDEN_BY_STYLE_SHEET = {"Reported", "This is a featured thread"}

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.mark.parametrize(("case", "field"), FIELDS, ids=[f"{case.name}-{field}" for case, field in FIELDS])
def test_field_is_as_on_the_page(case: Case, field: str) -> None:
    assert difference(field, case.truth(), shown_by(case)) is None


def truth_or_failure(case: Case) -> None:
    """A missing truth is written, for a person to correct; that it was missing is a failure all the same."""
    if not case.truth_path.exists():
        case.write_truth()
        pytest.fail(
            f"{case.name}: expected.json was missing and has been written from what the parser sees; review before committing"
        )


@each_case
def test_truth_is_written_down(case: Case) -> None:
    truth_or_failure(case)


def test_missing_truth_is_written_and_fails(tmp_path: Path) -> None:
    original = next(case for case in CASES if case.name == "names-quotes-and-other-blockquotes")
    case = Case(tmp_path / original.name)
    shutil.copytree(original.folder, case.folder, ignore=shutil.ignore_patterns("expected.json"))
    with pytest.raises(pytest.fail.Exception, match="review before committing"):
        truth_or_failure(case)
    assert differences(case.truth(), shown_by(original)) == []
    assert differences(original.truth(), case.truth() | {"problems": shown_by(original)["problems"]}) == []
    truth_or_failure(case)


@each_case
def test_way_of_reading_is_the_one_that_the_case_is_for(case: Case) -> None:
    view = view_of(case)
    if view.state == "quarantined" or view.page_kind != "thread":
        assert view.layout not in LAYOUTS["any"] or view.state == "quarantined"
    else:
        assert view.layout in LAYOUTS[case.about()["reader"]]


@each_case
def test_made_up_page_says_so(case: Case) -> None:
    about = case.about()
    assert about["synthetic"] is True
    assert about["imitates"]
    assert about["why"]
    if case.page.suffix == ".html" and case.name not in SPEECHLESS:
        assert b"synthetic" in case.page.read_bytes().lower()


@each_case
def test_body_html_is_safe(case: Case) -> None:
    bodies = [post["body_html"] for thread in shown_by(case)["threads"] for post in thread["posts"]]
    assert [harm for body in bodies for harm in harms(body)] == []


def printed_ip_addresses(case: Case) -> set[str]:
    """Addresses that the page prints and that its truth does not hold: those of people."""
    page = decode(case.page.read_bytes(), case.about().get("charset")).text
    found = set(re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", page))
    return {address for address in found if address not in case.truth_path.read_text(encoding="utf-8")}


@each_case
def test_no_ip_address_of_a_person_comes_out(case: Case) -> None:
    view = view_of(case)
    out = json.dumps(shown_by(case)) + "".join(part.text for part in view.placed) + repr(view.mentions)
    assert [address for address in printed_ip_addresses(case) if address in out] == []


def test_some_page_shows_ip_addresses_of_people() -> None:
    moderator = next(case for case in CASES if case.name == "names-moderator-ip-address")
    assert printed_ip_addresses(moderator)


@each_case
def test_every_visible_character_is_accounted_for(case: Case) -> None:
    assert _marks_only("".join(part.text for part in view_of(case).placed)) == _marks_only(mask_addresses(_visible_text(case)))


def _visible_text(case: Case) -> str:
    if not _was_laid_out(view_of(case)):
        return ""
    about = case.about()
    text = decode(case.page.read_bytes(), about.get("charset")).text
    flow = html_flow(text) if is_html(text, about.get("media_type")) else text_flow(text)
    return "\n".join(line.text for line in flow.lines)


@pytest.mark.parametrize("case", [case for case in CASES if case.page.suffix == ".html"], ids=lambda case: case.name)
def test_no_visible_text_is_lost_before_it_can_be_placed(case: Case) -> None:
    view = view_of(case)
    if not _was_laid_out(view):
        assert view.placed == ()
        return
    placed = _marks_only("".join(part.text for part in view.placed))
    page = decode(case.page.read_bytes(), case.about().get("charset")).text
    lost = [text for text in _visible_texts(page) if _marks_only(mask_addresses(text)) not in placed]
    assert set(lost) <= HIDDEN_BY_STYLE_SHEET


def _visible_texts(page: str) -> Iterator[str]:
    """The page's texts as another parser finds them, without those that a tag or an attribute hides."""
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment")):
        if event == "start":
            hidden += _is_hidden(element)
            text = element.text
        else:
            hidden -= event == "end" and _is_hidden(element)
            text = element.tail
        if text and not hidden:
            yield text.strip()


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style", "")
    return (
        element.tag in INVISIBLE
        or "hidden" in element.attrib
        or re.search(r"display:\s*none|visibility:\s*hidden", style) is not None
    )


def _was_laid_out(view: PageView) -> bool:
    return "unreadable" not in {problem.code for problem in view.problems}


def _marks_only(text: str) -> str:
    """`text` without white space and cell borders: what stands between two places is nobody's."""
    return re.sub(r"[\s|•·\-–—]+", "", text)
