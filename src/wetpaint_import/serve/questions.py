"""The questions that people ask of an archive -> SQL, as named queries of the pages under /archive."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`:names` in `sql` are asked for in a form; an empty answer means all. Columns named like `thread_id` become links."""

    title: str
    sql: str


_YEAR: Final = "(:year = '' OR substr(posts.posted_at, 1, 4) = :year)"
QUESTIONS: Final[dict[str, Question]] = {
    "who_wrote_most": Question(
        title="Who wrote most (in a year)?",
        sql=f"""\
SELECT authors.id AS author_id, authors.name, wikis.host AS wiki, count(*) AS posts,
  count(DISTINCT posts.thread_id) AS threads, min(posts.posted_at) AS first_post, max(posts.posted_at) AS last_post
FROM posts
JOIN authors ON authors.id = posts.author_id AND authors.kind = 'registered'
LEFT JOIN wikis ON wikis.id = authors.wiki_id
WHERE {_YEAR}
GROUP BY authors.id
ORDER BY posts DESC, authors.name
LIMIT 100""",  # noqa: S608  (of this module's parts)
    ),
    "on_what": Question(
        title="On what did an author write (in a year)?",
        sql=f"""\
SELECT threads.id AS thread_id, threads.title, count(*) AS posts, min(posts.posted_at) AS first_post,
  (SELECT group_concat(tags.name, ', ') FROM thread_tags JOIN tags ON tags.id = thread_tags.tag_id
   WHERE thread_tags.thread_id = threads.id) AS tags
FROM posts
JOIN authors ON authors.id = posts.author_id
JOIN threads ON threads.id = posts.thread_id
WHERE authors.name = :author AND {_YEAR}
GROUP BY threads.id
ORDER BY posts DESC, first_post""",  # noqa: S608  (of this module's parts)
    ),
    "posts_by_month": Question(
        title="How many posts were there each month?",
        sql="""\
SELECT substr(posts.posted_at, 1, 7) AS month, count(*) AS posts, count(DISTINCT posts.thread_id) AS threads,
  count(DISTINCT posts.author_id) AS authors
FROM posts
WHERE posts.posted_at IS NOT NULL
GROUP BY month
ORDER BY month""",
    ),
    "busiest_threads": Question(
        title="Which threads have most posts (in a year)?",
        sql=f"""\
SELECT threads.id AS thread_id, threads.title, count(*) AS posts, count(DISTINCT posts.author_id) AS authors,
  min(posts.posted_at) AS first_post, max(posts.posted_at) AS last_post
FROM posts
JOIN threads ON threads.id = posts.thread_id
WHERE {_YEAR}
GROUP BY threads.id
ORDER BY posts DESC
LIMIT 100""",  # noqa: S608  (of this module's parts)
    ),
    "tags_by_use": Question(
        title="Which tags were used, how often, and when?",
        sql="""\
SELECT tags.id AS tag_id, tags.name, count(DISTINCT thread_tags.thread_id) AS threads, count(posts.id) AS posts,
  min(posts.posted_at) AS first_post, max(posts.posted_at) AS last_post
FROM tags
JOIN thread_tags ON thread_tags.tag_id = tags.id
LEFT JOIN posts ON posts.thread_id = thread_tags.thread_id
GROUP BY tags.id
ORDER BY threads DESC, tags.name""",
    ),
    "tags_together": Question(
        title="Which tags stand together?",
        sql="""\
SELECT one.name AS tag, other.name AS with_tag, count(*) AS threads
FROM thread_tags AS first
JOIN thread_tags AS second ON second.thread_id = first.thread_id
JOIN tags AS one ON one.id = first.tag_id
JOIN tags AS other ON other.id = second.tag_id
WHERE one.name < other.name
GROUP BY first.tag_id, second.tag_id
ORDER BY threads DESC, tag, with_tag
LIMIT 200""",
    ),
    "first_replies": Question(
        title="How soon was the first reply?",
        sql="""\
SELECT threads.id AS thread_id, threads.title, opening.posted_at, authors.name AS answered_by,
  round((julianday(reply.posted_at) - julianday(opening.posted_at)) * 24 * 60) AS minutes
FROM posts AS opening
JOIN posts AS reply ON reply.thread_id = opening.thread_id AND reply.position = 1
JOIN threads ON threads.id = opening.thread_id
LEFT JOIN authors ON authors.id = reply.author_id
WHERE opening.position = 0 AND minutes >= 0
ORDER BY minutes, threads.id
LIMIT 500""",
    ),
    "unanswered": Question(
        title="Which threads did nobody answer?",
        sql="""\
SELECT threads.id AS thread_id, threads.title, authors.name AS author, posts.posted_at
FROM threads
JOIN posts ON posts.thread_id = threads.id
LEFT JOIN authors ON authors.id = posts.author_id
WHERE threads.id NOT IN (SELECT thread_id FROM posts WHERE position > 0)
  AND threads.id NOT IN (SELECT thread_id FROM missing WHERE thread_id IS NOT NULL)
ORDER BY posts.posted_at""",
    ),
    "who_answers_whom": Question(
        title="Who answers whom (as far as quotes tell)?",
        sql="""\
SELECT writers.name AS author, answered.name AS answers, count(*) AS times
FROM posts
JOIN posts AS parents ON parents.id = posts.reply_to_id
JOIN authors AS writers ON writers.id = posts.author_id
JOIN authors AS answered ON answered.id = parents.author_id
WHERE writers.kind = 'registered' AND answered.kind = 'registered'
GROUP BY writers.id, answered.id
ORDER BY times DESC, author, answers
LIMIT 200""",
    ),
    "edited_posts": Question(
        title="Which posts were edited, and how long after?",
        sql="""\
SELECT posts.id AS post_id, posts.subject, authors.name AS author, posts.posted_at, posts.edited_at,
  round(julianday(posts.edited_at) - julianday(posts.posted_at), 2) AS days_later,
  (SELECT count(*) FROM post_versions WHERE post_versions.post_id = posts.id) AS versions_here
FROM posts
LEFT JOIN authors ON authors.id = posts.author_id
WHERE posts.edited_at IS NOT NULL
ORDER BY days_later DESC""",
    ),
    "linked_hosts": Question(
        title="Which other sites did posts link to?",
        sql="""\
SELECT lower(substr(rest, 1, instr(rest || '/', '/') - 1)) AS host, count(*) AS links, count(DISTINCT post_id) AS posts
FROM (SELECT post_id, substr(url, instr(url, '://') + 3) AS rest FROM links WHERE url LIKE 'http%://%')
GROUP BY host
ORDER BY links DESC, host""",
    ),
    "incomplete_threads": Question(
        title="Which threads are known to be incomplete, and where to look?",
        sql="""\
SELECT missing.thread_id, threads.title, missing.what, missing.post_count AS posts_missing, missing.url
FROM missing
LEFT JOIN threads ON threads.id = missing.thread_id
ORDER BY missing.post_count IS NULL, missing.post_count DESC""",
    ),
}
