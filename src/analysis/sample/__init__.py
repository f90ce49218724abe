"""Synthetic raw exports with a stated seed and a stated true effect."""

from analysis.sample.bulk import write_incident_table
from analysis.sample.exports import write_exports, write_sample
from analysis.sample.model import SampleParams, Truth
from analysis.sample.tables import world_tables
from analysis.sample.world import World, generate, read_sample_params, scaled_project

__all__ = [
    "SampleParams",
    "Truth",
    "World",
    "generate",
    "read_sample_params",
    "scaled_project",
    "world_tables",
    "write_exports",
    "write_incident_table",
    "write_sample",
]
