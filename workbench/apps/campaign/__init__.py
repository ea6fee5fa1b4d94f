"""专项行动 dashboard."""
