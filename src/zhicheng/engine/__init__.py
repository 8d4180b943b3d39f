"""Floor 0: pure Python, usable as a library. No Django, no settings, no clock, no network.

- :mod:`zhicheng.engine.formulas`  the small language of indicators and targets
- :mod:`zhicheng.engine.composite` composite indicators: screen, transform, normalise, weight, aggregate, rank
- :mod:`zhicheng.engine.tables`    untrusted CSV and XLSX files in, safe CSV and XLSX files out
- :mod:`zhicheng.engine.places`    division codes GB/T 2260, names, addresses, boundaries
- :mod:`zhicheng.engine.numbers`   official numbers and their check digits
"""
