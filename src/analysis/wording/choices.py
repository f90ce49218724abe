"""Other reasonable choices, and what a planning could not work out, in words."""

from __future__ import annotations

from analysis.evaluate.robustness.variants import MONTHS_BEFORE_DECISION, WINDOW_MOVES
from analysis.params import numbers as no

CHOICES = {
    **{
        f"line{months:+d}": f"Skillet mellom før og etter {no.count(abs(months), 'måned', 'måneder')} "
        f"{'senere' if months > 0 else 'tidligere'}"
        for months in WINDOW_MOVES
    },
    "without_last_months": f"Uten de {MONTHS_BEFORE_DECISION} siste månedene før prosjektet",
    "without_address": "Uten én adresse om gangen",
    "without_flat": "Uten én bolig om gangen",
    "without_tenant": "Uten én leietaker om gangen",
    "season_matched": "Bare kalendermåneder som er i begge vinduene, parvis",
    "all_available": "Alle svar, også uten par",
    "signed_rank": "Rangering av endringene i stedet for snittet",
    "as_groups": "Alle svar som to grupper, uten kobling",
    "linked_only": "Bare svar som er koblet til samme person",
    "ranks_of_groups": "Rangering av svarene i de to gruppene",
    "at_the_time": "Leietakerne på adressen ved slutten av etter-vinduet",
}
"""Variant of the table of sensitivity → what a reader sees."""
PLANNING_NOTES = {
    "": "",
    "rate_unknown": "Forventet rate eller leietid er ikke kjent.",
    "events_none_or_many": "Styrken er ikke regnet ut: ingen eller svært mange hendelser før.",
    "many_pairs": "Styrken er ikke regnet ut for så mange par.",
    "spread_unknown": "Styrken avhenger av hvor mye endringene varierer fra leietaker til leietaker.",
    "no_room": "Så stor endring er det ikke rom for.",
}
DETECTABLE_UNITS = {
    "": "",
    "ratio": "ganger raten før",
    "fraction": "andel av leietakerne",
    "sd": "standardavvik av endringene",
    "points": "poeng",
}
"""Note, and unit of the change that can be found, of the planning table → what a reader sees."""
