"""Comparison of single values in Chinese ledgers (值的比对): names, identity numbers, telephones, addresses, ages."""
