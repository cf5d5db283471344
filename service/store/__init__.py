"""What a running service keeps: screenings, sealed uploads, keys, webhooks, the audit."""
