"""Pages, news and the newsletter, written by operators."""
