"""Names of zones give the offset that was in force, or say why they cannot."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wetpaint_import.zones import ZoneAmbiguousError, ZoneImpossibleError, localize

JULY = datetime(2010, 7, 18, 12, 27)
JANUARY = datetime(2010, 1, 18, 12, 27)


@pytest.mark.parametrize(
    ("name", "local", "hours"),
    [
        ("EST", JANUARY, -5),
        ("EDT", JULY, -4),
        ("CST", JANUARY, -6),
        ("CDT", JULY, -5),
        ("MST", JANUARY, -7),
        ("MST", JULY, -7),
        ("MDT", JULY, -6),
        ("PST", JANUARY, -8),
        ("PDT", JULY, -7),
        ("AKST", JANUARY, -9),
        ("AKDT", JULY, -8),
        ("HST", JANUARY, -10),
        ("HST", JULY, -10),
        ("GMT", JANUARY, 0),
        ("GMT", JULY, 0),
        ("UTC", JULY, 0),
        ("edt", JULY, -4),
    ],
)
def test_known_name_gives_its_offset(name: str, local: datetime, hours: int) -> None:
    found = localize(local, name, None)
    assert found.utcoffset() == timedelta(hours=hours)
    assert found.replace(tzinfo=None) == local


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("EST", JULY),
        ("EDT", JANUARY),
        ("CST", JULY),
        ("CDT", JANUARY),
        ("MDT", JANUARY),
        ("PST", JULY),
        ("PDT", JANUARY),
        ("AKST", JULY),
        ("AKDT", JANUARY),
    ],
)
def test_name_that_was_not_in_force_is_impossible(name: str, local: datetime) -> None:
    with pytest.raises(ZoneImpossibleError, match=name):
        localize(local, name, None)


@pytest.mark.parametrize("name", ["IST", "BST", "AST", "CET", "CEST", "XYZ", "ET", ""])
def test_name_without_one_meaning_is_ambiguous(name: str) -> None:
    with pytest.raises(ZoneAmbiguousError):
        localize(JULY, name, ZoneInfo("America/New_York"))


def test_default_serves_only_where_no_name_is_printed() -> None:
    chicago = ZoneInfo("America/Chicago")
    assert localize(JULY, None, chicago).utcoffset() == timedelta(hours=-5)
    assert localize(JULY, "EDT", chicago).utcoffset() == timedelta(hours=-4)
    with pytest.raises(ZoneAmbiguousError, match="no time zone"):
        localize(JULY, None, None)


@pytest.mark.parametrize(
    ("local", "name"),
    [
        # Until 2006 from the first Sunday of April to the last of October, since then from the second of March to the first
        # of November.
        (datetime(2006, 3, 20, 12), "EST"),
        (datetime(2007, 3, 20, 12), "EDT"),
        (datetime(2006, 4, 1, 12), "EST"),
        (datetime(2006, 4, 3, 12), "EDT"),
        (datetime(2006, 10, 31, 12), "EST"),
        (datetime(2007, 10, 31, 12), "EDT"),
        (datetime(2007, 11, 5, 12), "EST"),
    ],
)
def test_rules_of_summer_time_changed_in_2007(local: datetime, name: str) -> None:
    other = {"EST": "EDT", "EDT": "EST"}[name]
    localize(local, name, None)
    with pytest.raises(ZoneImpossibleError):
        localize(local, other, None)


def test_hour_that_comes_twice_is_told_apart_by_its_name() -> None:
    twice = datetime(2010, 11, 7, 1, 30)
    assert localize(twice, "EDT", None).astimezone(UTC) == datetime(2010, 11, 7, 5, 30, tzinfo=UTC)
    assert localize(twice, "EST", None).astimezone(UTC) == datetime(2010, 11, 7, 6, 30, tzinfo=UTC)


def test_hour_that_comes_twice_or_never_is_nobodys_to_choose_without_a_name() -> None:
    for local in (datetime(2010, 11, 7, 1, 30), datetime(2010, 3, 14, 2, 30)):
        with pytest.raises(ZoneAmbiguousError, match="clocks changed"):
            localize(local, None, ZoneInfo("America/New_York"))


def test_hour_that_was_skipped_is_impossible_under_either_name() -> None:
    for name in ("EST", "EDT"):
        with pytest.raises(ZoneImpossibleError):
            localize(datetime(2010, 3, 14, 2, 30), name, None)


@pytest.mark.parametrize(("name", "local"), [("EST", datetime(2010, 3, 14, 1, 59)), ("EDT", datetime(2010, 3, 14, 3, 0))])
def test_minute_before_and_after_the_skipped_hour(name: str, local: datetime) -> None:
    assert localize(local, name, None).replace(tzinfo=None) == local
