"""``Provision`` → citations, norms and setting, as spaCy components."""
