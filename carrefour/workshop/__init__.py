"""The workshop: sources set up in the browser, without code."""
