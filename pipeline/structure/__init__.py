"""``SourceText`` → ``Document``: the grammar of Vietnamese legal drafting."""
