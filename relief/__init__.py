"""The law and its facts: what a charge is, what the statute says, what follows from it."""
