"""源头治理 dashboard."""
