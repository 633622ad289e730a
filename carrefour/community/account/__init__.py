"""How people come in, prove who they are, and leave with what is theirs."""
