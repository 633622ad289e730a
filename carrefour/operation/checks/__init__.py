"""What is looked at, a function each."""
