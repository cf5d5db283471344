"""What an operator sees of a running service: metrics and traces, without personal data."""
