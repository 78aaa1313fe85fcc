"""What is left to do after a decision, as values that can be written down and done again safely."""
