"""What a killed process leaves behind: the old state or the new one, and records that hold."""
