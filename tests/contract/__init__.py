"""The HTTP interface held to its own OpenAPI document."""
