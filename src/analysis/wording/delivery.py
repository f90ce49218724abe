"""The results table as files for the user: CSV, Parquet and a data dictionary."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.evaluate.evaluation import Evaluation
from analysis.evaluate.results import COLUMNS
from analysis.measure_types import TYPES
from analysis.params import Study
from analysis.wording.reasons import reason

KINDS = {"text": "tekst", "count": "heltall", "number": "tall", "flag": "True/False"}
_TYPES = list(TYPES)
MEANINGS: dict[str, tuple[str, str]] = {
    "project": ("Prosjektets id.", ""),
    "period": ("Periodens id.", ""),
    "indicator": ("Indikatorens id i evalueringsplanen.", ""),
    "code": ("Prosjektets egen kode for indikatoren, for eksempel «1a».", ""),
    "goal": ("Id for delmålet indikatoren hører til.", ""),
    "name": ("Indikatorens navn.", ""),
    "unit": ("Enhet for verdiene før og etter.", ""),
    "family": ("Familien p-verdien justeres i.", ""),
    "primary": ("Om dette er det ene hovedutfallet som ble valgt på forhånd.", ""),
    "direction": ("Ønsket retning: lower (lavere er bedre) eller higher (høyere er bedre).", ""),
    "measure": (f"Type mål: {', '.join(_TYPES[:-1])} eller {_TYPES[-1]}.", ""),
    "place": ("Adressens id, eller all for alle adressene samlet.", ""),
    "role": (
        "decides (avgjør delmålet og får en konklusjon), supports (støtter), explores (utforsker), activity "
        "(hva som ble gjort) eller context (bakgrunn).",
        "",
    ),
    "n_baseline": ("Leietakere i prosjektet den første dagen.", "personer"),
    "n_before": (
        "Leietakere i prosjektet med verdi før; for lengden på leieforholdene: løpende leieforhold.",
        "personer",
    ),
    "n_after": ("Det samme etter.", "personer"),
    "n_pairs": ("Leietakere i prosjektet med verdi både før og etter; verdiene bygger på disse.", "personer"),
    "lost_moved": ("Leietakere uten par som ikke lenger leier på adressen fra første dag.", "personer"),
    "lost_missing": (
        "Leietakere uten par som fortsatt leier der: svar eller opplysning mangler.",
        "personer",
    ),
    "lost_not_invited": (
        "Andre på adressene med verdi etter, som ikke leide der den første dagen.",
        "personer",
    ),
    "lost_share": ("Andelen av leietakerne den første dagen som er uten par.", "andel 0–1"),
    "months_before": ("Måneder, eller deler av måneder, med utleide boliger før.", "måneder"),
    "months_after": ("Måneder, eller deler av måneder, med utleide boliger etter.", "måneder"),
    "events_before": ("Hendelser før.", "antall"),
    "events_after": ("Hendelser etter.", "antall"),
    "exposure_before": ("Utleide boligmåneder før; en del av en måned regnes etter dager.", "boligmåneder"),
    "exposure_after": ("Utleide boligmåneder etter.", "boligmåneder"),
    "flats_contributing": ("Ulike boliger bak hendelsene i begge vinduene.", "boliger"),
    "largest_flat_share": ("Den største andelen av hendelsene som én bolig står for.", "andel 0–1"),
    "done": ("Hvor mye av det planlagte som er gjort.", "antall"),
    "planned": ("Hvor mye som var planlagt.", "antall"),
    "before": ("Verdien før, i indikatorens enhet; andeler som tall fra 0 til 1.", ""),
    "after": ("Verdien etter, i indikatorens enhet.", ""),
    "estimate": ("Anslått endring: etter minus før, eller etter delt på før.", ""),
    "estimate_type": ("difference (etter − før), ratio (etter / før) eller none.", ""),
    "low": ("Nedre grense for intervallet rundt endringen; 0 er mulig for et forhold.", ""),
    "high": ("Øvre grense for intervallet; inf betyr uten øvre grense.", ""),
    "level_attained": (
        "Konfidensnivået intervallet minst har; for rater som avgjør, nivået etter justering.",
        "andel 0–1",
    ),
    "important_change": ("Minste viktige endring etter planen, i endringens enhet; for rater en andel.", ""),
    "p": (
        "Tosidig p etter testen som avgjør, ikke justert; for rater den største av to.",
        "",
    ),
    "p_mid": ("Mid-p etter samme test; for rater etter den eksakte.", ""),
    "p_adjusted": ("p justert for de andre utfallene som avgjør i familien; denne teller.", ""),
    "smallest_p": ("Minste p disse dataene kunne ha gitt, ikke justert.", ""),
    "smallest_p_adjusted": ("Minste justerte p disse dataene kunne ha gitt.", ""),
    "p_zero_adjusted": ("Justert p dersom ingen hendelser hadde skjedd etter (rater).", ""),
    "p_exact": ("p etter den eksakte testen av hendelsene hver for seg, ikke justert (rater).", ""),
    "p_months": ("p når måneder, to og to, byttes mellom før og etter, ikke justert (rater).", ""),
    "p_flats": ("p når fortegnet på hver boligs endring snus, ikke justert (rater).", ""),
    "known_flats": ("Andelen av hendelsene der boligen er oppgitt (rater).", "andel 0–1"),
    "dispersion": ("Pearsons φ: 1 når hendelsene er spredt tilfeldig, større når de kommer i klynger.", ""),
    "p_dispersion": ("Eksakt p for at spredningen er større enn tilfeldig.", ""),
    "dispersion_flats": ("Pearsons φ for hvor ulikt boligene har endret seg; 1 når de er like.", ""),
    "lag1": ("Samvariasjonen mellom en måned og den neste, fra −1 til 1.", ""),
    "reliability": (
        "Cronbachs alfa: hvor godt spørsmålene i en indeks henger sammen, ved første måling.",
        "",
    ),
    "reliability_low": ("Nedre grense for intervallet rundt alfa.", ""),
    "reliability_high": ("Øvre grense for intervallet rundt alfa.", ""),
    "n_reliability": ("Leietakere som svarte på alle spørsmålene i indeksen.", "personer"),
    "n_up": ("Leietakere med høyere verdi etter.", "personer"),
    "n_same": ("Leietakere med samme verdi.", "personer"),
    "n_down": ("Leietakere med lavere verdi etter.", "personer"),
    "verdict": (
        "bedring, forverring, uendret, for_lite_data, usikkert_grunnlag, beskrivelse, ikke_maalt.",
        "",
    ),
    "verdict_rule": ("Hvilken regel som avgjorde; se docs/evaluation.md.", ""),
    "verdict_reason": ("Begrunnelsen i en setning, med tallene.", ""),
    "sensitive": ("Om konklusjonen endrer seg ved andre rimelige valg («følsomt for valg»).", ""),
    "n_choices": ("Andre rimelige valg som kunne vist noe.", "antall"),
    "n_agree": ("Av disse: valg som gir samme konklusjon.", "antall"),
    "n_powerless": ("Andre valg som hadde for lite data igjen til å vise noe.", "antall"),
    "method": (
        "Metodens id: sign_flip, mcnemar, mean_difference, blocks_and_flats, comparison, "
        "kaplan_meier eller description.",
        "",
    ),
    "warnings": ("Forbehold, adskilt med semikolon.", ""),
}
"""Column, in the order delivered → what it means, and its unit."""


def write_results(evaluation: Evaluation, study: Study) -> tuple[Path, Path, Path]:
    r"""Write ``results.csv``, ``results.parquet`` and ``results-kolonner.csv`` (what each column means).

    The CSV is for machines: UTF-8, comma between columns, full precision with a decimal point, ``\n`` at
    line ends, empty where a value is missing and ``inf`` where a limit has no bound. The same results give
    the same bytes.

    Returns
    -------
    tuple of Path
        CSV, Parquet, data dictionary, in the build folder of the period.
    """
    folder = study.build_dir
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "results.csv", folder / "results.parquet", folder / "results-kolonner.csv"
    table = delivered(evaluation.results, study)
    table.to_csv(paths[0], index=False, lineterminator="\n", encoding="utf-8")
    table.to_parquet(paths[1], index=False)
    data_dictionary().to_csv(paths[2], index=False, lineterminator="\n", encoding="utf-8")
    return paths


def delivered(results: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the results as the user gets them: every verdict with its reason in a sentence."""
    reasons = [
        reason(row, study.plan.indicator(row["indicator"]), study) for row in results.to_dict("records")
    ]
    return results.assign(verdict_reason=pd.Series(reasons, index=results.index, dtype="str"))[list(MEANINGS)]


def data_dictionary() -> pd.DataFrame:
    """Describe every column of the results table: ``kolonne``, ``type``, ``enhet``, ``betydning``.

    Examples
    --------
    >>> data_dictionary().query("kolonne == 'n_pairs'")["type"].item()
    'heltall'
    """
    kinds = COLUMNS | {"verdict_reason": "text"}
    rows = [(name, KINDS[kinds[name]], unit, meaning) for name, (meaning, unit) in MEANINGS.items()]
    return pd.DataFrame(rows, columns=["kolonne", "type", "enhet", "betydning"])
