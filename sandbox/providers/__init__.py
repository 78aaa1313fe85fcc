"""Stand-ins for the three providers that keep the rules of their documents."""
