"""A county's words held against what they are for, before any run: fields that papers have, the content that an order
must have, and law that the rules stand on."""
