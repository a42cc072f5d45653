"""Provision + Law → ``Alignment``: calibrated candidates or an abstention."""
