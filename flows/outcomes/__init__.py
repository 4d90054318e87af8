"""What courts give back, as the command line does it: filed, taken in, waited for, reconciled, reported, reversed."""
