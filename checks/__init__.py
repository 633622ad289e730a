"""What is checked beside the tests: known holes of what we build on, and the running site."""
