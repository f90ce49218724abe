"""From estimates to words: p adjusted in families, the rules in their order, one word per goal."""
