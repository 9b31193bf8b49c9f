"""authors.toml: which names are one person and which are withheld; nothing of a withheld name is left in any text."""

import re
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safe_html import harms
from wetpaint_import.cli.people_notes import unknown_accounts
from wetpaint_import.errors import UsageError
from wetpaint_import.people import WITHHELD, People, read_people

GARDEN, KITCHEN = "garden.wetpaint.com", "kitchen.wetpaint.com"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("withheld = [", "is no TOML"),
        ("people = 3", "`people` must be a table"),
        ("withheld = 'ann'", "withheld must be a list of names"),
        ("withheld = [3]", "withheld must be a list of names"),
        ("withheld = ['']", "withheld must be a list of names"),
        ("withheld = [' ']", "withheld must be a list of names"),
        ("hidden = ['ann']", "'hidden' means nothing here"),
        ("[people]\nAnn = 'ann'", 'people."Ann" must be a list of names'),
        ("[people]\nAnn = ['a']\nBea = ['a']", "'a' is given to two persons, 'Ann' and 'Bea'"),
        ("[people]\n'' = ['a']", "a person in [people] has no name"),
        ("withheld = ['ann']\nwithheld = ['bea']", "is no TOML"),
    ],
)
def test_a_fault_is_named_with_the_file(text: str, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_people(text, source="mine.toml")
    assert str(raised.value).startswith("mine.toml")
    assert words in str(raised.value)


@pytest.mark.parametrize("name", ["", " ", "\t"])
def test_an_empty_name_cannot_be_withheld(name: str) -> None:
    with pytest.raises(UsageError, match="--withhold must be a list of names"):
        read_people("", [name])


def test_nobody_is_joined_or_withheld_by_default() -> None:
    for people in (People.none(), read_people("")):
        assert people.shown("ann", GARDEN) == "ann"
        assert people.shown(None, GARDEN) is None
        assert people.redact("ann") == "ann"
        assert people.redact_html("<b>ann</b>") == "<b>ann</b>"
        assert people.leaks("ann") == []


def test_a_name_is_that_account_on_every_wiki_and_with_a_host_on_one() -> None:
    people = read_people(f'[people]\n"Jane Doe" = ["jane_d", "jdoe@{GARDEN}"]')
    assert people.shown("jane_d", GARDEN) == people.shown("jane_d", None) == "Jane Doe"
    assert people.shown("jdoe", GARDEN) == "Jane Doe"
    assert people.shown("jdoe", KITCHEN) == people.shown("jdoe", None) == "jdoe"
    assert people.shown("JANE_D", GARDEN) == "JANE_D"


def test_hosts_are_compared_in_lower_case() -> None:
    assert read_people("", ["ann@Garden.Wetpaint.COM"]).is_withheld("ann", GARDEN)


def test_the_account_of_one_wiki_goes_before_that_of_every_wiki() -> None:
    people = read_people(f'[people]\n"A" = ["x"]\n"B" = ["x@{GARDEN}"]')
    assert (people.shown("x", GARDEN), people.shown("x", KITCHEN)) == ("B", "A")


@pytest.mark.parametrize("name", ["x@y.example", "ann@home", "@ann", "ann@", "a@b@c.example", "a b@c d"])
def test_a_name_that_holds_an_at_sign_is_withheld_as_a_whole(name: str) -> None:
    """Accounts may be called so; whether it is one or the account of a wiki, the text does not say."""
    people = read_people("", [name])
    assert people.is_withheld(name, GARDEN)
    assert people.redact(f"by {name}, who else") == f"by {WITHHELD}, who else"
    assert read_people(f"[people]\nAnn = [{name!r}]").shown(name, GARDEN) == "Ann"


def test_withheld_goes_before_joined() -> None:
    people = read_people('withheld = ["ann"]\n[people]\n"Ann Lee" = ["ann", "lee"]', ["bea"])
    assert people.shown("ann", GARDEN) == people.shown("bea", None) == WITHHELD
    assert people.shown("lee", GARDEN) == "Ann Lee"


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe", "jane doe", "JANE DOE", "Jane_Doe", "jane-doe", "Jane+Doe", "Jane%20Doe", "Jane  Doe", "Jane\nDoe",
        "Jane\u00a0Doe", "Jane&nbsp;Doe",
    ],
)  # fmt: skip
def test_spaces_are_found_in_every_form(text: str) -> None:
    assert read_people("", ["Jane Doe"]).redact(f"(it was {text}'s)") == f"(it was {WITHHELD}'s)"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a&b<c>", "a&amp;b&lt;c&gt;"),
        ('say "hi"', "say &quot;hi&quot;"),
        ('say "hi"', 'say \\"hi\\"'),
        ("o'neill", "o&#39;neill"),
        ("o'neill", "o&#x27;neill"),
        ("José", "Jos%C3%A9"),
        ("José", "jos%c3%a9"),
        ("José", "Jos\\u00e9"),
        ("José", "Jose\u0301"),
        ("Jose\u0301", "José"),
        ("back\\slash", "back\\\\slash"),
        ("x.y+z", "x.y%2Bz"),
    ],
)
def test_pages_addresses_and_json_spell_names_their_way(name: str, text: str) -> None:
    people = read_people("", [name])
    assert people.redact(f"- {text} -") == f"- {WITHHELD} -"
    assert people.leaks(f"- {text} -") == [text]


@pytest.mark.parametrize("text", ["joann", "anna", "Annapurna", "ann2", "2ann", "änn", "éann"])
def test_a_name_inside_a_word_is_none(text: str) -> None:
    assert read_people("", ["ann"]).redact(text) == text


