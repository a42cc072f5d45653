"""Language: what a provision cites, which quantities it sets, and where it applies. See docs/language.md."""

from pipeline.language.annotate import Annotator, build_nlp
from pipeline.language.resolve import Memory, Registry
from pipeline.language.settings import setting_of

__all__ = ["Annotator", "Memory", "Registry", "build_nlp", "setting_of"]
