"""The operator's desk: what waits, what fails, what a person must decide."""