def test_of_names_that_begin_alike_the_longest_is_taken() -> None:
    people = read_people("", ["ann", "ann lee", "ann lee smith"])
    assert people.redact("ann lee smith, ann lee, ann") == f"{WITHHELD}, {WITHHELD}, {WITHHELD}"


@pytest.mark.parametrize("html", ["jane<b>doe</b>", "<i>ja</i>ne<b>d</b>oe", '<p>by <a href="http://x.org/">jane</a>doe</p>'])
def test_marks_that_part_a_name_hide_it_from_nobody(html: str) -> None:
    shown = read_people("", ["janedoe"]).redact_html(html)
    assert re.sub(r"<[^>]*>", "", shown).removeprefix("by ") == WITHHELD


def test_marks_stay_where_they_part_no_name() -> None:
    html = '<p>by <b>jane</b> <i>doe</i><br>and <a href="http://x.org/janedoe?b=1" title="a > b">janedoe</a></p>'
    shown = f'<p>by <b>jane</b> <i>doe</i><br>and <a href="http://x.org/{WITHHELD}?b=1" title="a > b">{WITHHELD}</a></p>'
    assert read_people("", ["janedoe"]).redact_html(html) == shown


@pytest.mark.parametrize("name", ["a", "b", "br", "href", "http", "amp", "lt", "quot", "p"])
def test_a_name_that_is_a_word_of_html_breaks_no_tag(name: str) -> None:
    html = (
        '<p>a &lt;b&gt; <a href="http://x.org/a?b=1&amp;c=%22" rel="nofollow">b</a><br>'
        '<img src="http://x.org/p.png" alt="a &quot;b&quot;"></p>'
    )
    shown = read_people("", [name]).redact_html(html)
    assert re.findall(r"<(/?\w+)", shown) == re.findall(r"<(/?\w+)", html)
    assert harms(shown) == []


_NAMES = st.lists(st.text("aB_ éß.@-+&<\"'\\1", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=4)
_TEXTS = st.lists(
    st.sampled_from(["aB", "a", "é", " ", "-", "_", "%20", "&nbsp;", "<b>", "</b>", "x", "@", ".", "1", '"']), max_size=20
)


@given(_NAMES, _TEXTS, st.booleans())
def test_nothing_of_a_withheld_name_is_left_and_doing_it_again_changes_nothing(
    names: list[str], pieces: list[str], use_own: bool
) -> None:
    people = read_people("", names)
    text = "".join([*pieces, *(f" {name} " for name in names if use_own)])
    shown = people.redact(text)
    assert people.leaks(shown) == []
    assert people.redact(shown) == shown
    if not people.leaks(text):
        assert shown == text
    assert all(people.shown(name, None) == WITHHELD for name in names)


@given(_TEXTS)
def test_html_without_names_is_not_touched(pieces: list[str]) -> None:
    html = "".join(pieces)
    assert read_people("", ["nobody at all"]).redact_html(html) == html


_LETTERS = "aiıİIsſSßẞkK\u212aµμΜσςΣéÉe\u0301ǆǅǄﬅﬆ1_-. *"


@given(
    st.lists(st.text(_LETTERS, min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=3), st.text(_LETTERS, max_size=20)
)
def test_no_letter_of_any_script_hides_a_name_from_the_quick_look(names: list[str], text: str) -> None:
    """Texts that hold no word of a name are not searched; a name without any letter has all of them searched."""
    text = f"{text} {names[0].swapcase()}"
    every = read_people("", [*names, "§"])
    many = [f"nobody{number}" for number in range(40)]
    for people in (read_people("", names), read_people("", [*names, *many])):
        assert people.leaks(text) == every.leaks(text)
        assert people.redact(text) == every.redact(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [("ismail", "İsmail"), ("İsmail", "ismail"), ("ısmail", "Ismail"), ("weiß", "WEIẞ"), ("kelvin", "\u212aelvin"), ("sum", "ſum")],
)
@pytest.mark.parametrize("others", [0, 40])
def test_capitals_of_other_scripts_are_found(name: str, text: str, others: int) -> None:
    people = read_people("", [name, *(f"nobody{number}" for number in range(others))])
    assert people.redact(f"by {text}.") == f"by {WITHHELD}."


def test_names_that_no_author_has_are_told() -> None:
    """The wiki counts, and to join names so do upper and lower case; accounts may hold an @."""
    conn = sqlite3.connect(":memory:")
    conn.executescript(
        "CREATE TABLE wikis (id, host); CREATE TABLE authors (id, wiki_id, name);"
        "INSERT INTO wikis VALUES (1, 'garden.wetpaint.com');"
        "INSERT INTO authors VALUES (1, 1, 'Ann'), (2, NULL, 'bo@home.example'), (3, 1, NULL), (4, 1, 'Jane_Doe');"
    )
    names = ["Ann", "ann", "Ann@garden.wetpaint.com", "Ann@other.wetpaint.com", "bo@home.example"]
    people = read_people(
        '[people]\n"C" = ["cy", "jane_Doe"]', [*names, "BO@home.example", "jane doe", "jane", "ANN@garden.wetpaint.com"]
    )
    with closing(conn):
        told = [("Ann", "other.wetpaint.com"), ("cy", None), ("jane", None), ("jane_Doe", None)]
        assert unknown_accounts(conn, people) == told
        assert unknown_accounts(conn, People.none()) == []
