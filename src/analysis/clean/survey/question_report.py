"""What is said of a survey's questions: the columns found for them, and the settings that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.clean.columns.mapping import TEMPLATE_ADVICE, column_letter, expected_headers
from analysis.clean.columns.reading import Bench
from analysis.clean.columns.system_columns import SYSTEM_COLUMNS, is_system_column
from analysis.clean.files.cells import RawTable
from analysis.clean.findings import Findings, Place
from analysis.clean.survey.answer import AnswerReader
from analysis.clean.survey.questions import Matching, QuestionMatcher, looks_like_code
from analysis.clean.telling import listed
from analysis.clean.wording import nearest
from analysis.comparing import fold
from analysis.params import Questionnaire, Source
from analysis.params.sources import SURVEY_TARGETS

HOW = {
    "exact": "ordrett",
    "declared": "satt opp i project.yml",
    "contained": "utsagnet er en del av overskriften",
    "framed": "utsagnet er en del av overskriften, og mer står etter det",
    "truncated": "overskriften er avkortet",
    "id": "etter kode i questionnaire.yml",
    "number": "etter nummer alene",
    "spelling": "overskriften er skrevet litt annerledes",
}


def report_incomplete(bench: Bench) -> None:
    """Report statements that are cut off where the questionnaire was taken from."""
    place = bench.sources("survey")[:1]
    for item in bench.study.questionnaire.items:
        if item.incomplete and place:
            found_at = Place(place[0].id, "questionnaire.yml")
            bench.found.add(
                "warning",
                found_at,
                "incomplete_item",
                f"spørsmål {item.number} er avkortet i kilden: ordlyden er ikke hel",
                action="Skriv hele utsagnet i questionnaire.yml når det er kjent. Tolk svarene varsomt.",
            )


def check_settings(source: Source, questionnaire: Questionnaire, found: Findings) -> None:
    """Report what ``project.yml`` says of a survey that no question, column or answer answers to."""
    place = Place(source.id, "project.yml")
    items = {item.id for item in questionnaire.items}
    meanings = source.values
    for where, names, known in (
        ("columns", source.columns, items | SURVEY_TARGETS),
        ("values", meanings, items | set(source.declared.by_target) | {"answer"}),
        ("not_asked", (x for wave in source.rounds for x in source.left_out(wave)), items),
    ):
        strange = [name for name in dict.fromkeys(names) if name not in known]
        if strange:
            found.add(
                "error",
                place,
                "unknown_target",
                f"{where} for kilden «{source.id}» har navn som verken er spørsmål eller kolonner: "
                + ", ".join(strange),
                action=f"Bruk {', '.join(sorted(known - items))}"
                f"{' eller ' if known - items else ''}id fra questionnaire.yml ({', '.join(sorted(items))}).",
            )
    _check_meanings(source, questionnaire, found)


def _check_meanings(source: Source, questionnaire: Questionnaire, found: Findings) -> None:
    place, read = Place(source.id, "project.yml"), AnswerReader(questionnaire)
    turned = {item.id for item in questionnaire.items if item.reversed}
    scale = questionnaire.scale
    asked = {"answer", *(item.id for item in questionnaire.items)}
    for target, wordings in source.values.items():
        if target not in asked:
            continue
        wrong = [meant for meant in dict.fromkeys(wordings.values()) if read(meant).problem]
        if wrong:
            found.add(
                "error",
                place,
                "unknown_meaning",
                f"values.{target} for kilden «{source.id}» gir svar som ikke er på skalaen: "
                + ", ".join(wrong),
                action=f"Bruk {scale.low}–{scale.high}, et svaralternativ fra questionnaire.yml, eller «-» "
                "for ikke besvart.",
            )
        points = {read(was).value: read(meant).value for was, meant in wordings.items()}
        if target in turned and any(
            points.get(point) == scale.low + scale.high - point != point
            for point in range(scale.low, scale.high + 1)
        ):
            found.add(
                "warning",
                place,
                "turned_twice",
                f"values.{target} for kilden «{source.id}» snur skalaen, og spørsmålet er merket reversed: "
                "evalueringen snur det en gang til",
                action="Ta bort snuingen, om den ikke skyldes at verktøyet nummererer svarene motsatt.",
            )


def check_headers(table: RawTable, source: Source, matcher: QuestionMatcher, found: Findings) -> None:
    """Report headers that ``project.yml`` names for a statement, and that the export lacks.

    In a workbook of ours the headers are the statements: `report_matching` says which of them are missing.
    """
    if source.reader.format == "template":
        return
    there = {fold(header) for header in table.headers}
    found_by_letter = set(matcher.declared_columns(table.headers).values())
    for item in matcher.declared:
        header = source.columns[item]
        if fold(header) in there or item in found_by_letter:
            continue
        near = nearest(header, [h for h in table.headers if h])
        hint = f" Ligner mest: {', '.join(f'«{n}»' for n in near)}." if near else ""
        found.add(
            "error",
            table.place,
            "missing_column",
            "overskriften project.yml setter opp, finnes ikke i filen",
            column=header,
            action=f"Rett columns.{item} for kilden «{source.id}» i project.yml.{hint}",
        )


def has_headers(table: RawTable, source: Source, matching: Matching) -> bool:
    """Whether anything in the header row is a header we know; else it may be somebody's answers."""
    known = {fold(header) for header in (*expected_headers(source).values(), *source.ignore)}
    return bool(matching.matches or matching.ambiguous or matching.open_columns) or any(
        fold(header) in known or any(is_system_column(tool, header) for tool in SYSTEM_COLUMNS)
        for header in table.headers
    )


