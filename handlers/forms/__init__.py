"""What the forms share: their fields, how they are read, and how they are submitted."""
