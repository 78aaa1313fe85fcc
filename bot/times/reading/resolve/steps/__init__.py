"""The steps of resolving, a module each: none knows another, and only `resolver` puts them in order."""
