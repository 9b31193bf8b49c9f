"""Threads whose titles, places, tags, names and bodies mean something to MediaWiki, as captures."""

from collections.abc import Sequence
from html import escape

from fetch_servers.wiki import Archived
from made_wikis import by
from pages import Written, named_page

HOST = "syntax.wetpaint.com"

TITLES = (
    "Help:me with the {{kettle}}",
    "Boats",
    "boats",
    "BOATS",
    "Boats ",
    "C# or C++?",
    "a | b | c",
    "wikipedia:Sandbox",
    "Talk:User:Admin",
    "Special:Version",
    ":leading colon",
    "100%41 sure &amp; &#65; <script>alert(1)</script>",
    "./hidden/../up",
    "..",
    "sign ~~~~ here ~~~",
    "Ünder_the__bridge",
    "x" * 300,
    "日本語の長い題名" * 20,
    "#REDIRECT [[Main Page]]",
    "ßtraße",
    "ისტორია",
    "é as two: e\u0301t\u0301e",
    "== not a heading == =",
    "__NOTOC__ ISBN 1234567890",
    "\u202eright\u202c to left\u200e and\u200bback",
    "<b>bold</b> [x] {y}",
    "~~~",
    "''quotes'' and '''more'''",
)
NAMES = (
    "a/b",
    "u|v",
    "x#y",
    "a@b.com",
    "[br]",
    "a:b",
    "{{subst:x}}",
    "~~~~",
    "__NOTOC__",
    "Admin",
    "admin",
    "Keeper",
    "MediaWiki default",
    "anonymous",
    "author not known",
    "several authors",
    "User talk:Bob",
    "127.0.0.1",
    "Älice 🌊",
    "n" * 250,
    "日本語の名前",
    "''quoted''",
    "-{x}-",
    "two  spaces and_lines",
    "<i>it</i> &amp; co",
    "wetpaint>Admin",
)
BODIES = (
    "{{subst:PAGENAME}} {{Delete}} {{{1}}} {{#if:a|b}} ~~~ ~~~~ ~~~~~",
    "[[Category:Injected]] [[File:x.png]] [[User:Admin|Admin]] 12:05, 3 May 2009 (UTC)",
    "&lt;script&gt;alert(1)&lt;/script&gt; &lt;nowiki&gt;x&lt;/nowiki&gt; &lt;!-- gone --&gt; &lt;pre&gt;",
    "__NOTOC__ __NOINDEX__ #REDIRECT [[Main Page]]",
    "#REDIRECT [[Main Page]]<br>* no list<br># no list<br>: no indent<br>; no term<br>== no heading ==<br>---- no rule<br> no pre",
    "{| class=x<br>|-<br>| no table<br>|}<br>!x",
    '&lt;span id="post-1"&gt;&lt;/span&gt; &lt;small class="wetpaint-origin"&gt;x&lt;/small&gt; and [http://e.example label]',
    "'''''no bold''''' ''no italics'' ISBN 1234567890 RFC 1234 PMID 99 &amp;amp; &amp;lt; &amp;#91; -{zh-hans:a;zh-hant:b}-",
    "<a href=\"http://e.example/?a={{x}}&amp;b=[[y]]|z~~~~''q\">see [this] | that</a> http://e.example/a_b__c__d",
    '<a href="http://127.0.0.1/index.php/User:Admin">Admin</a> 12:05, 3 May 2009 (UTC)',
    "<ul><li>one<ul><li>in</li></ul></li><li>two</li></ul><table><tr><td>a|b</td><td>c||d</td></tr><tr><td>!e</td><td>-f</td></tr></table>",
    "<pre>  code {{x}}\n\n  ''y'' &lt;/pre&gt; &amp;lt;</pre>tail",
    "<blockquote>quoted {{words}}<br><br>second</blockquote><h2>Heading</h2>answer<hr>after",
    '<img src="http://image.wetpaint.com/image/1/x_y__z/GW10" alt="an ]alt| {{x}}"> &lt;/div&gt;&lt;/span&gt;&lt;/dd&gt;',
    "e\u0301 and \u00e9, \u202eright\u202c, 日本語 \U0001f600, no\u00a0break, a\u2028b\x85c &#13; &#12; d",
    "<b>a</b><i>b</i><u>c</u><b><i>d</i></b>'<b>'e'</b>' x<sub>1</sub><s>gone</s>",
)
TAGS = ("Help:x", "a|b", "C++", "soup", "Soup", "{{x}}", "tag/part", "x" * 280, "#1", "~~~~")
PLACES = ("FAQ / Help", "Talk:Home", "{{Main}}", "p" * 280, "Über uns", "", "wikipedia:Home")


def captures() -> list[Archived]:
    """A thread for each title, four in a place; names and bodies go round: each body is an opening post, and a reply."""
    found = []
    for number, title in enumerate(TITLES):
        posts = [by(NAMES[(number * 3 + nth) % len(NAMES)], BODIES[(number + nth) % len(BODIES)]) for nth in range(4)]
        place = PLACES[number // 4 % len(PLACES)]
        page = _page(title, posts, place, TAGS[number % len(TAGS) :][:2])
        found.append(Archived(url=f"http://{HOST}/thread/{200 + number}/t", timestamp="20110815150311", payload=page.encode()))
    return found


def _page(title: str, posts: Sequence[Written], place: str, tags: Sequence[str]) -> str:
    """As `named_page`, with a location above and tags below the opening post."""
    links = ", ".join(f'<a href="/search/tag/{number}">{escape(tag)}</a>' for number, tag in enumerate(tags))
    page = named_page(*posts, title=escape(title))
    page = page.replace(
        "<h1>", f'<div>Location: <a href="/page/P{len(place)}">{escape(place)}</a></div><h1>' if place else "<h1>", 1
    )
    return page.replace("</div></td></tr>", f"</div><div>Keyword tags: {links}</div></td></tr>", 1)
