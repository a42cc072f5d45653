"""Alignment + norms + status → ``Finding``: one module per kind of check."""
