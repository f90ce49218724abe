"""The sentences of the report that are the same whoever it is about, in the order a reader meets them.

A language editor can read this page from top to bottom. Braces are filled in where the sentence is used. What
depends on figures and grammar (a finding, a reason, the grounds of a figure) has modules of its own in
this room.
"""

from __future__ import annotations

# --- Page one -----------------------------------------------------------------------------------------------

ANSWER = "Ble det bedre?"
FINDINGS = "Det viktigste vi fant"
ADVICE = "Det vi anbefaler"
HOW_SURE = "Hvor sikkert er det?"
MAIN_GOAL = "Hovedmål"
SHORT_ANSWER = "Svaret"
COMPARES = "Vi sammenligner tiden {before} («før») med tiden {after} («etter») på {places}."
SYNTHETIC = "Tallene er oppdiktet. De er laget av et program og sier ingenting om virkelige personer."
NOT_WHY = "Tallene viser hva som var annerledes etter, ikke hvorfor. {compared}"
NO_COMPARISON = "Ingen adresser uten prosjektet er målt på samme måte."
COMPARED = "Endringene er holdt opp mot {places}, der ingenting ble gjort."
GRADED = "Tilliten er {grade} utfallene som avgjør."
GRADED_ONE = "Tilliten er {grade} for det ene utfallet som avgjør."
LATE_SURVEY = (
    "Den første kartleggingen begynte i {month}, {delay} etter prosjektstart. For svarene betyr «før» "
    "derfor tidlig i "
    "prosjektet."
)
EVALUATED_BY = {
    "own_office": "Evalueringen er gjort av {by}, prosjektets eget kontor.",
    "own_municipality": "Evalueringen er gjort av {by}, et annet kontor i kommunen.",
    "external": "Evalueringen er gjort av {by}, som er uavhengig av prosjektet.",
}
EVALUATOR_MISSING = "Rapporten sier ikke hvem som har evaluert."
NOT_FROZEN = (
    "Planen for evalueringen er ikke fryst. Vi kan derfor ikke vise at valgene ble gjort før tallene "
    "var kjent."
)
FROZEN = "Planen ble fryst {day}, og analysen har fulgt den."
FROZEN_LATE = "Planen ble fryst {day}, etter at tidsrommene var over."
CHANGED_PLAN = "Planen ble fryst {day}, og er endret siden."
READ_MORE = "Metode, følsomhet, datakvalitet og alle tall står i {technical}."
TECHNICAL = "teknisk vedlegg"
DRAFT = "Utkast: {n} mangler"
ADVICE_BEFORE = "Perioden ligger før prosjektet og gir ikke grunnlag for anbefalinger."
ADVICE_LATER = "Anbefalinger gis når prosjektet er ferdig."
NO_ADVICE = "Ingen anbefalinger er skrevet."
NOTHING_MEASURED = "Ingen av utfallene som avgjør målene, er målt i perioden."

BEFORE_START = "Perioden ligger før prosjektet"
BEFORE_START_MEANS = (
    "Prosjektet startet {start}. «Før» og «etter» betyr her det første og det andre tidsrommet. "
    "Rapporten viser hvor mye "
    "tallene svinger uten noe prosjekt."
)
WITHIN = "Begge tidsrommene ligger i prosjektperioden"
WITHIN_MEANS = "Prosjektet var i gang fra {start}. Sammenligningen viser utviklingen underveis."
MIXED = "Et tidsrom går over prosjektstarten"
MIXED_MEANS = (
    "Prosjektet startet {start}, inne i et av tidsrommene. Skillet mellom «før» og «etter» er derfor uskarpt."
)
NOT_OVER = "Perioden slutter før prosjektet"
NOT_OVER_MEANS = "Prosjektet {lasts} til {end}."
WRITTEN_LATER = (
    "Kapitlene om prosjektet{appendices} er de samme i alle periodene, og kan handle om det som skjedde "
    "senere."
)

# --- What is compared ---------------------------------------------------------------------------------------

WINDOWS = "Tidsrommene som sammenlignes (n = {n})"
RESTRICTED = (
    "**Om utgaven.** Dette er den begrensede utgaven. De som kjenner adressene, kan kjenne igjen "
    "enkeltpersoner, og den som selv har svart, kan regne seg til mer om de andre. Del den ikke videre."
)
PUBLIC = (
    "**Om utgaven.** Dette er den offentlige utgaven. Tall som bygger på færre enn {least} personer "
    "eller boliger, er "
    "skjult. {hidden} Adressene har fått andre navn, og datoer er oppgitt som måneder."
)
ALL_INVENTED = "**Om dataene.** Prosjektet og alle opplysningene er oppdiktet."
PARTLY_INVENTED = (
    "**Om dataene.** De virkelige opplysningene om leietakerne er fortrolige. Dataene her er derfor "
    "laget av et program."
)

