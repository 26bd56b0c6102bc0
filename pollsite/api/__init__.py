"""JSON for programs: what the pages show, by the same rules, with a description of itself."""
