"""Nouns and code lists of the field; frozen, standard library only."""
