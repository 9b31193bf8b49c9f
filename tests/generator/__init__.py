"""Random thread pages with their truth, written from the evidence alone.

Nothing here imports the parser, so that the pages can judge it.
"""