def report_matching(
    table: RawTable, source: Source, questionnaire: Questionnaire, matching: Matching, found: Findings
) -> bool:
    """Report which column answers which statement; return whether every one asked has its one column."""
    numbers = {item.id: item.number for item in questionnaire.items}
    _report_ambiguous(table, source, numbers, matching, found)
    _report_doubled(table, source, numbers, matching, found)
    complete = _report_missing(table, source, questionnaire, matching, found)
    for item in sorted(set(source.not_asked) & set(matching.matches)):
        found.add(
            "warning",
            table.place,
            "asked_after_all",
            f"spørsmål {numbers[item]} står under not_asked, men eksporten har det; svarene er tatt med",
            column=table.headers[matching.matches[item].column],
            action=f"Ta {item} ut av not_asked for kilden «{source.id}», eller skriv overskriften under "
            "ignore.",
        )
    _report_how(table, numbers, matching, found)
    return complete and not (matching.ambiguous or matching.doubled)


def _report_ambiguous(
    table: RawTable, source: Source, numbers: Mapping[str, int], matching: Matching, found: Findings
) -> None:
    folded = [fold(header) for header in table.headers]
    for column, items in matching.ambiguous.items():
        alone = folded.count(folded[column]) == 1
        name = f'"{table.headers[column]}"' if alone else f"kolonne {column_letter(column)}"
        found.add(
            "error",
            table.place,
            "ambiguous_question",
            f"overskriften i kolonne {column_letter(column)} kan høre til flere spørsmål "
            f"({', '.join(str(numbers.get(item, 'åpent spørsmål')) for item in items)})",
            column=table.headers[column],
            action=f"Skriv hvilket det er, under columns for kilden «{source.id}» i project.yml, for "
            f"eksempel «{items[0]}: {name}». Eller eksporter på nytt med hele spørsmålsteksten.",
        )


