"""The public pages that draw on all floors."""
