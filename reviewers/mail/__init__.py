"""What people are told by mail: what each act tells and whom, how each wants to be told, and the daily mail."""
