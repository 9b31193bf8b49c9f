"""Known words of page chrome: what Wetpaint and the archives printed round a discussion (docs/evidence.md §2, §4, §6, §7).

A line is furniture only if it is one of these phrases and nothing else; what is not known here stays visible as `unplaced-text`.
"""

import re
from functools import lru_cache

from wetpaint_import.dates import DATE_PATTERN

# Links and buttons that stand on posts, threads and lists.
_CONTROLS = (
    r"reply|reply to this (?:post|thread|discussion)|post (?:a )?reply|quote|edit|delete|edit post|delete post"
    r"|delete thread|edit thread"
    r"|move|move thread|lock(?: thread)?|unlock(?: thread)?|feature(?: thread)?|unfeature(?: thread)?"
    r"|report(?: abuse| this| post| thread| it)?"
    r"|watch|stop watching|unwatch|show last reply|hide last reply|moderator tools"
    r"|ban(?: user)?|message|send message|yes|no|cancel|submit|save"
    r"|permalink|link to this|e-?mail this|print|share(?: this)?|add a comment|view all"
    r"|edit keyword tags|top|back to top|close|close thread"
    r"|notify me(?: of replies| by e-?mail| when someone replies)?"
)
CONTROL_LINE = re.compile(rf"^[\s|•·\-–—()/,]*(?:(?:{_CONTROLS})\b[\s|•·\-–—()/,.:]*)+$", re.IGNORECASE)

_PHRASES = (
    r"powered by wetpaint.*",
    r"already a member\?.*",
    r"sign in(?: or.*| to wikis by wetpaint| to your account)?",
    r"sign (?:up|out)|log ?in|log ?out|join(?: now| this site| this wiki)?|register|create (?:an )?account|not a member\?.*",
    r"(?:hi|welcome|hello),? \S+",
    r"anonymous\s+\(get credit for your (?:thread|post|reply)\)|\(?get credit for your (?:thread|post|reply)\)?",
    r"there are no threads for this page\..*",
    r"(?:be the first to )?start a new thread\.?",
    r"latest page update: made by.*",
    r"\(?about this update.*",
    r"view changes.*|complete history.*",
    r"more info: links to this page|links to this page",
    r"related content.*|\(?what'?s this\?.*",
    r"more pages",
    r"this is a featured page",
    r"(?:threads?|all threads|discussions?|home|pages?|photos?|videos?|members?|updates?|forums?|help|search|tools|sitemap"
    r"|site ?map|to-?do|settings|messages?"
    r"|profile|more|go|recent (?:site )?activity|what's new|easyedit|page tools|send (?:a )?message|invite|my account)",
    r"(?:previous|next|last|first|«|»|<|>|&lt;|&gt;|\d{1,4}|\.\.\.|…|page \d+ of \d+|pages?:|go to page:?)",
    r"about(?: us)?|terms(?: of (?:use|service))?|privacy(?: policy)?|contact(?: us)?|advertise(?: with us)?|advertisement"
    r"|report abuse|blog|jobs"
    r"|create (?:a )?(?:free )?(?:wiki|website|site)|wetpaint|wikifoundry|copyright.*|©.*|all rights reserved.*",
    r"showing \d+ (?:threads?|pages?).*",
    rf"{DATE_PATTERN} by .*",
)
_PHRASE = re.compile(rf"^[\s•·|*\-–—]*(?:{'|'.join(_PHRASES)})[\s•·|*\-–—.]*$", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[|•·»«]\s*|\s{2,}|\s+[-–—]\s+")


_BUTTON_ROW = re.compile(r"^(?:\W*\b(?:reply|edit|delete|quote|report)\b)+\W*$", re.IGNORECASE)


def is_button_row(text: str) -> bool:
    """Whether the line is nothing but the buttons of a post: words that nobody writes without others."""
    return len(text) < 80 and _BUTTON_ROW.match(text) is not None


def is_control(text: str) -> bool:
    """Whether the line is nothing but links and buttons that stand on a post."""
    return len(text) < 160 and _is_control(text)


# The same few lines stand on every page.
@lru_cache(maxsize=4096)
def _is_control(text: str) -> bool:
    return CONTROL_LINE.match(text) is not None


def is_phrase(text: str) -> bool:
    """Whether the line is nothing but known page chrome, one phrase or several in a row."""
    text = text.strip()
    if len(text) > 400:
        return re.match(r"related content|\(?what'?s this\?", text, re.IGNORECASE) is not None
    if _PHRASE.match(text) or is_control(text):
        return True
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    return len(parts) > 1 and all(_PHRASE.match(part) or is_control(part) for part in parts)
