"""Attempts to make unsigned text public, or to rewrite what is on record. Each is refused, not served, or named."""
