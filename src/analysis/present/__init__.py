"""The room of Norwegian output: figures, tables, values and sentences of one edition."""

from analysis.present.write import ReportSourceError, write_editions, write_inputs

__all__ = ["ReportSourceError", "write_editions", "write_inputs"]
