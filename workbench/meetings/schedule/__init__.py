"""排会: which matter in which sitting (会次), in which order, who comes when; proven gap, checks, re-planning, reasons."""
