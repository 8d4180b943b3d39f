"""Titles 认定: programmes, designations, and the life cycle of pilot and demonstration cities."""
