"""Workbooks for data entry, made from a project's params, and how what is typed in them is read back."""

from analysis.templates.columns import Column, columns
from analysis.templates.reading import column_map, understood, value_map
from analysis.templates.write import Template, TemplateError, make_workbook, planned, write_templates

__all__ = [
    "Column",
    "Template",
    "TemplateError",
    "column_map",
    "columns",
    "make_workbook",
    "planned",
    "understood",
    "value_map",
    "write_templates",
]
