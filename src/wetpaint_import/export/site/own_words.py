"""The words that every site holds, whoever wrote the posts: as withheld names they cannot be looked for."""

from importlib.resources import files

from wetpaint_import.problem_codes import PROBLEM_CODES

_OF_PAGES = (
    (("wetpaint_import.web", "templates"), ".html"),
    (("wetpaint_import.web", "static"), ""),
    (("wetpaint_import.web", ""), ".py"),
    (("wetpaint_import.export.site", ""), ".py"),
)
# Of how fields were read, and of where captures come from.
_OF_SOURCES = (
    "account-link threadText printed rating line order on the page above the dates before the subject between dates and anonymous"
    " text of the quote stands in the earlier post weekday-before-capture anchor id its edit link doubled-name unresolved avatar"
    " Started By column below row Thread started thread table above-subject Showing posts Location Keyword tags Discussion address"
    " Replies and opening file warc wacz none named list Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec"
)
# The words of Pagefind's own scripts; a test compares them with those of the version at hand.
_OF_PAGEFIND = "pagefind_words.txt"


def own_words() -> str:
    """Those of templates, scripts, style sheet, of the program's values and problems, and Pagefind's."""
    problems = [word for code, meaning in PROBLEM_CODES.items() for word in (code, *meaning)]
    texts = [_OF_SOURCES, *problems, files("wetpaint_import.export.site").joinpath(_OF_PAGEFIND).read_text(encoding="utf-8")]
    for (package, folder), ending in _OF_PAGES:
        for file in sorted(files(package).joinpath(folder).iterdir(), key=lambda file: file.name):
            if file.is_file() and file.name.endswith(ending):
                texts.append(file.read_text(encoding="utf-8"))
    return " ".join(texts)
