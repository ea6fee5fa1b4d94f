"""督办 dashboard."""
