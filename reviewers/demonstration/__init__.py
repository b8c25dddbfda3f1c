"""The demonstration site: true references, invented people, and every step of it done by the real acts."""
