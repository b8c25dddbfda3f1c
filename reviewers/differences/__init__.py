"""What differs between two editions, word by word, with each change that could hurt a reader called out first."""

from reviewers.differences.comparing import compare
from reviewers.differences.shapes import Callout, Comparison, Line, PartDifference, Piece

__all__ = ["Callout", "Comparison", "Line", "PartDifference", "Piece", "compare"]
