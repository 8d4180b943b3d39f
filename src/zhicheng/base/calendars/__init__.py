"""The working days by which all time limits count."""
