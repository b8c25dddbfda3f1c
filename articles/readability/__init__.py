"""How long and how hard an article is to read: estimates that help to write, never a rule that stops anybody."""

from .measuring import WORDS_A_MINUTE, Hard, Measure, Reading, measured

__all__ = ["WORDS_A_MINUTE", "Hard", "Measure", "Reading", "measured"]
