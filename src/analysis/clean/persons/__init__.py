"""Who is who, pseudonyms, and the search for anything personal before a table is saved."""
