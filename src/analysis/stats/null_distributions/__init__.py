"""Null distributions of the tests, and the ordered means and limits that invert them."""
