"""The outside: one door (transport), one file per provider."""
