"""``relief rules table``: which sentence of the law is decided where."""


def act() -> int:
    """Print the table."""
    from relief.rules.law_table import print_law_table, read_law_table

    for line in print_law_table(read_law_table()):
        print(line)
    return 0
