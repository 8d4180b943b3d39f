"""Setup step: patents for a demonstration, and the index in step with the lake."""

from django.conf import settings
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.parties.models import Party
from zhicheng.engine.patents import loading
from zhicheng.engine.patents.applicants import normalise
from zhicheng.engine.patents.demo import DEMONSTRATION_FIRM, generate
from zhicheng.engine.patents.lake import Version
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.models import AnnouncedVersion, ApplicantName
from zhicheng.services.patentinfo.queries.loads import newest_number


def load() -> str:
    """Load made-up patents into the empty lake of a demonstration; elsewhere only mend an index that lags behind."""
    lake = holdings.lake()
    if lake.is_empty() and settings.DEMONSTRATION:
        version = load_demonstration(settings.DEMONSTRATION_PATENTS)
        own_demonstration_name()
        begin_announcing()
        return _("%(count)d 件演示专利") % {"count": version.publications}
    mended = loading.catch_up(lake, holdings.index_folder())
    begin_announcing()
    return _("重建索引") if mended else ""


def load_demonstration(count: int) -> Version:
    """Made-up patents, always the same ones for the same count."""
    made = loading.records_input("演示专利", lambda: generate(count), f"demo {count}")
    return loading.load(holdings.lake(), [made], index=holdings.index_folder())


def begin_announcing() -> None:
    """What a lake held before anybody could wait for it is no news."""
    if (number := newest_number()) and not AnnouncedVersion.objects.exists():
        AnnouncedVersion.objects.get_or_create(number=number)


def own_demonstration_name() -> None:
    """The demonstration's organisation owns the patents under its name."""
    with scopes_disabled():
        for party in Party.objects.filter(name=DEMONSTRATION_FIRM, synthetic=True):
            ApplicantName.objects.get_or_create(name_key=normalise(DEMONSTRATION_FIRM).key, defaults={"party": party})
