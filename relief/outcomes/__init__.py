"""What courts give back: matched to what was filed, and written into the ledger or handed to a person.

Rows in = applied + already known + tasks. No row is dropped, and none changes what the ledger already says.
"""
