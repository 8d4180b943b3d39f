"""Imported by the server of killed processes: reads the dictionaries once that each of them would read again."""

from tests.engine.patents.samples import simple
from zhicheng.engine.patents.loading.enriching import enriched
from zhicheng.engine.patents.search.documents import document

READY = [document(patent) for patent in enriched([simple(1)], 1)]
