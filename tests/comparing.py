"""The truth of a page (the form of expected.json) and what `parse FILE` prints of it -> where the two differ, field by field."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
# What a truth says of the text that no field takes.
_UNPLACED_KEYS = ("no_unplaced", "unplaced_contains")
_PAGE_KEYS = ("page_kind", "state", "url", "captured_at")
# Printed by `parse FILE`, but of our own making: no truth about the page.
_OUR_OWN = {"body_html", "posted_at_basis", "location_url"}


def problem_codes(shown: Json) -> list[str]:
    return sorted({problem["code"] for problem in shown["problems"]})


def unplaced(shown: Json) -> str:
    """All visible text that no field took."""
    return "\n".join(problem["excerpt"] for problem in shown["problems"] if problem["code"] == "unplaced-text")


def as_truth(shown: Json) -> Json:
    """What `parse FILE` prints, in the form of expected.json."""
    threads = [{**_promised(thread), "posts": [_promised(post) for post in thread["posts"]]} for thread in shown["threads"]]
    return {**{key: shown[key] for key in _PAGE_KEYS}, "problem_codes": problem_codes(shown), "threads": threads}


def _promised(printed: Json) -> Json:
    return {key: value for key, value in printed.items() if key not in _OUR_OWN}


def fields(truth: Json) -> list[str]:
    """The names of all that a truth tells, each to be compared on its own: `url`, `threads`, `threads.title`, `posts.author`."""
    threads = truth["threads"]
    posts = [post for thread in threads for post in thread.get("posts", ())]
    names = [key for key in truth if key not in ("threads", *_UNPLACED_KEYS)]
    names += [key for key in _UNPLACED_KEYS if truth.get(key)]
    names += ["threads", *sorted({f"threads.{key}" for thread in threads for key in thread if key != "posts"})]
    names += ["posts"] if any("posts" in thread for thread in threads) else []
    return names + sorted({f"posts.{key}" for post in posts for key in post})


def difference(field: str, truth: Json, shown: Json) -> str | None:
    """How the page's `field` differs from its truth; None if it does not. What the truth leaves out is not compared."""
    if field == "problem_codes":
        # Whether text is left over is first of all a matter of the two fields below.
        same = set(truth[field]) <= set(problem_codes(shown)) <= {*truth[field], "unplaced-text"}
        return None if same else f"{problem_codes(shown)} instead of {truth[field]}"
    if field == "no_unplaced":
        return f"left over: {unplaced(shown)!r}" if unplaced(shown) else None
    if field == "unplaced_contains":
        lost = [text for text in truth[field] if text not in unplaced(shown)]
        return f"not told as left over: {lost}" if lost else None
    wanted, got = _values(field, truth, truth), _values(field, truth, shown)
    return None if wanted == got else f"\n  truth {wanted!r}\n  shown {got!r}"


def differences(truth: Json, shown: Json) -> list[str]:
    """All that differs, each with the name of its field."""
    told = ((field, difference(field, truth, shown)) for field in fields(truth))
    return [f"{field}: {text}" for field, text in told if text is not None]


def _values(field: str, pattern: Json, told: Json) -> object:
    """What `told` says of a field, by place, wherever `pattern` says something of it; a missing post lacks its values."""
    level, _, key = field.partition(".")
    threads = list(zip(pattern["threads"], told["threads"], strict=False))
    if field == "threads":
        return len(told["threads"])
    if field == "posts":
        return [len(thread["posts"]) for like, thread in threads if "posts" in like]
    if level == "threads":
        return {i: thread[key] for i, (like, thread) in enumerate(threads) if key in like}
    if level == "posts":
        return {
            (i, j): post[key]
            for i, (like, thread) in enumerate(threads)
            if "posts" in like
            for j, (like_post, post) in enumerate(zip(like["posts"], thread["posts"], strict=False))
            if key in like_post
        }
    return told[field]
