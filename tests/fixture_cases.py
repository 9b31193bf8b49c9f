"""Fixture folders -> cases; what a page shows, in the form of `parse FILE`, beside the truth that a person wrote down."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from wetpaint_import.model import Capture, PageView
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, parse

FIXTURES = Path(__file__).parent.parent / "fixtures"
Json: TypeAlias = dict[str, Any]
# What stands in expected.json besides what `parse FILE` prints under the same name.
_ABOUT_UNPLACED = ("no_unplaced", "unplaced_contains")
_PAGE_KEYS = ("page_kind", "state", "url", "captured_at")
# Printed by `parse FILE`, but of our own making: no truth about the page.
_NO_TRUTH = {"body_html", "posted_at_basis", "location_url"}


@dataclass(frozen=True, slots=True)
class Case:
    """One folder of `fixtures`: a page, how it came to us, what it shows."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def page(self) -> Path:
        return next(self.folder.glob("page.*"))

    @property
    def truth_path(self) -> Path:
        return self.folder / "expected.json"

    def about(self) -> Json:
        return _load(self.folder / "capture.json")

    def truth(self) -> Json:
        return _load(self.truth_path)

    def capture(self) -> Capture:
        about = self.about()
        captured_at = about["captured_at"]
        return Capture(
            payload=self.page.read_bytes(),
            source=about["source"],
            place=f"{self.name}/{self.page.name}",
            url=about["url"],
            url_basis="given" if about["url"] else None,
            captured_at=datetime.fromisoformat(captured_at) if captured_at else None,
            captured_at_basis="given" if captured_at else None,
            media_type=about.get("media_type"),
            charset=about.get("charset"),
        )

    def options(self) -> Options:
        zone = self.about().get("time_zone")
        return Options(default_zone=ZoneInfo(zone) if zone else None)

    def write_truth(self) -> None:
        """Writes what the page shows today as its truth, for a person to correct."""
        text = json.dumps(as_truth(page_json(view_of(self))), ensure_ascii=False, indent=1)
        self.truth_path.write_text(text + "\n", encoding="utf-8")


def _load(path: Path) -> Json:
    loaded: Json = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def all_cases() -> list[Case]:
    return [Case(folder) for folder in sorted(FIXTURES.iterdir()) if folder.is_dir()]


@cache
def view_of(case: Case) -> PageView:
    """What the parser sees on the case's page, read once for all tests."""
    return parse(case.capture(), case.options())


def problem_codes(shown: Json) -> list[str]:
    return sorted({problem["code"] for problem in shown["problems"]})


def unplaced(shown: Json) -> str:
    """All visible text that no field took."""
    return "\n".join(problem["excerpt"] for problem in shown["problems"] if problem["code"] == "unplaced-text")


def as_truth(shown: Json) -> Json:
    """What `parse FILE` prints, in the form of expected.json."""
    threads = [
        {**_promised(thread), "posts": [_promised(post) for post in thread["posts"]]}
        for thread in shown["threads"]
    ]  # fmt: skip
    return {**{key: shown[key] for key in _PAGE_KEYS}, "problem_codes": problem_codes(shown), "threads": threads}


def _promised(printed: Json) -> Json:
    return {key: value for key, value in printed.items() if key not in _NO_TRUTH}


def fields(truth: Json) -> list[str]:
    """The names of all that a truth tells, each to be compared on its own: `url`, `threads`, `threads.title`, `posts.author`."""
    threads = truth["threads"]
    posts = [post for thread in threads for post in thread.get("posts", ())]
    names = [key for key in truth if key not in ("threads", *_ABOUT_UNPLACED)]
    names += [key for key in _ABOUT_UNPLACED if truth.get(key)]
    names.append("threads")
    names += sorted({f"threads.{key}" for thread in threads for key in thread if key != "posts"})
    names += ["posts"] if any("posts" in thread for thread in threads) else []
    names += sorted({f"posts.{key}" for post in posts for key in post})
    return names


def difference(field: str, truth: Json, shown: Json) -> str | None:
    """How the page's `field` differs from its truth; None if it does not. What the truth leaves out is not compared."""
    match field.partition("."):
        case "problem_codes", _, _:
            wanted, got = set(truth[field]), set(problem_codes(shown))
            # Whether text is left over is a matter of the two fields that follow.
            same = wanted <= got and got - wanted <= {"unplaced-text"}
            return None if same else f"{sorted(got)} instead of {sorted(wanted)}"
        case "no_unplaced", _, _:
            return f"left over: {unplaced(shown)!r}" if unplaced(shown) else None
        case "unplaced_contains", _, _:
            lost = [text for text in truth[field] if text not in unplaced(shown)]
            return f"not told as left over: {lost}" if lost else None
        case "threads" | "posts", "", _:
            counts = {"threads": _thread_count, "posts": _post_counts}[field]
            return _unequal(counts(truth), counts(shown, like=truth))
        case "threads", _, key:
            return _unequal(*(_of_threads(key, told, like=truth) for told in (truth, shown)))
        case "posts", _, key:
            return _unequal(*(_of_posts(key, told, like=truth) for told in (truth, shown)))
        case _:
            return _unequal(truth[field], shown[field])


def differences(truth: Json, shown: Json) -> list[str]:
    """All that differs, each with the name of its field."""
    told = ((field, difference(field, truth, shown)) for field in fields(truth))
    return [f"{field}: {text}" for field, text in told if text is not None]


def _unequal(wanted: object, got: object) -> str | None:
    return None if wanted == got else f"\n  truth {wanted!r}\n  shown {got!r}"


def _thread_count(told: Json, like: Json | None = None) -> object:
    del like
    return len(told["threads"])


def _post_counts(told: Json, like: Json | None = None) -> object:
    pairs = zip((like or told)["threads"], told["threads"])
    return [len(thread["posts"]) for pattern, thread in pairs if "posts" in pattern]


def _of_threads(key: str, told: Json, like: Json) -> object:
    """The values of a thread field, of those threads whose truth has it."""
    return {i: told["threads"][i][key] for i, thread in enumerate(like["threads"]) if key in thread and i < len(told["threads"])}


def _of_posts(key: str, told: Json, like: Json) -> object:
    """The values of a post field by (thread, post), of those posts whose truth has it; missing posts count as missing values."""
    values = {}
    for i, thread in enumerate(like["threads"][: len(told["threads"])]):
        posts = told["threads"][i].get("posts", ())
        for j, post in enumerate(thread.get("posts", ())):
            if key in post and j < len(posts):
                values[i, j] = posts[j][key]
    return values
