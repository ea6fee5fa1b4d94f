"""案件研判 dashboard."""
