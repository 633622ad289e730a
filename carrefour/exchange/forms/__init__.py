"""What people fill in: each form reads what was typed and says in words what is wrong."""