# --- Results ------------------------------------------------------------------------------------------------

ONE_ROW = (
    "Hvert delmål har en tabell med alle funnene. I parentes står intervallet: Endringen ligger trolig "
    "et sted der. To "
    "tall med pluss mellom er antallet før og etter. «Ganger» under én betyr færre, over én flere."
)
DECIDED_BY = (
    "Bare utfall som avgjør, får en konklusjon. De andre støtter, viser hva prosjektet gjorde "
    "(aktivitet), eller er bakgrunn."
)
FINDINGS_CAPTION = "Funn: {goal}. Før, etter og endring, med enhet og grunnlag (n)"
SO_MANY_HIDDEN = "{hidden} av {n} er skjult"
GOAL = "Målet:"
QUESTION = "Spørsmålet:"
GOAL_ANSWERS = {
    "bedring": "Det ble bedre.",
    "forverring": "Det ble verre.",
    "blandet": "Bildet er blandet: Noe ble bedre, og noe ble verre.",
    "uendret": "Lite er endret.",
    "for_lite_data": "Vi vet for lite til å svare.",
    "usikkert_grunnlag": "Grunnlaget er for usikkert til å svare.",
    "beskrivelse": "Vi viser hva som ble gjort, ikke virkningen.",
    "ikke_maalt": "Det er ikke målt i denne perioden.",
    "skjult": "Svaret vises ikke her.",
}
"""Verdict of a goal → the answer to its question."""
MEANING = {
    "bedring": "Det kan ha blitt bedre",
    "forverring": "Det kan ha blitt verre",
    "uendret": "Det kan være omtrent som før",
}
"""Conclusion → what it means, as GRADE words a low certainty."""
VERY_UNSURE = "Det er svært usikkert."
BUT_UNSURE = ", men det er svært usikkert."
SIZE_UNSURE = ", men hvor mye er svært usikkert."
NOT_MEASURED = "Ikke målt i perioden:"
NO_INDICATORS = "Planen har ingen indikatorer for dette delmålet."
NONE_MEASURED = "Ingen av indikatorene for dette delmålet er målt i perioden."
HIDDEN_REASON = "Tallene bak konklusjonen er skjult i denne utgaven."
ALL_HIDDEN = "Tallene er skjult i denne utgaven."
ASSESSMENT = "Prosjektets vurdering"
ASSESSMENT_MISSING = "Prosjektets egen vurdering av delmålet er ikke skrevet."
RECOMMENDATION = "Anbefaling"
RECOMMENDATION_MISSING = "Anbefalingen for delmålet er ikke skrevet."
RESTS_ON = "Bygger på:"
RESTS_ON_LITTLE = "For «{goal}» er det for lite data, så anbefalingen bygger på erfaring, ikke på tall."
FEASIBILITY = "Det krever:"
STOP = "Stopp hvis:"
IN_MIND = "Å huske på ved enkelte tall"
COMPARISON = "Holdt opp mot adresser uten prosjektet"
COMPARISON_HIDDEN = (
    "Endringene er holdt opp mot {places}. Tallene derfra bygger på få boliger og personer og står bare "
    "i den begrensede "
    "utgaven."
)
COMPARISON_NONE = "Endringene er holdt opp mot {places}, men ingen av utfallene har nok tall derfra."
COMPARISON_READ = (
    "Forskjellen er endringen her minus endringen der, for rater delt på den. Det er ikke trukket lodd "
    "om hvem som fikk "
    "prosjektet. {decides}"
)
COMPARISON_DECIDES = "Planen sier at forskjellen avgjør."
COMPARISON_SHOWS = (
    "Forskjellene er ikke justert for at flere er regnet ut, og teller ikke med i konklusjonene."
)

# --- The addresses ------------------------------------------------------------------------------------------

