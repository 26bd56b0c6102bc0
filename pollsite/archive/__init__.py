"""Everything taken home in one file, brought back into an empty instance, or brought from elsewhere."""
