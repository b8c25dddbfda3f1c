"""Two people at the same moment, on PostgreSQL with a connection each."""
