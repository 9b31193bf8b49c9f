"""Fixture folders -> cases: a page and how it came to us, what the parser sees on it, and the truth that a person wrote down."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from comparing import Json, as_truth
from wetpaint_import.model import Capture, PageView
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, parse

FIXTURES = Path(__file__).parent.parent / "fixtures"


@dataclass(frozen=True, slots=True)
class Case:
    """One folder of `fixtures`."""

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
        return Options(default_zone=ZoneInfo(zone) if zone else None, explain=True)

    def write_truth(self) -> None:
        """Writes what the page shows today as its truth, for a person to correct."""
        text = json.dumps(as_truth(shown_by(self)), ensure_ascii=False, indent=1)
        self.truth_path.write_text(text + "\n", encoding="utf-8")


def _load(path: Path) -> Json:
    loaded: Json = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def all_cases() -> list[Case]:
    return [Case(folder) for folder in sorted(FIXTURES.iterdir()) if folder.is_dir()]


@cache
def view_of(case: Case) -> PageView:
    """What the parser sees on the case's page; read once for all tests."""
    return parse(case.capture(), case.options())


@cache
def shown_by(case: Case) -> Json:
    """What `parse FILE` prints of the case's page."""
    shown: Json = page_json(view_of(case))
    return shown
