"""The database -> what could not be read or is doubtful: counted by code, and one by one."""

import sqlite3
from itertools import groupby

from wetpaint_import.errors import UsageError
from wetpaint_import.problem_codes import PROBLEM_CODES, advice
from wetpaint_import.query.rows import Row, rows


def count_problems(conn: sqlite3.Connection) -> list[Row]:
    """Problems by code, those that set pages aside first, each with what to do and a first example."""
    found = rows(
        conn,
        """
        SELECT problems.code, count(*) AS count, count(DISTINCT problems.capture_id) AS captures,
          max(coalesce(captures.state = 'quarantined', 1)) AS sets_aside,
          min(coalesce(captures.place, problems.place)) AS example, min(problems.message) AS message
        FROM problems LEFT JOIN captures ON captures.id = problems.capture_id
        GROUP BY problems.code ORDER BY sets_aside DESC, count DESC, problems.code
        """,
    )
    return [{**row, "advice": advice(row["code"])} for row in found]


def list_problems(conn: sqlite3.Connection, code: str | None = None) -> list[Row]:
    """Every problem, or those of one code, below its code, in the order of `count_problems`; page by page.

    `thread_id` is NULL where the page shows several threads or none. Raises `UsageError` if there is no such code.
    """
    codes = [row["code"] for row in count_problems(conn)]
    if code is not None and code not in codes:
        if code not in PROBLEM_CODES:
            known = f"; there are problems of these codes: {', '.join(codes)}" if codes else ""
            raise UsageError(f"'{code}' is no problem code{known}")
        return []
    found = rows(
        conn,
        """
        WITH of_one_thread AS (
          SELECT capture_id, min(thread_id) AS thread_id FROM sightings
          GROUP BY capture_id HAVING count(DISTINCT thread_id) = 1)
        SELECT problems.code, problems.id, coalesce(captures.place, problems.place) AS place, captures.url, captures.captured_at,
          problems.capture_id, threads.id AS thread_id, threads.title AS thread_title, problems.message, problems.excerpt
        FROM problems LEFT JOIN captures ON captures.id = problems.capture_id
        LEFT JOIN of_one_thread ON of_one_thread.capture_id = problems.capture_id
        LEFT JOIN threads ON threads.id = coalesce(problems.thread_id, of_one_thread.thread_id)
        WHERE ?1 IS NULL OR problems.code = ?1
        ORDER BY problems.code, 3, problems.capture_id, thread_id, problems.id
        """,
        [code],
    )
    by_code = {name: list(group) for name, group in groupby(found, lambda row: row.pop("code"))}
    return [{"code": name, "advice": advice(name), "problems": by_code[name]} for name in codes if name in by_code]
