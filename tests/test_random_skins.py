"""Random threads in random skins are read exactly, whatever the seed: no value lost, none invented."""

import json
import re
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comparing import Json, differences
from generator.make_thread import make_thread
from generator.reduce import expected_for
from generator.skins import render
from generator.truth import KINDS, Kind, ThreadTruth
from safe_html import harms
from wetpaint_import.model import Capture, PageView
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, parse

SEEDS = st.integers(0, 2**32 - 1)
each_kind = pytest.mark.parametrize("kind", KINDS)
random_pages = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def made(seed: int, kind: Kind) -> tuple[ThreadTruth, str]:
    rng = Random(seed)
    truth = make_thread(rng)
    return truth, render(truth, kind, rng)


def read(truth: ThreadTruth, page: str) -> PageView:
    capture = Capture(payload=page.encode(), source="file", place="page", url=truth.given_url, captured_at=truth.captured_at)
    return parse(capture, Options(explain=True))


@each_kind
@random_pages
@given(seed=SEEDS)
def test_random_page_shows_its_truth(kind: Kind, seed: int) -> None:
    truth, page = made(seed, kind)
    assert differences(expected_for(truth, kind), page_json(read(truth, page))) == []


@each_kind
@random_pages
@given(seed=SEEDS)
def test_random_page_gives_safe_bodies_and_no_ip_address(kind: Kind, seed: int) -> None:
    truth, page = made(seed, kind)
    view = read(truth, page)
    assert [harm for thread in view.threads for post in thread.posts for harm in harms(post.body_html)] == []
    out = json.dumps(page_json(view)) + "".join(part.text for part in view.placed)
    assert [address for address in truth.secrets if address in out] == []


@each_kind
@random_pages
@given(seed=SEEDS)
def test_reading_a_page_again_or_explaining_it_changes_nothing(kind: Kind, seed: int) -> None:
    truth, page = made(seed, kind)
    capture = Capture(payload=page.encode(), source="file", place="page", url=truth.given_url, captured_at=truth.captured_at)
    first: Json = page_json(parse(capture, Options()))
    assert page_json(read(truth, page)) == first


@each_kind
@random_pages
@given(seed=SEEDS)
def test_text_that_no_field_takes_is_told(kind: Kind, seed: int) -> None:
    truth, page = made(seed, kind)
    view = read(truth, page)
    told = "".join(problem.excerpt or "" for problem in view.problems if problem.code == "unplaced-text")
    left = "".join(part.text for part in view.placed if part.place == "unplaced")
    assert re.sub(r"\s+", "", told) == re.sub(r"\s+", "", left)
