"""Printed dates become the instant that they mean, or none, with a reason."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wetpaint_import.dates import read_moment

CHICAGO = ZoneInfo("America/Chicago")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REGIONS = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "UTC", "Africa/Abidjan",
)  # fmt: skip
# A Wednesday.
CAPTURED = datetime(2010, 8, 4, 18, 30, tzinfo=UTC)

instants = st.datetimes(datetime(2006, 1, 1), datetime(2014, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC, second=0, microsecond=0)
)
regions = st.sampled_from(REGIONS).map(ZoneInfo)
properties = settings(deadline=None)


def printed(at: datetime, zone: ZoneInfo, *, weekday: bool = False) -> str:
    """`at` as Wetpaint prints it in `zone`."""
    local = at.astimezone(zone)
    clock = f"{local.hour % 12 or 12}:{local.minute:02} {'PM' if local.hour > 11 else 'AM'} {local.tzname()}"
    return f"{DAYS[local.weekday()]}, {clock}" if weekday else f"{MONTHS[local.month - 1]} {local.day} {local.year}, {clock}"


def instant(text: str, captured_at: datetime | None = None, zone: ZoneInfo | None = None) -> datetime | None:
    moment, problem = read_moment(text, captured_at, zone)
    assert (moment.at is None) == (problem is not None)
    assert moment.text == " ".join(text.split())
    return moment.at


def code(text: str, captured_at: datetime | None = None, zone: ZoneInfo | None = None) -> str:
    moment, problem = read_moment(text, captured_at, zone)
    assert moment.at is None
    assert moment.basis == "unresolved"
    assert problem is not None
    assert problem.message
    return problem.code


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Jul 18 2010, 12:27 PM EDT", "2010-07-18T16:27"),
        ("Jul 18 2010, 12:27 AM EDT", "2010-07-18T04:27"),
        ("Jul  18\t2010,\xa012:27 PM EDT", "2010-07-18T16:27"),
        ("jul 18 2010, 12:27 pm EDT", "2010-07-18T16:27"),
        ("July 18, 2010, 12:27 PM EDT", "2010-07-18T16:27"),
        ("Sunday, Jul 18 2010, 12:27 PM EDT", "2010-07-18T16:27"),
        ("Jul. 18 2010, 12:27 p.m. EDT", "2010-07-18T16:27"),
        ("Sept 1 2010, 1:00 PM EDT", "2010-09-01T17:00"),
        ("Jul 18 2010, 12:27:30 PM EDT", "2010-07-18T16:27:30"),
        ("Dec 31 2009, 11:59 PM EST", "2010-01-01T04:59"),
        ("Feb 29 2008, 1:05 AM PST", "2008-02-29T09:05"),
        ("Aug 2 2010, 09:05 AM GMT", "2010-08-02T09:05"),
    ],
)
def test_full_date_is_read(text: str, wanted: str) -> None:
    assert instant(text) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)
    assert read_moment(text, None, None)[0].basis == "printed"


@properties
@given(at=instants, zone=regions)
def test_any_instant_as_wetpaint_prints_it_reads_back_exactly(at: datetime, zone: ZoneInfo) -> None:
    assert instant(printed(at, zone)) == at


@properties
@given(at=instants, zone=regions, captured_at=st.none() | instants)
def test_time_of_the_capture_changes_no_full_date(at: datetime, zone: ZoneInfo, captured_at: datetime | None) -> None:
    assert instant(printed(at, zone), captured_at, CHICAGO) == at


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("EST in July", ("Jul 18 2010, 12:27 PM EST", "impossible-time")),
        ("EDT in January", ("Jan 18 2010, 12:27 PM EDT", "impossible-time")),
        ("skipped hour", ("Mar 14 2010, 2:30 AM EST", "impossible-time")),
        ("several meanings", ("Jul 18 2010, 12:27 PM IST", "ambiguous-zone")),
        ("no zone", ("Jul 18 2010, 12:27 PM", "ambiguous-zone")),
        ("no such day", ("Feb 30 2010, 12:27 PM EST", "undated-post")),
        ("no such hour", ("Jul 18 2010, 13:27 PM EDT", "undated-post")),
        ("hour zero", ("Jul 18 2010, 0:27 AM EDT", "undated-post")),
        ("no such minute", ("Jul 18 2010, 12:77 PM EDT", "undated-post")),
        ("year zero", ("Jul 18 0000, 12:27 PM EDT", "undated-post")),
        ("before the calendar", ("Jan 1 0001, 12:00 AM GMT", None)),
        ("behind the calendar", ("Dec 31 9999, 11:59 PM HST", "undated-post")),
        ("prose", ("the day before yesterday", "undated-post")),
        ("time of day alone", ("12:27 PM EDT", "undated-post")),
        ("no time of day", ("18 juillet 2010", "undated-post")),
        ("no day", ("juillet 2010 12:27", "undated-post")),
        ("no month", ("18 2010 12:27", "undated-post")),
        ("day and month alike", ("07/08/2010 12:27", "undated-post")),
        ("too long for a date", ("18 juillet 2010 12:27 " + "x" * 60, "undated-post")),
        ("no date at all, with numbers of its form", ("2010 zzz 12:27", "undated-post")),
        ("nothing", ("", "undated-post")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_an_instant_has_none_and_says_why(text: str, wanted: tuple[str, str | None]) -> None:
    del text
    date, why = wanted
    if why is None:
        assert instant(date) == datetime(1, 1, 1, tzinfo=UTC)
    else:
        assert code(date) == why


def test_date_without_zone_is_read_in_the_zone_that_is_given() -> None:
    assert instant("Jul 18 2010, 12:27 PM", zone=CHICAGO) == datetime(2010, 7, 18, 17, 27, tzinfo=UTC)
    assert instant("Jan 18 2010, 12:27 PM", zone=CHICAGO) == datetime(2010, 1, 18, 18, 27, tzinfo=UTC)
    assert code("Nov 7 2010, 1:30 AM", zone=CHICAGO) == "ambiguous-zone"
    assert code("Jul 18 2010, 12:27 PM IST", zone=CHICAGO) == "ambiguous-zone"


@pytest.mark.parametrize(
    ("text", "zone", "wanted"),
    [
        ("18 juillet 2010 12:27", CHICAGO, datetime(2010, 7, 18, 17, 27, tzinfo=UTC)),
        ("18. Juli 2010, 12:27 EDT", None, datetime(2010, 7, 18, 16, 27, tzinfo=UTC)),
        ("18 July 2010 12:27 PM EDT", None, datetime(2010, 7, 18, 16, 27, tzinfo=UTC)),
    ],
)
def test_date_of_another_form_is_read_if_it_is_whole(text: str, zone: ZoneInfo | None, wanted: datetime) -> None:
    assert instant(text, zone=zone) == wanted
    assert read_moment(text, None, zone)[0].basis == "dateparser"


def test_date_of_another_form_without_zone_has_no_instant() -> None:
    assert code("18 juillet 2010 12:27") == "ambiguous-zone"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tuesday, 6:59 PM EDT", "2010-08-03T22:59"),
        ("Tuesday 6:59 PM EDT", "2010-08-03T22:59"),
        # The capture is at 2:30 PM EDT, 11:30 AM PDT.
        ("Wednesday, 2:30 PM EDT", "2010-08-04T18:30"),
        ("Wednesday, 2:31 PM EDT", "2010-07-28T18:31"),
        ("Wednesday, 11:30 AM PDT", "2010-08-04T18:30"),
        ("Wednesday, 11:31 AM PDT", "2010-07-28T18:31"),
        ("Thursday, 12:00 AM GMT", "2010-07-29T00:00"),
    ],
)
def test_weekday_is_the_last_one_before_the_capture(text: str, wanted: str) -> None:
    assert instant(text, CAPTURED) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)
    assert read_moment(text, CAPTURED, None)[0].basis == "weekday-before-capture"


def test_weekday_is_that_of_the_printed_zone_where_midnight_lies_between() -> None:
    # Thursday 3 AM in London is Wednesday evening on the farm.
    captured_at = datetime(2010, 8, 5, 3, 0, tzinfo=UTC)
    assert instant("Wednesday, 10:00 PM EDT", captured_at) == datetime(2010, 8, 5, 2, 0, tzinfo=UTC)
    assert instant("Wednesday, 11:30 PM EDT", captured_at) == datetime(2010, 7, 29, 3, 30, tzinfo=UTC)
    assert instant("Thursday, 12:30 AM EDT", captured_at) == datetime(2010, 7, 29, 4, 30, tzinfo=UTC)


def test_weekday_in_a_zone_ahead_of_the_captures_day() -> None:
    captured_at = datetime(2010, 8, 4, 22, 0, tzinfo=UTC)
    assert instant("Thursday, 6:30 AM", captured_at, ZoneInfo("Asia/Tokyo")) == datetime(2010, 8, 4, 21, 30, tzinfo=UTC)


@properties
@given(at=instants, zone=regions, seconds=st.integers(0, 7 * 86400 - 1))
def test_any_instant_of_the_week_before_the_capture_reads_back_from_its_weekday(at: datetime, zone: ZoneInfo, seconds: int) -> None:
    assert instant(printed(at, zone, weekday=True), at + timedelta(seconds=seconds)) == at


def test_weekday_whose_next_date_has_other_clocks_is_still_the_last_one() -> None:
    # On the Sunday after this capture the clocks have gone back: PDT is right for the Sunday before.
    captured_at = datetime(2011, 11, 5, 5, 20, 58, tzinfo=UTC)
    assert instant("Sunday, 8:26 AM PDT", captured_at) == datetime(2011, 10, 30, 15, 26, tzinfo=UTC)


def test_weekday_alone_has_no_instant_without_the_captures_time() -> None:
    assert code("Tuesday, 6:59 PM EDT") == "undated-post"


def test_weekday_with_a_bad_zone_or_clock_says_why() -> None:
    assert code("Tuesday, 6:59 PM EST", CAPTURED) == "impossible-time"
    assert code("Tuesday, 6:59 PM IST", CAPTURED) == "ambiguous-zone"
    assert code("Tuesday, 6:59 PM", CAPTURED) == "ambiguous-zone"
    assert code("Tuesday, 16:59 PM EDT", CAPTURED) == "undated-post"


@pytest.mark.parametrize("captured_at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_capture_at_the_ends_of_the_calendar_raises_nothing(captured_at: datetime) -> None:
    for day in DAYS:
        read_moment(f"{day}, 6:59 PM GMT", captured_at, None)
