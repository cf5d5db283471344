"""Who may call the service and how often: API keys, bearer tokens of OpenID Connect, limits."""
