"""Copies of the originals with the findings at the flagged words: Word comments, PDF highlights, and a reading view."""
