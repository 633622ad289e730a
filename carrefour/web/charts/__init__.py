"""Charts drawn on the server: what they say, where everything lies, and how it is written out."""
