"""Meetings of the joint conference (会议): what a session takes up, in which order, and why."""
