"""From a name as a file writes it to its normal form."""

import re
import unicodedata

from zhicheng.engine.patents.applicants import chinese, foreign
from zhicheng.engine.patents.applicants.name import ApplicantName

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def normalise(text: str) -> ApplicantName:
    """The parts of an applicant's name in any script.

    Width, letter case, spaces, punctuation, accents and traditional characters do not matter, nor do spellings of the legal form.
    A person's name is its own stem.

    >>> normalise("華為技術有限責任公司").key, normalise("SZ DJI Technology Co., Ltd.").key
    ('华为技术有限公司', 'SZ DJI TECHNOLOGY CO LTD')
    >>> name = normalise("深圳市大疆创新科技有限公司")
    >>> name.place, name.stem, name.legal_form
    ('深圳', '大疆创新科技', '有限公司')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return chinese.normalise(plain, text) if _HAN.search(plain) else foreign.normalise(plain, text)
