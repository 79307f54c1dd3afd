"""Where documents and their logs are kept."""
