"""What a process tells of its work to whoever runs it: lines of a log, and traces."""
