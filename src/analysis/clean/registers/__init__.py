"""From the municipality's systems and the project's own lists to incidents, spells, exposure and the rest."""
