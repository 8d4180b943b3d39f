"""Who may grant, change and record titles; who leads a city through its stages; who fills a score sheet."""
