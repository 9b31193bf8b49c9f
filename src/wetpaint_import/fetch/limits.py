"""Rates, waits and sizes: what the archives ask for and what we allow, each with its unit and its source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Requests a minute, evenly spaced."""

    index: float
    pages: float


# The Internet Archive takes 30 index queries and 600 replays a minute from one address and asked clients to keep to
# 80 % of that (edgi-govdata-archiving/wayback#206, June 2026); over it come 429s, and who goes on for a minute is shut
# out for an hour, then two (wayback#137). We use a quarter of what is left for replays: one connection needs no more.
WAYBACK_RATES = Rates(index=24, pages=120)
# Common Crawl names no figure, but drops whoever asks fast or from several threads (cc-index-server#15,
# commoncrawl-host-ip-mapper#4), so one query every five seconds.
COMMON_CRAWL_RATES = Rates(index=12, pages=60)
# Other archives and live sites: what one careful reader would do.
OTHER_RATES = Rates(index=24, pages=60)

# A 429 slows the rest of the run down by half each time, but never below this share of the rate asked for.
SLOWEST_SHARE = 1 / 8

# Seconds. The archive gives no Retry-After of its own; a minute is what its staff name (wayback#137).
WAIT_WHEN_NOT_TOLD = 60.0
FIRST_BACKOFF = 2.0
LONGEST_BACKOFF = 300.0
# Longer than this no archive shuts anyone out; a Retry-After of years is a fault, and no later run could get past it.
LONGEST_RETRY_AFTER = 7 * 86_400.0
# How often one address is asked in a row before it is given up for this run (not counting waits asked for by a 429).
ATTEMPTS = 5
# Seconds in all that one request may wait because the archive asks for it; then the run stops and says so.
PATIENCE = 3600.0
# So many addresses in a row without an answer: the network or the archive is down, and the rest is left for later.
SILENCES_BEFORE_STOP = 3
# The same for answers of 5xx, of which single captures of the Internet Archive have permanent ones (wayback#137).
FAULTS_BEFORE_STOP = 10

# Seconds: to connect and between two reads; a whole response may take as long as `WHOLE_RESPONSE` times that.
TIMEOUT = 60.0
WHOLE_RESPONSE = 5

MIB = 1024 * 1024
# A thread page is some 60 KB; the largest page that `load` takes is 16 MiB.
LARGEST_PAGE = 16 * MIB
# An index answer is a few MB for 1,000 rows of the Internet Archive; pywb gives all rows of a wiki in one answer.
LARGEST_INDEX_ANSWER = 256 * MIB
# Rows an index query of the Internet Archive. Its server gives up early on larger ones and then looks finished
# (`limit` in the docs of edgi-govdata-archiving/wayback).
INDEX_ROWS = 1000
# Seconds, for estimates: what an archive takes for one page, however fast we may ask.
TYPICAL_ANSWER = 0.5
# Redirects inside one archive before it is a loop.
REDIRECTS = 5
# A page of a live site may name others without end; the largest wiki had some 10,000 threads.
LIVE_PAGES = 20_000
# Bytes of room that a capture takes in the WARC beside its compressed body: request and metadata records.
RECORD_OVERHEAD = 1500
# Bytes, compressed, of a page whose index row does not say; a page of 60 KB deflates to about a fifth.
UNKNOWN_LENGTH = 12_000
