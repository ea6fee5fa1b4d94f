"""关联审核 dashboard."""
