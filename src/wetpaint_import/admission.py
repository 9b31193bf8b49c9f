"""Which pages are refused, and why: what is no page of Wetpaint, no discussion, or not what its address names.

Every test looks at what stands on the page; a page that shows posts is never refused for a word in its text.
"""

import re

from wetpaint_import.addresses import Address, AddressKind, is_farm_host, read_address, slug_words
from wetpaint_import.grammar import printed
from wetpaint_import.model import Problem
from wetpaint_import.page.flow import Flow
from wetpaint_import.page.names import Mark

# Scripts, hosts and lines that only the farm's pages have (docs/evidence.md §2; the first three are WikiTeam's engine test).
_ENGINE = re.compile(
    r"IS_WETPAINT_USER|wetpaintLoad|WPC-bodyContentContainer|scripts/wpcss/wiki/"
    r"|(?:image|static|attachments)\.(?:wetpaint|wikifoundry|wetpaintserv)"
    r"|wikis by wetpaint|Powered by (?:<[^>]*>)?\s*Wetpaint|wikifoundrytools\.com|WPC-action",
    re.IGNORECASE,
)
_PRINTED_ENGINE = re.compile(
    r"Latest page update:|\bShow Last Reply\b|Get credit for your thread|There are no threads for this page"
    r"|Started By[\s|]+Thread Subject",
    re.IGNORECASE,
)
# In each match of the two above stands one of these: looking for them first takes a hundredth of the time.
_ENGINE_WORDS = ("wetpaint", "wikifoundry", "wpc-", "wpcss/wiki")
_PRINTED_ENGINE_WORDS = ("page update:", "last reply", "your thread", "no threads for", "started by")
_PARKING = re.compile(
    r"domain (?:name )?(?:is|may be) (?:for sale|available)|buy this domain|this domain (?:has expired|is parked|name has expired)"
    r"|domain parking|parked (?:free|domain|page)|sponsored listings|(?:courtesy of|powered by) (?:godaddy|sedo|parkingcrew|bodis)"
    r"|renew (?:it|your domain) now|inquire about this domain|make an offer",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"page (?:was |is |could |can)?\s?(?:not|n't)(?: be)? found|\b404\b|no longer (?:exists|available|here)|does(?:n't| not) exist"
    r"|(?:could|can)(?:n't|not| not) (?:be found|find)|has been (?:deleted|removed)|nothing (?:here|found)|we(?:'re| are) sorry"
    r"|not in (?:the )?archive|has not archived that url|site (?:is|has been) (?:closed|deleted|shut down)",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    r"(?:must|need to|have to|please) (?:be signed in|sign in|log in|be logged in|be a member|join)|requires? an? invitation"
    r"|by invitation only|invitation[- ]only|this (?:site|wiki) is private|private (?:site|wiki)|members only"
    r"|you do not have (?:permission|access)|request (?:an )?(?:invitation|access)",
    re.IGNORECASE,
)
_BINARY_SIGNATURES = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"BM", b"RIFF", b"\x00\x00\x01\x00", b"CWS", b"FWS",
    b"\x7fELF",
    b"Rar!", b"7z\xbc\xaf", b"ID3", b"OggS", b"wOFF", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
# A refusal's own page is short; a long text that speaks of such things is content.
_LONGEST_REFUSAL = 2500
_SHARE_OF_CONTROLS = 0.05
_CONTROL_BYTES = bytes((*range(9), *range(14, 27), *range(28, 32)))


def is_binary(payload: bytes) -> bool:
    """Whether the bytes are no text in any encoding that a page of the time could have."""
    if payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if payload.startswith(_BINARY_SIGNATURES) and not payload[:400].lstrip().startswith(b"<"):
        sample = payload[:2000]
        if b"\x00" in sample or sum(byte > 126 or byte < 9 for byte in sample) > len(sample) * _SHARE_OF_CONTROLS:
            return True
    sample = payload[:20000]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    return controls > len(sample) * _SHARE_OF_CONTROLS


def has_engine(html: str, url: str | None) -> bool:
    """Whether the page bears a mark of Wetpaint or WikiFoundry."""
    if url is not None and is_farm_host(read_address(url).host):
        return True
    lowered = html.lower()
    return (any(word in lowered for word in _ENGINE_WORDS) and _ENGINE.search(html) is not None) or (
        any(word in lowered for word in _PRINTED_ENGINE_WORDS) and _PRINTED_ENGINE.search(html) is not None
    )


def refusal(flow: Flow, address: Address | None, *, is_engine: bool, has_title: bool) -> Problem | None:
    """Why a page without posts or threads is set aside; None for the farm's ordinary pages."""
    text = "\n".join(line.text for line in flow.lines if not flow.is_furniture(line))
    shown = text[:_LONGEST_REFUSAL]
    is_short = len(text) <= _LONGEST_REFUSAL
    if not has_title and is_short:
        for code, pattern, message in (
            ("parking-page", _PARKING, "the domain was parked when this was captured; look for an earlier capture"),
            ("sign-in-wall", _SIGN_IN, "the page asks to sign in; save it while signed in, or look for a public capture"),
            ("not-found-page", _NOT_FOUND, "the page says that there is nothing; look for another capture"),
        ):
            if match := pattern.search(shown):
                return Problem(code=code, message=message, excerpt=_around(shown, match))
    if (
        has_title
        or (is_engine and _shows_posts(flow, text))
        or (address is not None and address.kind is AddressKind.THREAD and (is_engine or not address.host))
    ):
        message = "a discussion page, but its posts were not found; please report it so that its layout can be added"
        return Problem(code="unknown-layout", message=message, excerpt=shown[:500])
    if not is_engine:
        message = "no sign of Wetpaint or WikiFoundry on this page; nothing to import"
        return Problem(code="not-wetpaint", message=message, excerpt=shown[:200] or None)
    return None


def _shows_posts(flow: Flow, text: str) -> bool:
    """Whether the page has what only discussions have: bodies marked as such, or the dates of a post."""
    if any(element.marks & Mark.BODY and not element.marks & (Mark.HIDDEN | flow.furniture) for element in flow.elements):
        return True
    return printed.EDITED_LABEL.search(text) is not None and printed.DATE_LINE.search(" ".join(text.split())) is not None


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 80) : match.end() + 80].strip()


def wrong_thread(address: Address | None, own_ids: set[str], title: str | None) -> Problem | None:
    """Whether the page shows another thread than the one that its address names (a known fault of replays)."""
    if address is None or address.kind is not AddressKind.THREAD:
        return None
    if own_ids and address.thread_id not in own_ids:
        message = f"the address names thread {address.thread_id}, the page is thread {', '.join(sorted(own_ids))}"
        return Problem(code="wrong-thread", message=message, excerpt=address.url)
    # Titles change, ids do not: where the page proves its id, its address may hold an older title.
    if address.slug and title and not own_ids:
        slug, words = slug_words(address.slug), slug_words(title)
        if slug and words and len(slug) > 1 and not any(_alike(a, b) for a in slug for b in words):
            message = "the address and the page's title have no word in common"
            return Problem(code="wrong-thread", message=message, excerpt=f"{address.slug} / {title}")
    return None


def _alike(slug_word: str, title_word: str) -> bool:
    """Mirrors and old encodings damage letters in addresses, so a common beginning is enough."""
    return slug_word == title_word or (len(slug_word) > 3 and slug_word[:4] == title_word[:4])
