"""Search among patents: exact matching, facets, snippets.

:mod:`~zhicheng.engine.patents.search.index` is the protocol, `open_index` and `rebuild` give the implementation on tantivy.
"""
