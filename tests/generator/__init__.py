"""Random thread pages with their truth, written from the evidence alone.

Nothing here imports the parser, so that the pages can judge it. `make_thread` makes a
truth, `skins.render` a page of it, `reduce.expected_for` what that kind of page shows.
"""
