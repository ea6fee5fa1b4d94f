"""检举控告, for the discipline contact alone."""
