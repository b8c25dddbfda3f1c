from reviewers import desk

__all__ = ["desk"]
