"""``relief papers``: the words of a county's papers, as its staff write them."""
