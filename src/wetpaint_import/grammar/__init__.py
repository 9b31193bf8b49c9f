"""The printed grammar: what Wetpaint printed on its pages, found in a flow of lines whatever the mark-up."""
