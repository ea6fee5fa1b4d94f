"""三跨三分离 dashboard."""
