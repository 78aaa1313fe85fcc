"""Bookings and what belongs to them, as values: no I/O, no clock of their own."""
