"""Words, plots, initials and comparisons that pages are made of."""

from datetime import UTC, datetime

import pytest

from web_cases import ANN, LINKS, parsed, version
from wetpaint_import.archive import Person
from wetpaint_import.web import pieces, plots, wording
from wetpaint_import.web.diffs import side_by_side
from wetpaint_import.web.views import Change, FieldSource, MonthCount

_AT = datetime(2008, 8, 3, 23, 5, tzinfo=UTC)
_MAY_2008 = 2008 * 12 + 4


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Jane Doe", "JD"), ("BlueHeron", "BH"), ("old_harbour_kate", "OH"), ("zoë", "Z"), ("x", "X"), ("日本語", "日"),
        ("42", "4"), ("!!!", "!"), ("NASA fan", "NF"), ("élan vital", "ÉV"), (" ", "?"),
    ],
)  # fmt: skip
def test_initials_are_one_or_two_letters_of_the_name(name: str, letters: str) -> None:
    assert wording.initials(name) == letters


def test_the_colour_of_a_name_is_always_the_same_and_there_is_a_class_for_it() -> None:
    assert wording.hue("Jane Doe") == wording.hue("JANE DOE") == 1
    assert {wording.hue(f"name {i}") for i in range(500)} == set(range(12))


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [(1, "post", "1 post"), (0, "post", "0 posts"), (1200, "reply", "1,200 replies"), (2, "day", "2 days")],
)
def test_counts_agree_with_their_nouns(count: int, noun: str, words: str) -> None:
    assert wording.plural(count, noun) == words


@pytest.mark.parametrize(("share", "words"), [(1.0, "100%"), (0.9999, "99.9%"), (0.00001, "0.1%"), (0.0, "0%"), (0.775, "77.5%")])
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, words: str) -> None:
    assert wording.percent(share) == words


def test_an_archived_original_is_asked_for_by_its_capture_s_time_and_only_if_it_is_on_the_web() -> None:
    assert (
        wording.archived("http://x.wetpaint.com/thread/1", _AT)
        == "https://web.archive.org/web/20080803230500/http://x.wetpaint.com/thread/1"
    )
    assert wording.archived("http://x.wetpaint.com/", None) == "https://web.archive.org/web/*/http://x.wetpaint.com/"
    assert wording.archived("javascript:alert(1)", _AT) is None
    assert wording.archived("/home/somebody/page.html", None) is None
    assert wording.archived(None, _AT) is None


def test_only_people_with_a_page_are_linked() -> None:
    assert pieces.author(ANN, LINKS) == '<a class="author" href="../a/4.html"><span dir="auto">Ann</span></a>'
    assert "href" not in pieces.author(None, LINKS)
    assert "author not known" in pieces.author(None, LINKS)
    assert "href" not in pieces.author(Person(id=1, name="anonymous", wiki_host=None, is_anonymous=True), LINKS)
    assert "href" not in pieces.author(Person(id=1, name="[withheld]", wiki_host=None, is_withheld=True), LINKS)


def test_names_are_text_in_every_piece() -> None:
    evil = Person(id=3, name='"><script>x</script>', wiki_host=None)
    assert "<script" not in pieces.author(evil, LINKS) + pieces.avatar(evil) + pieces.when(_AT, "<script>") + pieces.when(
        None, "<script>"
    )
    row = pieces.source_rows(
        [FieldSource(field="subject", value="<script>", printed="<script>", rule="<script>", capture_id=1)], LINKS
    )
    assert "<script" not in row


def test_a_time_is_shown_as_printed_with_its_instant_and_without_one_where_none_is_known() -> None:
    assert pieces.when(_AT, "Aug 3 2008, 7:05 PM EDT") == (
        '<time datetime="2008-08-03T23:05:00Z" title="2008-08-03T23:05:00Z">Aug 3 2008, 7:05 PM EDT</time>'
    )
    assert "<time" not in pieces.when(None, "Tuesday, 6:59 PM")
    assert pieces.when(_AT) == '<time datetime="2008-08-03T23:05:00Z">3 Aug 2008</time>'


def test_a_plot_says_in_words_what_it_shows_and_has_a_bar_a_month() -> None:
    months = [MonthCount(_MAY_2008, 3), MonthCount(_MAY_2008 + 1, 12), MonthCount(_MAY_2008 + 20, 1)]
    (plot,) = parsed(str(plots.activity(months))).xpath("//svg")
    assert plot.get("aria-label") == "Posts per month, 2008 to 2010. Most in June 2008: 12 posts."
    bars = plot.xpath(".//rect")
    assert [bar.findtext("title") for bar in bars] == ["May 2008: 3 posts", "June 2008: 12 posts", "January 2010: 1 post"]
    heights = [float(bar.get("height")) for bar in bars]
    assert heights[0] * 4 == pytest.approx(heights[1], abs=0.5)
    assert [text.text for text in plot.xpath(".//text[@class='year']")] == ["2008", "2009", "2010"]


def test_a_plot_of_fifty_years_has_room_for_its_years() -> None:
    (plot,) = parsed(str(plots.activity([MonthCount(1970 * 12, 1), MonthCount(2019 * 12, 1)]))).xpath("//svg")
    assert len(plot.xpath(".//text[@class='year']")) <= 7


def test_without_dates_there_is_no_plot() -> None:
    assert plots.activity([]) == ""


def test_an_edit_is_told_word_by_word() -> None:
    change = Change(
        before=version("I built it on Sunday.<br>It held."), after=version("I built it on Monday.<br>It held &lt;well&gt;.")
    )
    diff = side_by_side(change)
    assert diff.before == "I built it on <del>Sunday.</del>\nIt <del>held.</del>"
    assert diff.after == "I built it on <ins>Monday.</ins>\nIt <ins>held &lt;well&gt;.</ins>"
    assert not diff.is_same


def test_an_edit_of_the_formatting_alone_says_so() -> None:
    diff = side_by_side(Change(before=version("<p>One two</p>"), after=version("<p>One <b>two</b></p>")))
    assert diff.is_same
    assert diff.before == diff.after == "One two"


def test_markup_in_attributes_is_no_word_of_a_version() -> None:
    diff = side_by_side(Change(before=version('<img alt="a > b" src="http://x.example/">Hm'), after=version("Hm <i>yes</i>")))
    assert (diff.before, diff.after) == ("Hm", "Hm <ins>yes</ins>")