ADDRESSES = (
    "Konklusjonene trekkes for adressene samlet. Tallene for hver adresse kan reise spørsmål, ikke "
    "avgjøre noe. Enhetene er som i resultatene."
)
ADDRESS_TESTED = "{place}: før, etter, endring med intervall og p, og grunnlag (n)"
ADDRESS_UNTESTED = "{place}: før, etter, endring og grunnlag (n)"
ADDRESSES_HIDDEN = (
    "Ingen tall kan vises for hver adresse i denne utgaven, fordi de bygger på få personer eller boliger."
)
ADDRESSES_NONE = "Ingen tall kan vises for hver adresse i denne perioden."
ADDRESSES_PARTLY = "{n} er skjult for en eller flere adresser: {names}"
ALONE_NONE = (
    "Ingen av adressene kan vise noe alene. Til det er det for få leietakere, hendelser eller boliger."
)
ALONE_NOTHING = "{place} kan ikke vise noe alene. Til det er det for få leietakere, hendelser eller boliger."
ALONE_ALL = "{place} kunne vist en endring alene i alle utfallene under."
ALONE_SOME = "Alene kunne {place} bare vist en endring i {outcomes}."

# --- Claims -------------------------------------------------------------------------------------------------

NOT_SHOWN = "«Ikke vist» betyr at tallene ikke kan avgjøre det. Det betyr ikke at påstanden er feil."

# --- What tenants, neighbours and agencies say --------------------------------------------------------------

THEMES = "Det leietakerne selv tok opp"
THEMES_CAPTION = "Temaer leietakerne selv tok opp, kodet av forskeren (n = antall leietakere)"
THEMES_HIDDEN = "Ingen av temaene kan vises i denne utgaven, fordi de gjelder få leietakere."
THEMES_PARTLY = "{n} er skjult, fordi få har tatt dem opp."

# --- The survey ---------------------------------------------------------------------------------------------

NO_SURVEY = "Perioden har ingen kartlegging. Svarene til leietakerne er derfor ikke med i denne rapporten."
ONE_WAVE = "Perioden har ikke to kartlegginger. Svarene kan derfor ikke sammenlignes."
FLOW_HIDDEN = "Hvor mange som har svart, kan ikke vises for denne perioden."
FLOW_CAPTION = "Leietakerne fra invitasjon til svar begge ganger (n = antall personer)"

# --- Conclusion ---------------------------------------------------------------------------------------------

UNKNOWN = (
    "For {n} utfall er det for lite data. Da må flere personer, lengre tid eller flere målinger til for "
    "å vite om noe er "
    "endret."
)
PLACEBO = "Endringene oppsto uten noe prosjekt. De er et mål på hvor forsiktig de andre rapportene må leses."

# --- Appendices ---------------------------------------------------------------------------------------------

NO_ACTION_PLAN = "Prosjektet har ingen handlingsplan i dataene for denne perioden."
PLAN_DETAILS = "Det driftsavdelingen planla, og forberedelsene (n = {n})"
PLAN_WORDING = "Plan Byggdrift"
NO_PROGRESS_PLAN = "Prosjektet har ingen fremdriftsplan i dataene for denne perioden."
OPEN_QUESTIONS = "I samtalen etterpå ble det stilt åpne spørsmål. Svarene på dem er ikke brukt i tallene:"
OTHER_QUESTIONS = "Svarene på spørsmålene som ikke er vist i @sec-resultater:"

# --- The technical appendix ---------------------------------------------------------------------------------

TECHNICAL_TITLE = "Teknisk vedlegg"
FAMILIES = "Familiene av indikatorer som testes sammen, hvor mange hver har, og hvordan p-verdiene justeres:"
ALL_ROWS = "Alle indikatorer, alle adressene samlet (n = {n})"
EXPLORATORY = "Utforskende: {what}. De kan vekke spørsmål, men ikke gi svar."
ALPHA = "Så få svar kan verken vise eller avvise at spørsmålene måler det samme."
ALPHA_CAPTION = "Hvor godt spørsmålene i hver indeks henger sammen (alfa), med intervall og antall svar (n)"
SENSITIVITY = (
    "Vi har regnet om igjen med andre tidsrom, uten én adresse, bolig eller leietaker om gangen, og med "
    "andre metoder. "
    "Konklusjonen er «følsom for valg» når et valg som kunne vist noe, sier noe annet, eller endringen snur."
)
SENSITIVITY_HIDDEN = (
    "Ingen konklusjon er vist i denne utgaven. Hva andre valg sier, står i den begrensede utgaven."
)
SENSITIVITY_CAPTION = "Om konklusjonen holder med andre rimelige valg (n = {n} utfall som avgjør)"
