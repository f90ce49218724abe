"""The generated parts of the report's chapters, as report source."""
