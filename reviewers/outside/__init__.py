"""Advice from outside: an expert without an account, one edition, one link."""
