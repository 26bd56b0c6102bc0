"""What the operator needs of the site as a whole: its tables taken home and brought back, what is kept how long,
its health and its figures.
"""
