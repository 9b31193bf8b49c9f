-- The archive's tables. Times are UTC text, YYYY-MM-DDTHH:MM:SSZ; NULL means that the pages do not say.
-- `key` columns are ours: what tells a row from its fellows over all loads, so that its `id` stays the same.

-- == From the pages: what they show, merged from all captures ==

CREATE TABLE wikis (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL UNIQUE,           -- as in the addresses of its pages, after --same-wiki
  name TEXT                            -- the wiki's own name, where a page gives it
) STRICT;

CREATE TABLE locations (               -- where threads hang
  id INTEGER PRIMARY KEY,
  wiki_id INTEGER REFERENCES wikis(id),
  kind TEXT NOT NULL CHECK (kind IN ('page', 'forum', 'account', 'photo', 'video')),
  title TEXT,                          -- as printed behind `Location:`
  url TEXT,
  key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE authors (                 -- one row an account and wiki; one anonymous row a wiki, which stands for nobody
  id INTEGER PRIMARY KEY,
  wiki_id INTEGER REFERENCES wikis(id),
  name TEXT,                           -- NULL for the anonymous
  kind TEXT NOT NULL CHECK (kind IN ('registered', 'anonymous')),
  profile_url TEXT,
  avatar_url TEXT,
  key TEXT NOT NULL UNIQUE,            -- wiki (or thread, where the wiki is not known) and account
  named_at TEXT                        -- time of the newest capture that shows the name
) STRICT;

CREATE TABLE threads (
  id INTEGER PRIMARY KEY,
  wiki_id INTEGER REFERENCES wikis(id),
  location_id INTEGER REFERENCES locations(id),
  original_id TEXT,                    -- the platform's id, from /thread/ID
  title TEXT,
  url TEXT,
  claimed_post_count INTEGER,          -- posts that the newest page says there are, the opening post included
  is_featured INTEGER CHECK (is_featured IN (0, 1)),
  is_locked INTEGER CHECK (is_locked IN (0, 1)),
  is_reported INTEGER CHECK (is_reported IN (0, 1)),
  starter_id INTEGER REFERENCES authors(id),  -- who lists say began it, also where no capture shows the opening post; NULL: no list does
  starter_text TEXT,                   -- the name as that list prints it; NULL for the anonymous
  key TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX threads_by_wiki ON threads(wiki_id);
CREATE INDEX threads_by_location ON threads(location_id);
CREATE INDEX threads_by_starter ON threads(starter_id) WHERE starter_id IS NOT NULL;

CREATE TABLE other_starters (          -- other names that lists show for who began a thread: those that are not in `threads.starter_id`
  thread_id INTEGER NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
  name TEXT,                           -- NULL: a list shows the thread as an anonymous one's
  author_id INTEGER NOT NULL REFERENCES authors(id),    -- the account that this list names
  capture_id INTEGER NOT NULL REFERENCES captures(id),  -- the newest capture that shows this name
  UNIQUE (thread_id, name, author_id)
) STRICT;
CREATE INDEX other_starters_by_author ON other_starters(author_id);
CREATE INDEX other_starters_by_capture ON other_starters(capture_id);

CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  thread_id INTEGER NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
  original_id TEXT,                    -- the platform's id, from an anchor, an element's id or an address
  position INTEGER NOT NULL,           -- 0 = opening post
  number INTEGER,                      -- as printed before the subject; NULL for the opening post
  subject TEXT,                        -- without number; for the opening post the thread's title
  author_id INTEGER REFERENCES authors(id),  -- NULL: the page names no author
  author_text TEXT,                    -- the name as that page prints it; NULL for the anonymous
  posted_at TEXT,
  posted_at_text TEXT,                 -- as printed
  edited_at TEXT,                      -- NULL unless the two printed times differ
  edited_at_text TEXT,                 -- as printed, also where the post was never edited
  body_html TEXT NOT NULL,             -- sanitised, safe to show; quote included
  body_text TEXT NOT NULL,             -- no mark-up, no quote, no rating, no tags
  found_valuable INTEGER,
  rated_by INTEGER,
  reply_to_id INTEGER REFERENCES posts(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  reply_to_basis TEXT,                 -- how the reply link is known: 'quote'
  last_seen_at TEXT,                   -- time of the newest capture that shows the post
  is_gone INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1)),  -- 1: a newer capture of the whole thread lacks it
  key TEXT NOT NULL,
  UNIQUE (thread_id, key)
) STRICT;
CREATE INDEX posts_in_order ON posts(thread_id, position);
CREATE INDEX posts_by_author ON posts(author_id);
CREATE INDEX posts_by_time ON posts(posted_at, thread_id, author_id);
CREATE INDEX posts_by_reply ON posts(reply_to_id) WHERE reply_to_id IS NOT NULL;

