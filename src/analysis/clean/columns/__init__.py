"""From a table of text to named columns of dates, amounts and kinds; every doubt is a finding."""
