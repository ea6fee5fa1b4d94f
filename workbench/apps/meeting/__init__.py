"""会议筹备 dashboard."""
