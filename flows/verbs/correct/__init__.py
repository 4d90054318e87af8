"""``relief correct``: facts that staff looked up, in place of what a county's data says."""
