"""File → ``SourceText``: every reader keeps where on which page each line stood."""
