"""Which of an index's rows are taken."""

import pytest

from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.options import asked_in, date_digits, is_between
from wetpaint_import.fetch.records import CdxRecord
from wetpaint_import.fetch.selection import Captures, select

PAGE = "http://a.wetpaint.com/thread/7/x"


def row(timestamp: str, status: str | None = "200", url: str = PAGE) -> CdxRecord:
    return CdxRecord(original=url, timestamp=f"{timestamp}0101000000"[:14], statuscode=status)


def years(mode: Captures, *rows: CdxRecord) -> list[list[str]]:
    return [[record.timestamp[:4] for record in choice.candidates] for choice in select(rows, mode).choices]


def test_all_takes_each_capture_for_itself() -> None:
    assert years(Captures.ALL, row("2008"), row("2009"), row("2010", "-")) == [["2008"], ["2009"], ["2010"]]


def test_newest_has_the_older_ones_at_hand() -> None:
    assert years(Captures.NEWEST, row("2008"), row("2010"), row("2009")) == [["2010", "2009", "2008"]]


def test_newest_is_of_the_page_not_of_the_address() -> None:
    assert years(Captures.NEWEST, row("2008"), row("2010", url=PAGE + "?t=anon")) == [["2010", "2008"]]
    assert len(years(Captures.NEWEST, row("2008"), row("2010", url=PAGE + "?offset=20"))) == 2


def test_yearly_is_the_newest_of_each_year() -> None:
    early, late = row("2008"), CdxRecord(original=PAGE, timestamp="20081231000000", statuscode="200")
    assert years(Captures.YEARLY, early, late, row("2009")) == [["2008", "2008"], ["2009"]]
    assert select([early, late], Captures.YEARLY).choices[0].candidates[0] == late


def test_error_pages_are_not_taken_and_told_where_nothing_else_is_there() -> None:
    selection = select([row("2008", "404"), row("2009", "503")], Captures.ALL)
    assert selection.choices == ()
    assert len(selection.error_only) == 1
    beside = select([row("2008", "404"), row("2009")], Captures.ALL)
    assert len(beside.choices) == 1
    assert beside.error_only == ()
    assert beside.left_out == 1


def test_of_redirects_the_first_is_taken_and_only_where_no_page_is_there() -> None:
    assert years(Captures.ALL, row("2012", "301"), row("2011", "302")) == [["2011"]]
    assert years(Captures.ALL, row("2012", "301"), row("2009")) == [["2009"]]


@pytest.mark.parametrize(
    ("text", "digits"), [("2009", "2009"), ("2009-05", "200905"), ("2009-05-31", "20090531"), ("20090531", "20090531")]
)
def test_dates_are_the_beginning_of_a_timestamp(text: str, digits: str) -> None:
    assert date_digits(text, option="--from-date") == digits


@pytest.mark.parametrize("text", ["09", "2009-13", "2009-5", "May 2009", "2009-05-32", ""])
def test_other_dates_are_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="--to-date"):
        date_digits(text, option="--to-date")


def test_dates_bound_on_both_sides_inclusively() -> None:
    assert is_between("20090531120000", "2009", "2009")
    assert is_between("20090531120000", "20090531", "200905")
    assert not is_between("20090531120000", "200906", "")
    assert not is_between("20090531120000", "", "2008")
    assert is_between("", "2009", "2010")


def test_a_list_of_addresses_may_have_notes_and_repeats() -> None:
    lines = ["# to find", "", "a.wetpaint.com", "http://b.example/thread/1/x\tposts 20-40", "a.wetpaint.com\n"]
    assert asked_in(lines) == ("a.wetpaint.com", "http://b.example/thread/1/x")
