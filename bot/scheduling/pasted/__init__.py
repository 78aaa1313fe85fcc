"""Reads links and lists of people as people paste them."""
