"""Article files, their rendered text, and the sentences their questions stand beside."""
