"""Certificates of GB/T 29490, 33250 and 33251 贯标认证."""
