"""清查清单 dashboard."""
