"""Thousands of broken exports through what `leie check` does, and what became of each.

Each file takes the place of one of the sample's exports, beside the register of tenancies where its kind
needs one, and is checked in another process, which is ended when it does not answer. It must give tables
that satisfy their schemas with every row accounted for, or errors that say what is wrong, within ten seconds
of processor time. Whatever else happens is a failure, printed with what makes it again.

    python benchmarks/broken_exports.py --files 2400
    python benchmarks/broken_exports.py --only "zip bombs" --first 12 --files 1
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from broken_command import say
from broken_files import KINDS
from broken_outcomes import GOOD, SECONDS, SEED, Campaign, Outcome, outcome, remove_folder

MEMORY = 6 << 30
"""Bytes the process that checks may take."""
HEADERS = (
    "how it is broken",
    "files",
    "tables",
    "rows counted",
    "errors",
    "refused",
    "failures",
    "slowest (s)",
)


def _work(pipe: Connection, folder: Path, seed: int) -> None:
    """Check the cases whose names come through the pipe, until it closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.filterwarnings("error", category=RuntimeWarning, module="analysis")
    campaign = Campaign.prepared(folder)
    pipe.send("ready")
    while True:
        try:
            kind, number = pipe.recv()
        except EOFError:
            return
        base, broken = campaign.case(kind, number, seed)
        pipe.send("made")
        pipe.send(outcome(campaign, base, broken))


class Worker:
    """A process that checks one file at a time and is replaced when it hangs or dies."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self._start()

    def _start(self) -> None:
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(
            target=_work, args=(other, self.folder, self.seed), daemon=True
        )
        self.process.start()
        other.close()
        self._wait(120)

    def _wait(self, seconds: float) -> Outcome | str | None:
        return self.pipe.recv() if self.pipe.poll(seconds) else None

    def check(self, kind: str, number: int) -> Outcome:
        """Check one case; a process that dies or does not answer is an outcome too."""
        self.pipe.send((kind, number))
        try:
            made = self._wait(120)
            result = self._wait(6 * SECONDS) if made else None
        except EOFError:
            result = Outcome("process died")
        if not isinstance(result, Outcome):
            result = Outcome("hang", f"ended after {6 * SECONDS} s")
        if result.what in ("process died", "hang"):
            self.close()
            self._start()
        return result

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def run(kinds: Sequence[str], files: int, first: int, seed: int) -> dict[str, list[tuple[int, Outcome]]]:
    """Check files of every kind in turn, and print failures as they come."""
    results: dict[str, list[tuple[int, Outcome]]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        worker = Worker(Path(folder), seed)
        for at in range(files):
            kind, number = kinds[at % len(kinds)], first + at // len(kinds)
            result = worker.check(kind, number)
            results[kind].append((number, result))
            if result.what not in GOOD:
                print(f"FAILED {kind} {number}: {result.what} {result.detail}", flush=True)
            if (at + 1) % 200 == 0:
                print(f"{at + 1} of {files} files", file=sys.stderr, flush=True)
        worker.close()
        remove_folder(Path(folder) / "project")
    return results


def report(results: dict[str, list[tuple[int, Outcome]]]) -> int:
    """Print the count of each outcome per kind, and return the number of failures."""
    print(_line(HEADERS))
    print(_line(["---"] * len(HEADERS)))
    every = [case for cases in results.values() for case in cases]
    for kind, cases in [*results.items(), ("**all**", every)]:
        if not cases:
            continue
        count = Counter(result.what for _, result in cases)
        bad = len(cases) - sum(count[what] for what in GOOD)
        counted = sum(result.counted for _, result in cases)
        slowest = f"{max(result.seconds for _, result in cases):.1f}"
        print(
            _line(
                [
                    kind,
                    len(cases),
                    count["tables"],
                    counted,
                    count["findings"],
                    count["refused"],
                    bad,
                    slowest,
                ]
            )
        )
    rules = Counter(result.detail for _, result in every if result.what == "findings")
    print("\nFirst error of each file:", ", ".join(f"{rule} {n}" for rule, n in rules.most_common()))
    return sum(result.what not in GOOD for _, result in every)


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def through_the_command(kinds: Sequence[str], files: int, seed: int) -> int:
    """Run the command itself on some files, print its exit codes, and return the number of failures."""
    codes: Counter[int] = Counter()
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign.prepared(Path(folder))
        for at in range(files):
            kind, number = kinds[at % len(kinds)], at
            said = say(campaign, *campaign.case(kind, number, seed))
            codes[said.code] += 1
            if not said.right:
                failures += 1
                print(f"FAILED command {kind} {number}: {said}", flush=True)
    counted = ", ".join(f"{number} ended with {code}" for code, number in sorted(codes.items()))
    print(f"\nThrough the command: {files} files, {counted}, {failures} failures")
    return failures


def main() -> None:
    """Run the campaign and print it; exit 1 on any failure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=2400)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", action="append", choices=sorted(KINDS))
    parser.add_argument("--command", type=int, default=66, help="files also put through the command itself")
    chosen = parser.parse_args()
    start = time.perf_counter()
    kinds = chosen.only or list(KINDS)
    failures = report(run(kinds, chosen.files, chosen.first, chosen.seed))
    failures += through_the_command(kinds, chosen.command, chosen.seed)
    print(f"\n{chosen.files} files, {failures} failures, {time.perf_counter() - start:.0f} s")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
