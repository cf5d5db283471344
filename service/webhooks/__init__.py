"""Messages to other systems about screenings, after the Standard Webhooks specification."""
