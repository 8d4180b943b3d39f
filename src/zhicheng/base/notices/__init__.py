"""The inbox, and mail where it is configured."""
