"""What people paste: links and lists of people, read as text."""
