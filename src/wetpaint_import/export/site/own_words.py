"""The words that every site holds, whoever wrote the posts: as withheld names they cannot be looked for."""

from importlib.resources import files

_OF_PAGES = (
    (("wetpaint_import.web", "templates"), ".html"),
    (("wetpaint_import.web", "static"), ""),
    (("wetpaint_import.web", ""), ".py"),
)
# The words of Pagefind's own scripts; a test compares them with those of the version at hand.
_OF_PAGEFIND = "pagefind_words.txt"


def own_words() -> str:
    """Those of templates, scripts, style sheet and of the program's values, and Pagefind's."""
    texts = [files("wetpaint_import.export.site").joinpath(_OF_PAGEFIND).read_text(encoding="utf-8")]
    for (package, folder), ending in _OF_PAGES:
        for file in sorted(files(package).joinpath(folder).iterdir(), key=lambda file: file.name):
            if file.is_file() and file.name.endswith(ending):
                texts.append(file.read_text(encoding="utf-8"))
    return " ".join(texts)
