"""What a time is, and how a typed one is read: knows nothing of bookings or Slack."""
