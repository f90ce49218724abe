"""From the bytes of a file to tables of text: encodings, dialects, workbooks, guards against harm."""
