"""The words that people type behind a command, for each language by what they mean; logic has none."""