CREATE TABLE other_names (             -- names under which older captures show the author of a post: a rename was noticed
  post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
  name TEXT,                           -- NULL: a capture shows the post as an anonymous one's
  author_id INTEGER NOT NULL REFERENCES authors(id),    -- the account that this capture names
  capture_id INTEGER NOT NULL REFERENCES captures(id),  -- the newest capture that shows this name
  UNIQUE (post_id, name, author_id)
) STRICT;
CREATE INDEX other_names_by_author ON other_names(author_id);
CREATE INDEX other_names_by_capture ON other_names(capture_id);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE thread_tags (
  thread_id INTEGER NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  PRIMARY KEY (thread_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_tags_by_tag ON thread_tags(tag_id);

CREATE TABLE quotes (
  id INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  source_post_id INTEGER REFERENCES posts(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,  -- the earlier post whose text it holds
  UNIQUE (post_id, position)
) STRICT;
CREATE INDEX quotes_by_source ON quotes(source_post_id) WHERE source_post_id IS NOT NULL;

CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,                   -- out of any archive's form
  text TEXT NOT NULL,
  UNIQUE (post_id, position)
) STRICT;

CREATE TABLE images (
  id INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  original_url TEXT,                   -- without Wetpaint's size suffix; NULL on hosts that have no such suffix
  alt TEXT NOT NULL,
  UNIQUE (post_id, position)
) STRICT;

-- == Where it comes from ==

CREATE TABLE pages (                   -- raw bytes, once each, untouched; empty with --no-raw
  sha256 TEXT PRIMARY KEY,
  byte_count INTEGER NOT NULL,
  body BLOB NOT NULL                   -- zstd
) STRICT, WITHOUT ROWID;

CREATE TABLE originals (               -- WARC records that were read: a later one may say only that it found the same again
  key INTEGER PRIMARY KEY,             -- hash of the record's digest, of its id, or of its address with its date
  sha256 TEXT,                         -- of the page's bytes; NULL: the record is no page
  content_type TEXT,                   -- as its header says
  is_cut INTEGER NOT NULL CHECK (is_cut IN (0, 1))  -- 1: its body ends early
) STRICT;

CREATE TABLE captures (                -- one saved response or page
  id INTEGER PRIMARY KEY,
  url TEXT,                            -- the original site's address
  url_basis TEXT,                      -- how it is known: given, warc-record, saved-from, canonical-link, …
  captured_at TEXT,
  captured_at_basis TEXT,
  source TEXT NOT NULL,                -- file, mhtml, zip, tar, warc, wacz
  place TEXT NOT NULL,                 -- path, member, offset of the first place where it was found; of equals, the one whose container tells more
  sha256 TEXT NOT NULL,                -- of the page's bytes
  media_type TEXT,                     -- as the container says
  charset TEXT,                        -- as the HTTP header says
  encoding TEXT,                       -- in which the page was read
  given_url TEXT,                      -- address and time as the container says, which the parser was given
  given_captured_at TEXT,
  told_url TEXT,                       -- of the last --url and --captured-at, where neither container nor page says it
  told_captured_at TEXT,
  time_zone TEXT,                      -- of the last --time-zone
  page_kind TEXT NOT NULL CHECK (page_kind IN ('thread', 'thread_list', 'content_page', 'other')),
  layout TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('read', 'quarantined')),
  parser_version INTEGER NOT NULL,
  run_id INTEGER REFERENCES runs(id),
  key TEXT NOT NULL UNIQUE             -- digest, address and time of the container: the same again is read again only if a load tells more of it
) STRICT;
CREATE INDEX captures_by_sha256 ON captures(sha256);

CREATE TABLE sightings (               -- what one capture shows of one thread, as the parser gave it
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES captures(id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  thread_id INTEGER REFERENCES threads(id) ON DELETE SET NULL,
  host TEXT,
  original_id TEXT,
  title_key TEXT,                      -- the words of the title, for threads without an address
  view BLOB NOT NULL,                  -- JSON, zstd
  UNIQUE (capture_id, ordinal)
) STRICT;
CREATE INDEX sightings_by_thread ON sightings(thread_id);
CREATE INDEX sightings_by_original ON sightings(original_id) WHERE original_id IS NOT NULL;
CREATE INDEX sightings_by_title ON sightings(title_key) WHERE title_key IS NOT NULL;

CREATE TABLE list_counts (             -- lists that say how many threads there are, and show fewer
  capture_id INTEGER PRIMARY KEY REFERENCES captures(id) ON DELETE CASCADE,
  thread_count INTEGER NOT NULL,       -- that the page says there are
  location_title TEXT,                 -- of the page whose threads it lists; NULL if its address does not tell
  url TEXT                             -- where it says that all of them are
) STRICT;

CREATE TABLE mentions (                -- links to threads in captures: proof that the thread existed
  capture_id INTEGER NOT NULL REFERENCES captures(id) ON DELETE CASCADE,
  host TEXT NOT NULL,
  original_id TEXT NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (host, original_id, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_capture ON mentions(capture_id);

CREATE TABLE post_versions (           -- each distinct state in which captures show a post, oldest first
  id INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
  capture_id INTEGER NOT NULL REFERENCES captures(id),  -- the first capture that shows this state
  subject TEXT,
  body_html TEXT NOT NULL,
  edited_at TEXT
) STRICT;
CREATE INDEX post_versions_by_post ON post_versions(post_id);
CREATE INDEX post_versions_by_capture ON post_versions(capture_id);

CREATE TABLE post_version_captures (   -- all captures that show a state
  version_id INTEGER NOT NULL REFERENCES post_versions(id) ON DELETE CASCADE,
  capture_id INTEGER NOT NULL REFERENCES captures(id),
  PRIMARY KEY (version_id, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_version_captures_by_capture ON post_version_captures(capture_id);

CREATE TABLE rule_sets (               -- {field: rule}, once each: most posts are read by the same few sets
  id INTEGER PRIMARY KEY,
  fields TEXT NOT NULL UNIQUE          -- JSON object
) STRICT;

CREATE TABLE post_sources (            -- which capture gave which fields of a post
  post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
  capture_id INTEGER NOT NULL REFERENCES captures(id),
  rule_set_id INTEGER NOT NULL REFERENCES rule_sets(id),
  PRIMARY KEY (post_id, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_sources_by_capture ON post_sources(capture_id);

CREATE TABLE thread_sources (
  thread_id INTEGER NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
  capture_id INTEGER NOT NULL REFERENCES captures(id),
  rule_set_id INTEGER NOT NULL REFERENCES rule_sets(id),
  PRIMARY KEY (thread_id, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_sources_by_capture ON thread_sources(capture_id);

-- == What is wrong, what is missing, what was done ==

CREATE TABLE problems (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER REFERENCES captures(id) ON DELETE CASCADE,  -- NULL: a file or record that gave no capture
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  excerpt TEXT,
  place TEXT,                          -- of what gave no capture
  thread_id INTEGER REFERENCES threads(id) ON DELETE CASCADE,  -- set where several captures together contradict each other
  from_container INTEGER NOT NULL DEFAULT 0 CHECK (from_container IN (0, 1))  -- 1: the file or archive around the page tells it, not the page
) STRICT;
CREATE INDEX problems_by_capture ON problems(capture_id);
CREATE INDEX problems_by_place ON problems(place) WHERE place IS NOT NULL;
CREATE INDEX problems_by_thread ON problems(thread_id) WHERE thread_id IS NOT NULL;

CREATE TABLE missing (                 -- what something that we have says existed
  id INTEGER PRIMARY KEY,
  thread_id INTEGER REFERENCES threads(id) ON DELETE CASCADE,  -- NULL: nothing but links speak of the thread
  what TEXT NOT NULL,
  url TEXT,                            -- where to look first
  post_count INTEGER,                  -- posts that are lacking; NULL where nobody knows
  thread_count INTEGER                 -- threads that are lacking, where only a count tells of them
) STRICT;
CREATE INDEX missing_by_thread ON missing(thread_id);

CREATE TABLE runs (                    -- each execution of a command that writes
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  options TEXT NOT NULL,               -- JSON
  version TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,                    -- NULL: running, or ended before its time
  counts TEXT                          -- JSON
) STRICT;

CREATE TABLE settings (                -- facts on this database: wikis that are one; whether the search index is behind, and whether it holds stems; whether names are to be gathered anew; raw pages that cannot be unpacked any more; what waits for a reparse; the key of the marks by which exports know withheld names
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name, value)
) STRICT, WITHOUT ROWID;

-- == Views ==

-- One row a post, with names instead of ids.
CREATE VIEW post_details AS
SELECT
  posts.id AS post_id,
  wikis.host AS wiki_host,
  posts.thread_id,
  threads.original_id AS thread_original_id,
  threads.title AS thread_title,
  locations.title AS location_title,
  posts.position,
  posts.number,
  posts.subject,
  coalesce(authors.kind, 'unknown') AS author_kind,  -- registered, anonymous, or unknown: the page names nobody
  authors.name AS author_name,
  posts.posted_at,
  posts.posted_at_text,
  posts.edited_at,
  posts.edited_at_text,
  posts.body_text,
  posts.body_html,
  (SELECT quotes.text FROM quotes WHERE quotes.post_id = posts.id ORDER BY quotes.position LIMIT 1) AS quote_text,  -- the first
  (SELECT json_group_array(name) FROM (
     SELECT tags.name FROM thread_tags JOIN tags ON tags.id = thread_tags.tag_id
     WHERE thread_tags.thread_id = posts.thread_id ORDER BY tags.name)) AS tags,  -- of the thread; JSON array
  posts.found_valuable,
  posts.rated_by,
  parents.position AS reply_to_position,  -- of the earlier post that it answers
  posts.original_id
FROM posts
JOIN threads ON threads.id = posts.thread_id
LEFT JOIN wikis ON wikis.id = threads.wiki_id
LEFT JOIN locations ON locations.id = threads.location_id
LEFT JOIN authors ON authors.id = posts.author_id
LEFT JOIN posts AS parents ON parents.id = posts.reply_to_id;

-- One row for each field of a post or thread that is not NULL: the capture that gave it, what it printed, the rule.
CREATE VIEW provenance AS
SELECT
  sources.post_id,                     -- NULL: a field of a thread
  NULL AS thread_id,                   -- NULL: a field of a post
  rules.key AS field,                  -- column of `posts` or `threads`
  sources.capture_id,                  -- that gave the value
  CASE rules.key
    WHEN 'position' THEN CAST(posts.position AS TEXT)
    WHEN 'number' THEN posts.number || '.'
    WHEN 'subject' THEN posts.subject
    WHEN 'author_id' THEN coalesce(posts.author_text, 'anonymous')
    WHEN 'posted_at' THEN posts.posted_at_text
    WHEN 'posted_at_text' THEN posts.posted_at_text
    WHEN 'edited_at' THEN posts.edited_at_text
    WHEN 'edited_at_text' THEN posts.edited_at_text
    WHEN 'body_text' THEN posts.body_text
    WHEN 'body_html' THEN posts.body_html
    WHEN 'found_valuable' THEN posts.found_valuable || ' out of ' || posts.rated_by
    WHEN 'rated_by' THEN posts.found_valuable || ' out of ' || posts.rated_by
    WHEN 'original_id' THEN posts.original_id
    ELSE (SELECT quotes.text FROM quotes WHERE quotes.post_id = posts.id ORDER BY quotes.position LIMIT 1)
  END AS text,                         -- as printed
  rules.value AS rule                  -- by which it was read
FROM post_sources AS sources
JOIN posts ON posts.id = sources.post_id
JOIN rule_sets ON rule_sets.id = sources.rule_set_id
JOIN json_each(rule_sets.fields) AS rules
UNION ALL
SELECT
  NULL,
  sources.thread_id,
  rules.key,
  sources.capture_id,
  CASE rules.key
    WHEN 'title' THEN threads.title
    WHEN 'location_id' THEN (SELECT title FROM locations WHERE locations.id = threads.location_id)
    WHEN 'claimed_post_count' THEN CAST(threads.claimed_post_count AS TEXT)
    WHEN 'original_id' THEN threads.original_id
    WHEN 'url' THEN threads.url
    WHEN 'starter_id' THEN coalesce(threads.starter_text, 'anonymous')
    WHEN 'tags' THEN (
      SELECT group_concat(name, ', ') FROM (
        SELECT tags.name FROM thread_tags JOIN tags ON tags.id = thread_tags.tag_id
        WHERE thread_tags.thread_id = threads.id ORDER BY tags.name))
  END,
  rules.value
FROM thread_sources AS sources
JOIN threads ON threads.id = sources.thread_id
JOIN rule_sets ON rule_sets.id = sources.rule_set_id
JOIN json_each(rule_sets.fields) AS rules;

-- One row a thread, with what is there and what is known to be missing.
CREATE VIEW thread_details AS
SELECT
  threads.id AS thread_id,
  wikis.host AS wiki_host,
  threads.original_id,
  threads.title,
  locations.title AS location_title,
  locations.kind AS location_kind,
  threads.url,
  (SELECT starters.name FROM authors AS starters WHERE starters.id = coalesce(
     (SELECT opening.author_id FROM posts AS opening
      WHERE opening.thread_id = threads.id AND opening.position = 0 ORDER BY opening.id LIMIT 1),
     threads.starter_id)) AS starter_name,  -- author of the opening post, else who lists say began it; NULL: anonymous or not known
  count(posts.id) AS posts,            -- that are there
  threads.claimed_post_count,          -- that the newest page says there are
  (SELECT coalesce(sum(missing.post_count), 0) FROM missing WHERE missing.thread_id = threads.id) AS missing_posts,  -- at least so many
  count(DISTINCT CASE WHEN authors.kind = 'registered' THEN authors.id END) AS authors,  -- registered ones
  count(posts.edited_at) AS edited_posts,  -- that were edited
  min(posts.posted_at) AS first_posted_at,  -- of the posts that are there
  max(posts.posted_at) AS last_posted_at,  -- likewise
  (SELECT last.id FROM posts AS last WHERE last.thread_id = threads.id
   ORDER BY last.posted_at DESC, last.position DESC LIMIT 1) AS last_post_id,  -- the latest; without times the last in order
  (SELECT writers.name FROM posts AS last LEFT JOIN authors AS writers ON writers.id = last.author_id
   WHERE last.thread_id = threads.id ORDER BY last.posted_at DESC, last.position DESC LIMIT 1) AS last_author_name,  -- of that post; NULL: anonymous or not known
  (SELECT json_group_array(name) FROM (
     SELECT tags.name FROM thread_tags JOIN tags ON tags.id = thread_tags.tag_id
     WHERE thread_tags.thread_id = threads.id ORDER BY tags.name)) AS tags,  -- JSON array
  threads.is_featured,
  threads.is_locked,
  threads.is_reported
FROM threads
LEFT JOIN wikis ON wikis.id = threads.wiki_id
LEFT JOIN locations ON locations.id = threads.location_id
LEFT JOIN posts ON posts.thread_id = threads.id
LEFT JOIN authors ON authors.id = posts.author_id
GROUP BY threads.id;

-- One row an author and wiki, with what is there of them. The anonymous of a wiki are one row, which stands for nobody.
CREATE VIEW author_details AS
SELECT
  authors.id AS author_id,
  wikis.host AS wiki_host,
  authors.name,                        -- NULL for the anonymous
  authors.kind,
  authors.profile_url,
  count(posts.id) AS posts,            -- that are there
  count(DISTINCT posts.thread_id) AS threads,  -- in which they wrote
  coalesce(sum(posts.position = 0), 0) + (
    SELECT count(*) FROM threads WHERE threads.starter_id = authors.id AND NOT EXISTS (
      SELECT 1 FROM posts AS opening
      WHERE opening.thread_id = threads.id AND opening.position = 0 AND opening.author_id IS NOT NULL)
  ) AS threads_begun,                  -- by an opening post; where none tells, by what lists say
  count(posts.edited_at) AS edited_posts,  -- that were edited
  min(posts.posted_at) AS first_posted_at,  -- of the posts that are there
  max(posts.posted_at) AS last_posted_at  -- likewise
FROM authors
LEFT JOIN wikis ON wikis.id = authors.wiki_id
LEFT JOIN posts ON posts.author_id = authors.id
GROUP BY authors.id;

-- One row a name under which older captures show posts of an author: an account was renamed, or lost its name.
CREATE VIEW renames AS
SELECT
  posts.author_id,                     -- the author now
  authors.name,                        -- the name now; NULL: the post is an anonymous one's, or nobody's
  other_names.name AS other_name,      -- NULL: the posts were an anonymous one's
  wikis.host AS wiki_host,
  count(*) AS posts,                   -- that prove it
  max(captures.captured_at) AS last_shown_at  -- time of the newest capture that shows the other name
FROM other_names
JOIN posts ON posts.id = other_names.post_id
JOIN captures ON captures.id = other_names.capture_id
JOIN threads ON threads.id = posts.thread_id
LEFT JOIN wikis ON wikis.id = threads.wiki_id
LEFT JOIN authors ON authors.id = posts.author_id
GROUP BY posts.author_id, other_names.name, wikis.id;

-- One row a tag and wiki.
CREATE VIEW tag_use AS
SELECT
  tags.id AS tag_id,
  tags.name,
  wikis.host AS wiki_host,
  count(DISTINCT threads.id) AS threads,  -- that have the tag
  count(posts.id) AS posts,            -- in these threads
  min(posts.posted_at) AS first_posted_at,  -- of the posts that are there
  max(posts.posted_at) AS last_posted_at  -- likewise
FROM tags
JOIN thread_tags ON thread_tags.tag_id = tags.id
JOIN threads ON threads.id = thread_tags.thread_id
LEFT JOIN wikis ON wikis.id = threads.wiki_id
LEFT JOIN posts ON posts.thread_id = threads.id
GROUP BY tags.id, wikis.id;

-- One row a month and wiki in which something was posted.
CREATE VIEW activity_by_month AS
SELECT
  substr(posts.posted_at, 1, 7) AS month,  -- UTC, as 2009-06; NULL: posts of an unknown time
  wikis.host AS wiki_host,
  count(*) AS posts,                   -- of the month
  count(DISTINCT posts.thread_id) AS threads,  -- in which somebody wrote
  sum(posts.position = 0) AS threads_begun,  -- by an opening post
  count(DISTINCT CASE WHEN authors.kind = 'registered' THEN authors.id END) AS authors,  -- registered ones
  count(posts.edited_at) AS edited_posts  -- of the month that were edited at any time
FROM posts
JOIN threads ON threads.id = posts.thread_id
LEFT JOIN wikis ON wikis.id = threads.wiki_id
LEFT JOIN authors ON authors.id = posts.author_id
GROUP BY 1, wikis.id;

CREATE VIEW posts_search AS            -- what the search index holds
SELECT
  posts.id AS id,
  posts.subject AS subject,
  posts.body_text AS body,
  authors.name AS author
FROM posts LEFT JOIN authors ON authors.id = posts.author_id;

CREATE VIRTUAL TABLE posts_fts USING fts5(
  subject, body, author,
  content = 'posts_search', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2'
);
