"""Labelled pairs → matcher in ``models/``: data, training, evaluation, promotion."""
