"""Whatever the bytes: a page is read or set aside with a reason, nothing is raised, nothing unsafe or invented comes out."""

import json
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutations import broken_pages, captures
from safe_html import harms
from wetpaint_import.model import Capture, PageView, State
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, parse
from wetpaint_import.problem_codes import PROBLEM_CODES

ZONES = st.sampled_from((None, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")))
many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def check(capture: Capture, options: Options) -> PageView:
    view = parse(capture, options)
    codes = {problem.code for problem in view.problems}
    assert codes <= set(PROBLEM_CODES)
    if view.state is State.QUARANTINED:
        assert view.threads == ()
        assert codes
    for thread in view.threads:
        for post in thread.posts:
            assert harms(post.body_html) == []
    # What is printed must be printable: no lone surrogates, no values that JSON does not know.
    json.dumps(page_json(view), ensure_ascii=False, allow_nan=False).encode()
    return view


@many
@given(capture=captures(st.binary(max_size=3000)), zone=ZONES)
def test_any_bytes_are_read_or_set_aside(capture: Capture, zone: ZoneInfo | None) -> None:
    check(capture, Options(default_zone=zone, explain=True))


@many
@given(capture=captures(st.text(max_size=3000).map(lambda text: text.encode(errors="surrogatepass"))), zone=ZONES)
def test_any_text_is_read_or_set_aside(capture: Capture, zone: ZoneInfo | None) -> None:
    check(capture, Options(default_zone=zone))


@many
@given(capture=captures(broken_pages()), zone=ZONES)
def test_broken_page_is_read_or_set_aside(capture: Capture, zone: ZoneInfo | None) -> None:
    check(capture, Options(default_zone=zone, explain=True))
