"""The command `index`: brings a database and its search index up to date, and chooses how words are found."""

import json
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli.counting import count
from wetpaint_import.cli.options import db_option, json_option
from wetpaint_import.db.connection import create_or_open, open_existing, translated, writing
from wetpaint_import.db.search_index import is_stemmed, mark_stale, refresh_index, set_stemmed


@click.command("index", short_help="Rebuild the search index, or update an older database.")
@db_option
@click.option("--stem/--no-stem", "stemmed", default=None, help="Let quilts find quilting and quilted (English); the choice stays.")
@json_option
def index_command(db_path: Path, stemmed: bool | None, as_json: bool) -> int:
    """Rebuild the search index, and bring a database of an older version up to date."""
    if not db_path.is_file():
        open_existing(db_path)
    db = create_or_open(db_path)
    with translated(db_path), closing(db.conn) as conn:
        with writing(db):
            if stemmed is not None:
                set_stemmed(conn, stemmed=stemmed)
            mark_stale(conn)
            refresh_index(conn)
        posts = conn.execute("SELECT count(*) FROM posts").fetchone()[0]
        report = {"posts": posts, "is_stemmed": is_stemmed(conn)}
    how = "by their English stems" if report["is_stemmed"] else "as they stand"
    click.echo(json.dumps(report) if as_json else f"{count(posts, 'post is', 'posts are')} indexed, words {how}.")
    return 0
