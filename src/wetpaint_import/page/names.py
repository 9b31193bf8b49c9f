"""Ids and classes of Wetpaint's pages -> marks on the elements that carry them (docs/evidence.md §2, §4: names from userscripts).

The names say what a thing is; where it stands in the page is not known. So a mark is a hint to the grammar, and every
descendant inherits it.
"""

import re


class Mark:
    """Bits of a plain int: an `IntFlag` costs a page more time than its parsing."""

    HIDDEN = 1  # not shown by a browser
    FURNITURE = 2  # page chrome: header, navigation, ads, archive banners
    FORM = 4  # reply and edit forms of signed-in readers
    BODY = 8  # `.threadText`
    RATING = 16  # `.threadRater`
    CONTROLS = 32  # `.threadModify`: Reply / Edit / Delete
    ACTION = 64  # `.WPC-action`: the author's menu
    PAGING = 128  # `.paging`
    THREAD_LIST = 256  # `#threadList`
    AVATAR = 512  # `img.imageSm`
    LINK = 1024  # inside `a[href]`
    WEAK_FURNITURE = 2048  # a name of chrome that some page may give to its main column
    WEAK_FORM = 4096  # `form`: chrome, unless a page wraps its posts in one


# Where a mark of these begins or ends, a line ends.
ZONES = Mark.FURNITURE | Mark.FORM | Mark.BODY | Mark.RATING | Mark.CONTROLS | Mark.PAGING

BY_ID = {
    **dict.fromkeys(
        "siteHeader userBrand gNav gnMain gnAccount gnSearch gnPromoLinks relatedContent footer adsTop promotedFooter".split(),
        Mark.FURNITURE,
    ),
    "leftColumn": Mark.WEAK_FURNITURE,
    "threadList": Mark.THREAD_LIST,
    # The Wayback Machine's banner in its forms of 2010 to today.
    **dict.fromkeys("wm-ipp wm-ipp-base wm-ipp-print wm-ipp-inside donato".split(), Mark.FURNITURE),
    **dict.fromkeys(
        "threadFormBody threadFormSubmitButton closeThreadButton notifyMeCbx postEditor edit_postText edit_postQuote"
        " edit_postSubmit edit_postCancel".split(),
        Mark.FORM,
    ),
}
BY_CLASS = {
    "ads": Mark.FURNITURE,
    "adscontent": Mark.FURNITURE,
    "adsleft": Mark.FURNITURE,
    "threadText": Mark.BODY,
    "threadRater": Mark.RATING,
    "threadModify": Mark.CONTROLS,
    "WPC-action": Mark.ACTION,
    "paging": Mark.PAGING,
    "imageSm": Mark.AVATAR,
    "postEditor": Mark.FORM,
    # The original behind a translation by Google; its own style sheet hides it.
    "google-src-text": Mark.HIDDEN,
}
_CONTENT = Mark.BODY | Mark.RATING | Mark.CONTROLS | Mark.ACTION | Mark.PAGING | Mark.THREAD_LIST
BY_NAME = {"threadFormElement": Mark.FORM}
# Elements whose content is no text of the page.
BY_TAG = {
    **dict.fromkeys(
        "head script style template noscript textarea select datalist svg math title noframes audio video canvas".split(),
        Mark.HIDDEN,
    ),
    "form": Mark.WEAK_FORM,
    "button": Mark.FORM,
}

# A post may bring a style sheet of its own; what the platform shows stays shown.
_SHOWN = {f"#{name}" for name, mark in BY_ID.items() if mark & _CONTENT} | {
    f".{name}" for name, mark in BY_CLASS.items() if mark & _CONTENT
}
_ATTRIBUTE = re.compile(r'([^\s>][^\s=>]*)="([^"]*)"', re.ASCII)
_NUMBERED = re.compile(r' (?:id|name|href)="[^"]*\d\n?"')
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SIMPLE_SELECTOR = re.compile(r"^(?:[a-zA-Z][\w]*)?([.#])([\w-]+)$")


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag in the parser's own (always quoted) spelling; values still hold entities."""
    return dict(_ATTRIBUTE.findall(raw))


def marks_of(tag: str, raw_attributes: str, hiding: frozenset[str]) -> int:
    """The marks that an element's own tag, id, class, name and style give it; `hiding` is what `hiding_names` found."""
    mark = BY_TAG.get(tag, 0)
    if not raw_attributes:
        return mark
    attrs = attributes(raw_attributes)
    own_id, classes = attrs.get("id", ""), attrs.get("class", "")
    mark |= BY_ID.get(own_id, 0) | BY_NAME.get(attrs.get("name", ""), 0)
    for name in classes.split():
        mark |= BY_CLASS.get(name, 0)
        if "." + name in hiding:
            mark |= Mark.HIDDEN
    if "hidden" in attrs or ("style" in attrs and _HIDING_STYLE.search(attrs["style"])) or "#" + own_id in hiding:
        mark |= Mark.HIDDEN
    if tag == "a" and "href" in attrs:
        mark |= Mark.LINK
    return mark


def is_numbered(raw_attributes: str) -> bool:
    """Whether an element's id, name or link ends with a digit."""
    return _NUMBERED.search(raw_attributes) is not None


def hiding_names(style_sheet: str) -> frozenset[str]:
    """The ids (`#x`) and classes (`.x`) that a page's own style sheet hides; simple selectors only."""
    names = set()
    first, *rest = style_sheet.split("/*")
    # Cut, not matched: a sheet that never ends must not cost more than its length.
    for rule in (first + "".join(part.partition("*/")[2] for part in rest)).split("}")[:-1]:
        selectors, _, declarations = rule.rpartition("{")
        if not _HIDING_STYLE.search(declarations):
            continue
        for selector in selectors.rpartition("{")[2].split(","):
            if match := _SIMPLE_SELECTOR.match(selector.strip()):
                names.add(match[1] + match[2])
    return frozenset(names - _SHOWN)
