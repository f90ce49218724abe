"""One module per figure (prepare → draw → words), and the table that says which stands where."""
