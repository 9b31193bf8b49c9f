"""Names, titles, addresses and page furniture for the generated pages, all made up."""

from collections.abc import Sequence
from random import Random
from typing import Final
from urllib.parse import quote_plus

from .truth import WikiTruth

WIKIS: Final = (
    WikiTruth(name="Lantern Harbor", host="lanternharbor.wetpaint.com"),
    WikiTruth(name="Tidewatch Fans", host="www.tidewatchfans.example"),
    WikiTruth(name="Old Mill Street Neighbors", host="oldmillstreet.wikifoundry.com"),
    WikiTruth(name="The Seventh Lamp Wiki", host="seventhlamp.wetpaint.com"),
    WikiTruth(name="Kettle & Crane", host="kettleandcrane.wetpaint.com"),
)
TITLES: Final = (
    "Where is the third lantern?",
    "Tide tables",
    "Meeting in the boat house",
    "Who wrote the letter in chapter nine",
    "New members: please say hello",
    "help",
    "Ideas for the summer walk, the winter walk and everything that lies between the two walks",
    "The bakery scene",
    "deleting a page",
    "Lost and found",
    "Spelling of the captain's name",
    "Moving the gallery",
)
# Each looks like something else that the page prints; the page still tells what it is,
# for the title is printed behind "Discussion:" and again in each subject.
TRICKY_TITLES: Final = (
    "RE: your note about the ferry",
    "Maps | Charts | Logs",
    "10 things nobody tells newcomers",
    "2. Rules of the harbor",
    "1. RE: the rules again",
    "Is this the bug that I Reported",
    "Reported",
    "Why is this here, This is a featured thread",
    "Season 3, episode 12: who lied?",
    "Keyword tags: who sets them?",
    "Location: nowhere in particular",
    "Discussion: how do we talk here?",
    "<b>bold</b> &amp; other mistakes",
    'Tom & Ada\'s "secret" boat',
    "Meeting on Jul 18 2010, 7:30 PM EDT",
    "Showing off: 5 posts of mine",
    "Posted Anonymously - why?",
    "Über das Café — naïve thoughts",
    "2009",
    "????? a question | an answer",
    "re: re: RE: lamp",
    "Do you find this valuable, or only me",
)
LOCATIONS: Final = (
    "Harbor Map",
    "Home",
    "Episode Guide & Notes",
    "FAQ / Help",
    "Walks, Summer",
    "The Captain's Log (1912)",
    "Leute über die Möwe",
)
# No word twice, so that tags stay distinct when cut at spaces.
TAGS: Final = (
    "lamp",
    "old map",
    "ferry",
    "tide-table",
    "soup",
    "north door",
    "C++",
    "möwe",
    "2009",
)
SYLLABLES: Final = ("ka", "lo", "mir", "ten", "sha", "vo", "bel", "dri", "ou", "pek", "zan", "ru")
ADS: Final = (
    "Free ringtones for every phone! Click now",
    "Advertisement",
    "Ads by Hooverling",
    "Cheap sails, ropes and paint - order today",
    "Win a weekend for two at Lake Ombra",
)
NAV: Final = ("Home", "Harbor Map", "Photos", "Members", "Threads", "Recent Activity", "Games")
SIGN_IN: Final = (
    ("Powered by Wetpaint",),
    ("Already a member?", "Sign in"),
    ("Sign in or",),
    ("Sign in\N{NO-BREAK SPACE}to wikis by wetpaint",),
)
RELATED_HINT: Final = "(what's this?)"
RELATED: Final = (
    "RE: lanterns, lamps and lights",
    "The old pier",
    "How do I add a video?",
    "Showing pictures",
    "Walks in November",
)
IMAGE_NAME: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


def pick(rng: Random, items: Sequence[str], most: int) -> list[str]:
    """One to `most` different items."""
    return rng.sample(items, rng.randint(1, min(most, len(items))))


def made_word(rng: Random, syllables: int) -> str:
    """A word that means nothing."""
    return "".join(rng.choices(SYLLABLES, k=syllables))


def username(rng: Random) -> str:
    """Letters, digits, `_` and `-`, mixed case (evidence §6); starts with a letter."""
    word = made_word(rng, rng.randint(2, 3))
    ending = rng.choice(("", "", "88", "_of_the_pier", "-jo", "X", "2007", "_"))
    return (word.capitalize() if rng.random() < 0.5 else word) + ending


def ip_address(rng: Random) -> str:
    """An address of the blocks reserved for documentation."""
    block = rng.choice(("192.0.2", "198.51.100", "203.0.113"))
    return f"{block}.{rng.randint(1, 254)}"


def slug(title: str) -> str:
    """The title form-encoded, lower-case (evidence §1)."""
    return quote_plus(title.lower())


def web_address(rng: Random) -> str:
    """An address of a site elsewhere, with none of the characters that end a bare address."""
    host = rng.choice(("www.ropes.example.org", "maps.example.net", "example.com"))
    path = rng.choice(("/plan", "/a/b_c.html", "/list?id=7&sort=up", "/~jo/#top", "/2009/04/tide"))
    return f"{rng.choice(('http', 'http', 'https'))}://{host}{path}"


def wiki_address(rng: Random, wiki: WikiTruth) -> str:
    """A content page of the wiki itself."""
    return f"http://{wiki.host}/page/{quote_plus(rng.choice(LOCATIONS))}"


def image_address(rng: Random, *, sized: bool) -> tuple[str, str | None]:
    """An image's address and, on Wetpaint's hosts, that of the original (evidence §8)."""
    if rng.random() < 0.3:
        return f"http://pictures.example.org/{made_word(rng, 3)}.jpg", None
    host = rng.choice(("image.wetpaint.com", "image.wikifoundry.com"))
    name = "".join(rng.choices(IMAGE_NAME, k=22)) + str(rng.randint(2000, 90000))
    original = f"http://{host}/image/{rng.randint(1, 3)}/{name}"
    if not sized:
        return original, original
    return f"{original}/GW{rng.randint(40, 600)}H{rng.randint(40, 600)}", original
