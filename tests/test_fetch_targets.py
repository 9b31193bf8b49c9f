"""What the user asks for becomes index queries and a scope; what is malformed is wrong usage."""

import pytest

from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.records import IndexQuery
from wetpaint_import.fetch.targets import Scope, TargetKind, all_targets, index_queries, read_target

SITE = "harborlights.wetpaint.com"


@pytest.mark.parametrize(
    ("text", "kind", "site"),
    [
        (SITE, TargetKind.SITE, SITE),
        (f"https://www.{SITE}/", TargetKind.SITE, SITE),
        ("127.0.0.1:8080", TargetKind.SITE, "127.0.0.1:8080"),
        ("localhost:8080", TargetKind.SITE, "localhost:8080"),
        (f"{SITE}/thread/7/x", TargetKind.THREAD, SITE),
        (f"http://{SITE}/account/gull/thread/7/x?offset=20", TargetKind.THREAD, SITE),
        (f"http://web.archive.org/web/20110815150311/http://{SITE}/thread/7/x", TargetKind.THREAD, SITE),
        (f"http://{SITE}/page/Lamps", TargetKind.PAGE, SITE),
        (f"http://{SITE}/thread", TargetKind.PAGE, SITE),
        (f"http://{SITE}/?a=b", TargetKind.PAGE, SITE),
    ],
)
def test_hosts_and_addresses_are_told_apart(text: str, kind: TargetKind, site: str) -> None:
    target = read_target(text)
    assert (target.kind, target.site) == (kind, site)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "harborlights",
        "ftp://a.example/x",
        "http://",
        "http://me:word@a.example/",
        "http://[::1",
        "a b.example",
        "http://a.example/x y",
    ],
)
def test_what_is_no_host_and_no_address_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError):
        read_target(text)


def test_a_password_is_not_repeated_in_the_message() -> None:
    with pytest.raises(UsageError) as caught:
        read_target("http://me:hush@a.example/")
    assert "hush" not in str(caught.value)


def test_a_site_is_asked_for_in_all_forms_of_discussions() -> None:
    queries = index_queries([read_target(SITE)], "2009", "")
    assert [(query.url, query.path_holds) for query in queries] == [
        (f"{SITE}/thread", ""),
        (f"{SITE}/forum", ""),
        (f"{SITE}/account/", "/thread/"),
        (f"{SITE}/photo/", "/thread/"),
        (f"{SITE}/video/", "/thread/"),
    ]
    assert all(query.is_prefix and query.from_date == "2009" for query in queries)
    with_pages = index_queries([read_target(SITE, with_pages=True)], "", "")
    assert f"{SITE}/page/" in [query.url for query in with_pages]


def test_a_thread_is_asked_for_by_its_number_whatever_its_slug() -> None:
    assert index_queries([read_target(f"{SITE}/thread/7/x?offset=20")], "", "") == [
        IndexQuery(url=f"{SITE}/thread/7", is_prefix=True)
    ]
    account = index_queries([read_target(f"{SITE}/account/gull/thread/7/x")], "", "")
    assert account == [IndexQuery(url=f"{SITE}/account/gull/thread/7", is_prefix=True)]


def test_many_threads_of_a_wiki_cost_one_query() -> None:
    few = [read_target(f"{SITE}/thread/{number}/x") for number in range(8)]
    assert len(index_queries(few, "", "")) == 8
    many = [*few, read_target(f"{SITE}/thread/8/x")]
    assert index_queries(many, "", "") == [IndexQuery(url=f"{SITE}/thread", is_prefix=True)]


def test_another_page_is_asked_for_by_its_address() -> None:
    assert index_queries([read_target(f"https://{SITE}/page/Lamps?t=anon")], "", "") == [
        IndexQuery(url=f"{SITE}/page/Lamps?t=anon", is_prefix=False)
    ]


def test_the_wikis_other_hosts_are_asked_for_too() -> None:
    targets = all_targets([read_target(f"{SITE}/thread/7/x")], other_sites=["www.harborlights.example.org"], with_twins=True)
    assert [(target.site, target.url) for target in targets] == [
        (SITE, f"http://{SITE}/thread/7/x"),
        ("harborlights.wikifoundry.com", "http://harborlights.wikifoundry.com/thread/7/x"),
        ("harborlights.example.org", "http://harborlights.example.org/thread/7/x"),
    ]
    alone = all_targets([read_target(SITE), read_target(SITE)], other_sites=[], with_twins=False)
    assert [target.site for target in alone] == [SITE]


def test_the_scope_of_a_site_is_its_discussions() -> None:
    scope = Scope([read_target(SITE)])
    assert scope.holds(f"https://www.{SITE}/photo/3/thread/9/x?offset=20")
    assert scope.holds(f"http://{SITE}/forum/Boats")
    assert not scope.holds(f"http://{SITE}/account/gull")
    assert not scope.holds(f"http://{SITE}/page/Lamps")
    assert not scope.holds("http://other.wetpaint.com/thread/7/x")
    assert Scope([read_target(SITE, with_pages=True)]).holds(f"http://{SITE}/page/Lamps")


def test_the_scope_of_a_thread_is_its_pages_and_no_thread_whose_number_begins_alike() -> None:
    scope = Scope([read_target(f"{SITE}/thread/7/x")])
    assert scope.holds(f"http://{SITE}/thread/7/another+slug?offset=20&maxResults=20")
    assert not scope.holds(f"http://{SITE}/thread/71/x")
    assert not scope.holds(f"http://{SITE}/thread")


def test_a_page_leads_to_the_threads_it_names_and_a_list_to_its_further_pages() -> None:
    scope = Scope([read_target(f"{SITE}/forum/Boats"), read_target(f"{SITE}/page/Lamps")])
    forum = f"http://{SITE}/forum/Boats"
    assert scope.follows(forum, f"http://{SITE}/thread/7/x")
    assert scope.follows(forum, f"{forum}?offset=20&maxResults=20")
    assert not scope.follows(forum, f"http://{SITE}/forum/Ropes")
    assert not scope.follows(forum, "http://other.wetpaint.com/thread/7/x")
    assert scope.follows(f"http://{SITE}/page/Lamps", f"http://{SITE}/thread/8/x")
    assert not scope.follows(f"http://{SITE}/thread/8/x", f"http://{SITE}/thread/9/x")
