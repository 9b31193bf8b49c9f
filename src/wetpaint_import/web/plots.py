"""Counts -> plots as inline SVG. All lengths along the time are shares of the width, so text keeps its size on a phone."""

from collections.abc import Sequence

from markupsafe import Markup

from wetpaint_import.web.views import MonthCount
from wetpaint_import.web.wording import month_name, number, percent, plural

_HEIGHT = 150
_TOP = 18  # room for the label of the highest bar
_FOOT = 22  # room for the years
# Years that find room below a plot on a phone.
_LABELS = 7
_SPARK_HEIGHT = 28


def activity(months: Sequence[MonthCount], label: str = "Posts per month") -> Markup:
    """Bars of posts per month with the years below; nothing where no post has a date."""
    if not months:
        return Markup("")
    first, last = months[0].month // 12 * 12, months[-1].month // 12 * 12 + 11
    most = max(months, key=lambda month: month.posts)
    base = _HEIGHT - _FOOT
    title = f"{label}, {first // 12} to {last // 12}. Most in {month_name(most)}: {plural(most.posts, 'post')}."
    parts = [
        f'<svg class="plot" role="img" aria-label="{title}" width="100%" height="{_HEIGHT}">',
        f'<line class="grid" x1="0" x2="100%" y1="{_TOP}" y2="{_TOP}"/>',
        f'<text class="peak" x="0" y="{_TOP - 6}">{number(most.posts)}</text>',
        f'<line class="axis" x1="0" x2="100%" y1="{base}" y2="{base}"/>',
        *_years(first, last, base),
        *_bars(months, first, last, _TOP, base),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704  (numbers and our own words only)


def spark(months: Sequence[MonthCount], first: int, last: int) -> Markup:
    """Small bars without words, for rows of a table; `first` and `last` are months, the same for all rows."""
    bars = "".join(_bars(months, first, last, 2, _SPARK_HEIGHT))
    return Markup(f'<svg class="spark" aria-hidden="true" width="100%" height="{_SPARK_HEIGHT}">{bars}</svg>')  # noqa: S704


def completeness(share: float) -> Markup:
    """A bar of how much is there, with its words."""
    filled = percent(share)
    return Markup(  # noqa: S704
        f'<span class="meter"><svg aria-hidden="true" width="100%" height="8"><rect class="track" width="100%" height="8" rx="4"/>'
        f'<rect class="fill" width="{share * 100:.1f}%" height="8" rx="4"/></svg><span>{filled}</span></span>'
    )


def _bars(months: Sequence[MonthCount], first: int, last: int, top: int, base: int) -> list[str]:
    total = last - first + 1
    most = max((month.posts for month in months), default=1)
    width = 100 / total
    out = []
    for month in months:
        height = max((base - top) * month.posts / most, 1.5)
        out.append(
            f'<rect class="bar" x="{(month.month - first) * width:.3f}%" y="{base - height:.1f}" width="{width * 0.8:.3f}%"'
            f' height="{height:.1f}"><title>{month_name(month)}: {plural(month.posts, "post")}</title></rect>'
        )
    return out


def _years(first: int, last: int, base: int) -> list[str]:
    years = range(first // 12, last // 12 + 1)
    step = -(-len(years) // _LABELS)
    out = []
    for year in years[::step]:
        x = (year * 12 - first) / (last - first + 1) * 100
        out.append(f'<line class="tick" x1="{x:.3f}%" x2="{x:.3f}%" y1="{base}" y2="{base + 5}"/>')
        out.append(f'<text class="year" x="{x:.3f}%" dx="3" y="{_HEIGHT - 5}">{year}</text>')
    return out
