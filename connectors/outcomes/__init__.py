"""What a court gives back, read: tables of outcomes, and papers with a clerk's stamp on them."""
