"""Comments: threads under an article, their marks, stances and credits."""
