"""What holds whatever people do and whatever they write."""
