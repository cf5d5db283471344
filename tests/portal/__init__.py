"""A portal that submits uploads while the service is killed, and what must be true afterwards."""
