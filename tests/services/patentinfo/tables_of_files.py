"""Files as an officer hands them in: tables with the office's own Chinese heads, and what is wrong with some of their rows."""

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

HEAD = "公开（公告）号,申请号,名称,申请（专利权）人,发明（设计）人,地址,申请日,公开（公告）日,主分类号,专利类型,法律状态,引证文献,摘要"
BATTERY = (
    "CN101933423A,201010255577.9,一种锂离子电池冷却装置,深圳明锐电池有限公司,周明,广东省深圳市南山区科苑路1号,"
    "2010-08-17,2011-01-05,H01M10/50,发明专利,授权有效,,一种锂离子电池的冷却装置"
)
CITING = (
    "CN105633506A,201610100001.2,一种锂离子电池组的液冷板,合肥示例电源有限公司,程立,安徽省合肥市蜀山区黄山路9号,"
    "2016-02-23,2016-06-01,H01M10/613,发明专利,审查中,CN101933423A,液冷板贴在锂离子电池组上"
)
PUMP = (
    "CN204000001U,201420300003.2,一种微型水泵,深圳明锐电池有限公司,周明,广东省深圳市南山区科苑路1号,"
    "2014-06-06,2014-12-10,F04D13/06,实用新型,授权有效,,一种水泵"
)
FAULTY = (
    "不是号码,201410000001.X,没有公开号的一件,某公司,,,2014-01-02,2014-08-01,H01M2/16,发明专利,,,",
    "CN103900002A,201410000002.0,日期写错的一件,某公司,,,2014-13-45,2014-08-01,H01M2/16,发明专利,,,",
    ",,,,,,,,,,,,只有摘要",
)
NEXT = (
    "CN118000001A,202410200001.4,一种锂离子电池隔膜的涂布方法,深圳明锐电池有限公司,周明,广东省深圳市南山区科苑路1号,"
    "2024-02-20,2024-06-07,H01M50/403,发明专利,审查中,,涂布后烘干"
)


def text_of(rows: Sequence[str]) -> bytes:
    """A table of these rows."""
    return "\n".join([HEAD, *rows, ""]).encode("gb18030")


def table(*rows: str, name: str = "专利.csv") -> SimpleUploadedFile:
    """The table as an upload."""
    return SimpleUploadedFile(name, text_of(rows), "text/csv")
