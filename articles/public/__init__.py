"""What the world sees: live publications that are genuine, and nothing else."""
