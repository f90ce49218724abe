"""Speed of the exact statistics against scipy and R, as ratios from one run: python benchmarks/stats.py.

One thread: the variables that cap numerical libraries are set before they are imported.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import stats_counts  # noqa: E402  (threads are capped above, before numpy is imported)
import stats_paired  # noqa: E402


def main() -> None:
    stats_paired.main()
    print()
    stats_counts.main()


if __name__ == "__main__":
    main()
