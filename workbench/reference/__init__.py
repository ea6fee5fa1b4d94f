"""Tables the world gives: divisions, calendar, header words, codes, topics and the rules' dated parameters."""
