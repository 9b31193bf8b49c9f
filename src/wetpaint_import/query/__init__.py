"""The database -> answers: what is there, what is missing, a thread to read, where a value comes from."""
