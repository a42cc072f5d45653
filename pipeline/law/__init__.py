"""Corpus files → the Law, its norms and the registry of instruments, as of a date."""
