"""总览 dashboard."""
