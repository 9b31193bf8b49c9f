"""The archive -> pages of HTML: one design for `serve` and for the static site; no I/O but reading the database."""
