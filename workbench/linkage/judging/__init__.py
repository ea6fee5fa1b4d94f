"""Judgement (关联认定) and what follows from it: groups, quarrels, weak bridges, agreement of two clerks, the queue."""
