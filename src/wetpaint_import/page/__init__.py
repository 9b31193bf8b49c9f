"""A page as it is seen: its bytes as a flow of visible lines, whatever the mark-up; no knowledge of posts."""
