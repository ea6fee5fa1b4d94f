"""关联网络 dashboard."""
