"""Every Norwegian word and sentence about results, in one room: after disclosure, before the page."""
