"""Every Norwegian word and sentence about results, in one room: after disclosure, before the page."""

from analysis.wording.delivery import data_dictionary, delivered, write_results

__all__ = ["data_dictionary", "delivered", "write_results"]
