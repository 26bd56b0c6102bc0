"""A believable debate, made up from a seed: for trying the site, and for measuring it."""
