"""Lists that come in from Word's and Excel's world: read row by row, every fault with its line, all rows or none.

class CertificateRows(ListReading[CertificateFacts]):
needed = ("证书编号", "标准")
def take(self, record): ...          # -> Taken.NEW, the facts; raises RowRefused

IMPORT = ListImport(...)                 # the three pages: upload, what it would do, done
urlpatterns = [*IMPORT.urls("import/")]
"""

from zhicheng.base.importing.reading import ListReading, Report, RowFault, RowRefused, Taken

__all__ = ["ListReading", "Report", "RowFault", "RowRefused", "Taken"]