def _report_doubled(
    table: RawTable, source: Source, numbers: Mapping[str, int], matching: Matching, found: Findings
) -> None:
    for item, columns in matching.doubled.items():
        alike = len({fold(table.headers[c]) for c in columns}) < len(columns)
        found.add(
            "error",
            table.place,
            "doubled_question",
            f"spørsmål {numbers[item]} står i flere kolonner: {' og '.join(map(column_letter, columns))}",
            column=table.headers[columns[0]],
            action=f"Skriv hvilken som gjelder, under columns for kilden «{source.id}» i project.yml "
            f"(«{item}: kolonne {column_letter(columns[0])}»), og overskriften under ignore."
            if alike
            else f"Skriv den som ikke skal brukes, under ignore for kilden «{source.id}» i project.yml.",
        )


def _report_missing(
    table: RawTable, source: Source, questionnaire: Questionnaire, matching: Matching, found: Findings
) -> bool:
    used = {m.column for m in matching.matches.values()} | {*matching.open_columns, *matching.ambiguous}
    known = {fold(header) for header in (*expected_headers(source).values(), *source.ignore)}
    tool = source.reader.format
    left = [
        h
        for c, h in enumerate(table.headers)
        if h and c not in used and fold(h) not in known and not is_system_column(tool, h)
    ]
    claimed = {*matching.matches, *source.not_asked}.union(*matching.ambiguous.values())
    missing = [item for item in questionnaire.items if item.id not in claimed]
    others = f"; {_left_over(left)}"
    for asked in missing:
        near = nearest(asked.text, left)
        hint = f" Ligner mest: {', '.join(f'«{n}»' for n in near)}." if near else ""
        declare = (
            f"Sett opp {asked.id} under columns for kilden «{source.id}» i project.yml, "
            "eller under not_asked."
        )
        found.add(
            "error",
            table.place,
            "missing_question",
            f"fant ingen kolonne for spørsmål {asked.number}{others}",
            column=asked.text,
            action=(TEMPLATE_ADVICE if source.reader.format == "template" else declare) + hint,
        )
        others = ""  # the list once is enough
    return not missing


def _left_over(headers: Sequence[str]) -> str:
    if not headers:
        return "filen har ingen andre kolonner"
    return "ikke brukt i filen: " + listed([f"«{header}»" for header in headers])


def _report_how(table: RawTable, numbers: Mapping[str, int], matching: Matching, found: Findings) -> None:
    by_how: dict[str, int] = {}
    for match in matching.matches.values():
        by_how[match.how] = by_how.get(match.how, 0) + 1
        if match.how not in ("exact", "declared", "number"):
            severity = "warning" if match.how in ("spelling", "framed") else "info"
            found.add(
                severity,
                table.place,
                "question_matched",
                f"koblet til spørsmål {numbers[match.item]}: {HOW[match.how]}",
                column=table.headers[match.column],
                action="Kontroller koblingen." if severity == "warning" else "",
            )
    by_number = [match for match in matching.matches.values() if match.how == "number"]
    if by_number:
        pairs = ", ".join(f"«{table.headers[m.column]}» = spørsmål {numbers[m.item]}" for m in by_number)
        used = {m.column for m in by_number}
        others = [h for c, h in enumerate(table.headers) if c not in used and looks_like_code(h)]
        pairs += f"; filen har også {', '.join(f'«{h}»' for h in others)}" if others else ""
        found.add(
            "warning",
            table.place,
            "matched_by_number",
            f"overskriftene har ingen spørsmålstekst; spørsmålene er koblet på nummer alene: {pairs}",
            action="Kontroller mot kodeboken at numrene er de samme som i questionnaire.yml. Er de ikke "
            "det, så skriv hver kode under columns i project.yml.",
        )
    if by_how:
        counted = ", ".join(f"{n} {HOW[how]}" for how, n in by_how.items())
        found.add(
            "info", table.place, "questions_matched", f"{len(matching.matches)} spørsmål funnet: {counted}"
        )
    if matching.open_columns:
        found.add(
            "info",
            table.place,
            "free_text",
            f"{len(matching.open_columns)} åpne spørsmål er fritekst og er ikke lest",
        )
