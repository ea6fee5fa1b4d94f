"""议定落实 dashboard: from a meeting to what became of its decisions."""
