"""A number and what it counts -> words: one of them, or several."""


def count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
