"""Storing, reading and guarding documents."""

import hashlib
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from typer.testing import CliRunner

from tests.people import firm, person, signed_in
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.audit.models import LogEntry
from zhicheng.base.documents import actions, cli, storage
from zhicheng.base.documents.models import Document
from zhicheng.base.documents.queries import check_store
from zhicheng.base.documents.rules import can_read
from zhicheng.base.verdicts import Refused

pytestmark = pytest.mark.django_db
TEXT = "证书编号,企业\n001,甲公司\n".encode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def wang() -> User:
    return person("王")


def hand_in(by: User, name: str = "台账.csv", content: bytes = TEXT, **more: str) -> Document:
    return actions.store(upload=SimpleUploadedFile(name, content), purpose="test", by=by, **more)


def content_of(document: Document) -> bytes:
    with document.open() as content:
        return content.read()


def test_a_document_is_kept_under_its_hash(wang: User, folder: Path) -> None:
    document = hand_in(wang)
    sha256 = hashlib.sha256(TEXT).hexdigest()
    assert (document.sha256, document.size, document.name, document.content_type) == (
        sha256,
        len(TEXT),
        "台账.csv",
        "text/csv",
    )
    assert (document.region_code, document.owner, document.uploaded_by) == ("440300", None, wang)
    assert content_of(document) == TEXT
    assert [str(path.relative_to(folder)) for path in storage.stored()] == [f"{sha256[:2]}/{sha256[2:4]}/{sha256}"]
    entry = LogEntry.objects.get(verb="document.stored")
    assert (entry.on_id, entry.facts["sha256"]) == (str(document.pk), sha256)


def test_equal_contents_lie_once(wang: User) -> None:
    first, second = hand_in(wang, "一.csv"), hand_in(wang, "二.csv")
    assert (first.pk != second.pk, first.path == second.path, len(list(storage.stored()))) == (True, True, 1)


def test_a_refused_upload_leaves_nothing(wang: User) -> None:
    with pytest.raises(Refused, match="文件是空的"):
        hand_in(wang, content=b"")
    with pytest.raises(Refused, match="不是 pdf 格式"):
        hand_in(wang, "计划.pdf")
    with pytest.raises(Refused, match="隐藏字符"):
        hand_in(wang, "台\x01账.csv")
    assert (Document.objects.count(), list(storage.stored()), LogEntry.objects.count()) == (0, [], 0)


def test_too_large_is_refused(wang: User, settings: LazySettings) -> None:
    settings.DOCUMENT_MAX_BYTES = len(TEXT) - 1
    with pytest.raises(Refused) as refused:
        hand_in(wang)
    assert refused.value.code == "too_large"


def test_administrators_hand_in_nothing() -> None:
    with pytest.raises(Refused, match="管理员账户不办理业务"):
        hand_in(person("系", Role.SYSTEM_ADMIN))


def test_a_document_is_never_changed(wang: User) -> None:
    document = hand_in(wang)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(name="别的.csv")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(sha256="x", name="a", size=1, content_type="t", purpose="p", uploaded_by=wang)


def test_who_reads_a_document(wang: User) -> None:
    company = firm("甲公司")
    li, colleague = (person(name, Role.ORGANISATION, party=company) for name in ("李", "同事"))
    document = hand_in(li)
    readers = {
        "本人": li,
        "同单位": colleague,
        "本市": wang,
        "本省": person("省", Role.PROVINCIAL),
        "国家局": person("国", Role.NATIONAL),
        "外市": person("赵", region="340100"),
        "别的单位": person("孙", Role.ORGANISATION),
        "银行": person("行", Role.BANK),
        "专家": person("专", Role.EXPERT),
        "系统管理员": person("系", Role.SYSTEM_ADMIN),
        "审计管理员": person("审", Role.AUDIT_ADMIN),
    }
    assert {who for who, user in readers.items() if can_read(user, document)} == {
        "本人",
        "同单位",
        "本市",
        "本省",
        "国家局",
    }


def test_a_document_of_the_country_is_no_citys(wang: User) -> None:
    nation = person("国", Role.NATIONAL)
    document = hand_in(nation)
    assert document.region_code == ""
    assert can_read(wang, document).code == "not_your_document"


# download


def test_a_download_is_an_attachment_and_nothing_else(wang: User) -> None:
    document = hand_in(wang, "2018 年“台账”.csv")
    answer = signed_in(wang).get(f"/documents/{document.pk}/")
    assert b"".join(answer.streaming_content) == TEXT
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"], answer["Cache-Control"]) == (
        200, "text/csv", "nosniff", "private, no-store",
    )  # fmt: skip
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''2018%20%E5%B9%B4%E2%80%9C%E5%8F%B0%E8%B4%A6%E2%80%9D.csv"
    )
    assert answer["Content-Length"] == str(len(TEXT))


def test_strangers_download_nothing(wang: User) -> None:
    document = hand_in(wang)
    answer = signed_in(person("赵", region="340100")).get(f"/documents/{document.pk}/")
    assert (answer.status_code, "甲公司" in answer.content.decode()) == (403, False)
    answer = Client().get(f"/documents/{document.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next=/documents/{document.pk}/")
    assert signed_in(wang).get("/documents/00000000-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_content_is_refused_and_logged(wang: User, damage: str) -> None:
    document = hand_in(wang)
    if damage == "changed":
        document.path.write_bytes(TEXT.replace("甲".encode(), "乙".encode()))
    else:
        document.path.unlink()
    answer = signed_in(wang).get(f"/documents/{document.pk}/")
    assert (answer.status_code, "乙公司" in answer.content.decode()) == (409, False)
    assert LogEntry.objects.get(verb="document.found_damaged").on_id == str(document.pk)
    assert [found.pk for found in check_store().damaged] == [document.pk]
    hand_in(wang, "又一次.csv")
    assert content_of(document) == TEXT  # the same content handed in again mends it


def test_the_store_check_names_orphans_and_damage(wang: User, folder: Path) -> None:
    document = hand_in(wang)
    orphan = storage.path_of("ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"left over")
    assert check_store().orphans == (orphan,)
    answer = CliRunner().invoke(cli.app, ["check"])
    assert (answer.exit_code, "共 2 个文件。" in answer.stdout) == (0, True)
    document.path.unlink()
    assert CliRunner().invoke(cli.app, ["check", "--remove-orphans"]).exit_code == 1
    assert orphan.exists()  # too young to be sure


def test_a_rolled_back_upload_is_an_orphan_and_no_document(wang: User) -> None:
    def verb_that_fails() -> None:
        hand_in(wang)
        raise LookupError

    with pytest.raises(LookupError):
        transaction.atomic(verb_that_fails)()
    assert (Document.objects.count(), len(check_store().orphans)) == (0, 1)
