"""Zhicheng 知城: one chain of facts from a service given to a published figure."""
