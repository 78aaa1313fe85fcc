"""What every caller of a remote service needs: why a connection failed, certificates, Retry-After."""
