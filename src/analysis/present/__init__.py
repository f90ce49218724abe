"""The room of Norwegian output: figures, tables, values and sentences of one edition."""
