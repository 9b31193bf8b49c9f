"""What the parser reads now -> expected.json of fixtures whose truth differs; `make accept`. A person reviews the diff.

Only what a truth already tells is rewritten: what was left out because the page does not settle it stays left out.
"""

import json

from comparing import Json, as_truth, difference, differences, unplaced
from fixture_cases import Case, all_cases, shown_by


def accept(case: Case) -> bool:
    """Whether the case's truth had to be rewritten."""
    if not case.truth_path.exists():
        case.write_truth()
        return True
    truth, shown = case.truth(), shown_by(case)
    if not differences(truth, shown):
        return False
    text = case.truth_path.read_text(encoding="utf-8")
    indent = len(text.splitlines()[1]) - len(text.splitlines()[1].lstrip())
    new = json.dumps(accepted(truth, shown), ensure_ascii=False, indent=indent)
    case.truth_path.write_text(new + "\n", encoding="utf-8")
    return True


def accepted(truth: Json, shown: Json) -> Json:
    """`truth` with the values that are shown, for every key that it has."""
    told = as_truth(shown)
    new: Json = {key: told.get(key, value) for key, value in truth.items()}
    if difference("problem_codes", truth, shown) is None:
        new["problem_codes"] = truth["problem_codes"]
    if unplaced(shown):
        new.pop("no_unplaced", None)
    if "unplaced_contains" in new:
        new["unplaced_contains"] = [text for text in new["unplaced_contains"] if text in unplaced(shown)]
    new["threads"] = [
        _thread(truth["threads"][i], thread) if i < len(truth["threads"]) else thread for i, thread in enumerate(told["threads"])
    ]
    return new


def _thread(truth: Json, told: Json) -> Json:
    new = {key: told.get(key, value) for key, value in truth.items()}
    if "posts" in truth:
        new["posts"] = [
            {key: post.get(key) for key in truth["posts"][i]} if i < len(truth["posts"]) else post
            for i, post in enumerate(told["posts"])
        ]
    return new


if __name__ == "__main__":
    for found in all_cases():
        if accept(found):
            print(f"rewritten: {found.truth_path}; review the diff")  # noqa: T201  (what a person who runs this wants to know)
