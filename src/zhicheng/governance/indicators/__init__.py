"""Indicators and figures: a figure is a query, its lineage the definition."""
