"""Work that nobody waits for: screenings asked for later, messages to webhooks, tidying up.

What is to be done stands in the database, with its leases; the queue (Huey) only wakes threads up,
delays and repeats. What a queue or a killed process forgets, ``recover`` finds in the database.
"""
