"""Prevail, remote legal sessions: the adapter, its client, and what goes over the wire each way."""
