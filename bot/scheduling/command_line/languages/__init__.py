"""The words that people type after a command, by language and meaning; all other modules have none."""
