"""Consequences: policy support and expert guidance given to cities."""
