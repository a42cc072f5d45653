"""Provision + Law → ``Alignment``: calibrated candidates or an abstention."""

from pipeline.matching.encoder import OnnxEncoder
from pipeline.matching.matcher import Matcher, load_matcher

__all__ = ["Matcher", "OnnxEncoder", "load_matcher"]
