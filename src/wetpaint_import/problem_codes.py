"""Problem codes -> what each means and what the user can do; `docs/problems.md` is made from this table."""

PROBLEM_CODES: dict[str, tuple[str, str]] = {
    "not-wetpaint": (
        "The page shows no sign of Wetpaint or WikiFoundry.",
        "Nothing to do, unless it should: then report the page.",
    ),
    "unknown-layout": (
        "A discussion page whose posts could not all be found.",
        "Look for another copy of the page; report this one, so that its layout can be added.",
    ),
    "parking-page": ("The domain was parked when the page was captured.", "Fetch an earlier capture."),
    "not-found-page": ("The page itself says that there is nothing.", "Fetch another capture of the address."),
    "sign-in-wall": ("The page asks to sign in.", "Save it while signed in, or fetch a public capture."),
    "truncated": (
        "The page is cut off; the posts before the cut were read.",
        "Fetch or save the page again; the new copy completes the thread.",
    ),
    "wrong-thread": (
        "The page shows another thread than its address names.",
        "If you gave the address, give the right one with --url; else fetch the address again.",
    ),
    "too-large": ("The page or archive is larger than the bound.", "Raise --max-page-size if you trust the file."),
    "unreadable": ("The file or record could not be read as a page.", "Check that it is whole; look for another copy."),
    "undated-post": (
        "A post's printed time could not be turned into an instant; the printed text is kept.",
        "Where only a weekday is printed, give the time of the capture with --captured-at.",
    ),
    "ambiguous-zone": (
        "A time without a zone, or with a zone that means several; the printed text is kept.",
        "Say with --time-zone in which zone pages without one were printed.",
    ),
    "impossible-time": (
        "A time that cannot be: its zone was not in force, it lies after the capture, or a reply precedes its opening post.",
        "Compare with another capture; the printed text is kept.",
    ),
    "count-mismatch": (
        "The page claims another number of posts than it shows.",
        "Look at the page; `missing` lists what may lack.",
    ),
    "unplaced-text": (
        "Visible text that belongs to no field and is no known part of a page's frame.",
        "Read the excerpt; if it belongs to a post, report the page.",
    ),
    "not-followed": (
        "A link within a folder or archive, which is not followed: it could lead anywhere.",
        "Name the file that it leads to, if it should be read.",
    ),
    "missing-original": (
        "A WARC record that says only `as before`, without the record that it repeats.",
        "Load the WARC file with the original record, then this one again.",
    ),
    "ambiguous-row": (
        "A row of a thread table in which author and title run together.",
        "Load the thread's own page, or an HTML copy of this one.",
    ),
}


def advice(code: str) -> str:
    """What the user can do about a problem; a plain sentence."""
    return PROBLEM_CODES[code][1] if code in PROBLEM_CODES else "Look at the excerpt and the raw page."
