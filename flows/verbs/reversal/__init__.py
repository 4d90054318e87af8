"""``relief reversal``: relief that should not have been granted, step by step and never in silence."""
