"""Whether the verdicts hold under other reasonable choices."""
