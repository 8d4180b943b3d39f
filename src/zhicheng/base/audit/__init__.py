"""Who did what on which and why, in a hash chain beside the row history."""
