"""How much a change matters for the reader's health: computed from the difference, never chosen."""

from reviewers.risk.assessing import Assessment, Risk, assess

__all__ = ["Assessment", "Risk", "assess"]
