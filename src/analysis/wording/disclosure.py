"""Why something is hidden, and what an edition prints instead, for the researcher who answers for it."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.measure_types import PublicForm

RULES: Mapping[str, str] = {
    "few_people": "færre personer enn terskelen",
    "few_flats": "færre boliger enn terskelen, eller én bolig står for det meste",
    "few_cases": "færre saker enn terskelen",
    "small_cell": "færre hendelser enn terskelen før eller etter",
    "small_place": "tall om personer vises aldri per adresse",
    "dominated": "én leietaker står for for mye av beløpet",
    "same_answers": "de samme svarene er vist i en annen indikator",
    "secondary": "kunne ellers regnes ut fra summen og det som vises",
    "difference": "forskjellen fra et annet tall ville gjelde enkeltpersoner",
}
"""Id of a rule → why it hides."""
FORMS: Mapping[PublicForm, str] = {
    "class_of_mean": "snitt i klasser på et halvt poeng, med samlede ender",
    "range_of_people": "antall personer som spenn",
    "range_of_done": "antall frammøtte som spenn",
    "rate": "antall hendelser, rate og forhold, uten intervall og p",
    "thousands": "hele tusen kroner",
    "weeks": "hele uker",
    "years": "hele år",
    "figure": "tallet som det er, fordi det ikke handler om personer",
    "more_or_fewer": "et ord: flere, færre eller like mange",
}
"""Form of a measure → what the public edition prints."""
AS_IS = "tallet som det er"
NOT_MEASURED = "ikke målt i perioden"
TABLES: Mapping[str, str] = {
    "results": "resultater",
    "answers": "svar per trinn",
    "monthly": "hendelser over tid",
    "flow": "svarflyt",
    "activities": "aktiviteter",
    "themes": "temaer",
    "repairs": "utbedringstid",
    "sensitivity": "følsomhet",
    "claims": "påstander",
    "planning": "hva som kunne vises",
    "comparison": "sammenligningsadresser",
}
"""Table of an edition → what it is."""
TO_SIGN: Mapping[str, str] = {
    "thresholds": "Tersklene {min_group} (offentlig), {restricted_min_group} (begrenset), {max_share} av "
    "hendelsene og {max_amount_share} av et beløp er riktige for prosjektet. SSBs eksempel er 3 personer, og "
    "ACRO bruker 10.",
    "editions": "Utgavene er {editions}. Den begrensede deles bare med styringsgruppen.",
    "titles": "{approved} av {titles} titler på aktiviteter og tiltak er lest og godkjent ordrett for alle.",
    "forms": "Den begrensede utgaven viser dette om én og én leietaker: {forms}.",
    "named": "Disse står med navn eller nummer og er ingen leietakere: {named}.",
    "release": "Den offentlige utgaven fryses med leie release og legges ut derfra, ikke fra build.",
}
"""What somebody must decide and sign."""
FACTS: Mapping[str, str] = {
    "people": "Opplysningene gjelder {tenants} leietakere på {addresses} adresser.",
    "kinds": "Kildene er {sources}.",
    "special": "Leietakerne har rusavhengighet eller psykisk lidelse: det at noen er med, er i seg selv en "
    "helseopplysning (personvernforordningen artikkel 9).",
    "pseudonyms": "Navn og numre blir byttet med pseudonymer (HMAC-SHA256) under en nøkkel utenfor mappen. "
    "Nøkkelen og rådatafilene sammen gjør personene kjente igjen.",
    "stay": "Rådata, data/processed, notebooks, steps, evaluation, results og manifest.json blir hos den "
    "som evaluerer. Bare rapportene leveres ut.",
    "exit": "Alt som leveres ut, er søkt gjennom etter navn, fødselsnumre, telefonnumre, e-post, boliger og "
    "nøkkelen, og i den offentlige utgaven etter adresser.",
}
"""What an assessment of the consequences for privacy asks for."""
NONE = "ingenting"
