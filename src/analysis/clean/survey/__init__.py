"""From the wide export of a form to one row per person, wave and item."""
