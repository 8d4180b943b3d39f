"""Organisations and persons the platform serves."""
