"""Who owns which booking, and the work still to do."""
