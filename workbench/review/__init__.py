"""One matter: the facts the rules look at, its timeline and its dossier."""
