"""What is asked of a provider about something that Docket did not book."""
