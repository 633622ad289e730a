"""Files that are sent do no harm: no bomb, no way out of a folder, nothing that acts."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from carrefour.catalogue.fetching import ExcelFetch
from carrefour.catalogue.models import Organisation
from carrefour.community.models import Profile, User
from carrefour.editorial.models import Illustration
from carrefour.harvest.connectors.csv import header_names
from carrefour.harvest.connectors.excel import MOST_COLUMNS, read_excel
from carrefour.harvest.connectors.raw import Item, Unreadable
from carrefour.harvest.raster import Unshowable, raster_of
from carrefour.operation import archive
from carrefour.operation.errors import NotDone
from carrefour.workshop.models import WorkshopDraft

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OF = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_IN_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TEXT_CELL = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
SECRET = "ce-qui-est-ailleurs"


def drawn(kind: str, size: tuple[int, int], **more: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#2c6e34").save(file, kind, **more)
    return file.getvalue()


def gif_of_a_frame_larger_than_its_screen() -> bytes:
    screen = b"GIF89a" + struct.pack("<HH", 50, 50) + b"\xf0\0\0\0\0\0\xff\xff\xff"
    return screen + b"," + struct.pack("<HHHH", 0, 0, 65535, 65535) + b"\0\x02\x02\x44\x01\0;"


def png_of_packed_texts() -> bytes:
    told = PngInfo()
    for number in range(100):
        told.add_text(f"t{number}", "x" * 900_000, zip=True)
    return drawn("PNG", (100, 100), pnginfo=told)


def png_that_says_it_is_huge() -> bytes:
    plain = drawn("PNG", (100, 100))
    return plain[:16] + struct.pack(">II", 60_000, 60_000) + plain[24:]


HARMFUL = {
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n(x) run",
    "pdf": b"%PDF-1.7\n1 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj",
    "tiff": drawn("TIFF", (100, 100)),
    "frame": gif_of_a_frame_larger_than_its_screen(),
    "texts": png_of_packed_texts(),
    "size": png_that_says_it_is_huge(),
    "too many pixels": b"",  # made when needed
}


@pytest.fixture
def operator(db) -> User:
    return User.objects.create_user("camille@exemple.fr", None, name="Camille", is_operator=True)


@pytest.fixture
def desk(harvest_rows, operator) -> Client:
    harvest_rows()
    browser = Client()
    browser.force_login(operator)
    return browser


def sent(name: str, content: bytes, kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


@pytest.mark.parametrize("what", HARMFUL)
def test_what_is_harmful_is_no_image(desk, what: str, tmp_path: Path) -> None:
    content = HARMFUL[what] or drawn("PNG", (10_000, 5_001))
    office = Organisation.objects.get()
    logo = reverse("community:organisation-logo", args=[office.pk])
    began = time.monotonic()
    desk.post(logo, {"logo": sent("logo.png", content)})
    answer = desk.post(reverse("editorial:images"), {"file": sent("i.png", content), "alt": "x"})
    assert answer.status_code == 422
    assert not Profile.objects.exclude(logo="").exists()
    assert not Illustration.objects.exists()
    assert time.monotonic() - began < 20
    (tmp_path / "i").write_bytes(content)
    with pytest.raises(Unshowable):
        raster_of(tmp_path / "i")


def test_the_pixels_of_a_small_file_do_not_fill_the_memory(tmp_path: Path) -> None:
    """The largest that is read: 49 million pixels, transparent, in a file of some kilobytes."""
    image = Image.new("P", (7000, 7000))
    image.save(tmp_path / "i", "PNG", transparency=0)
    assert (tmp_path / "i").stat().st_size < 100_000
    code = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from carrefour.harvest.raster import raster_of\n"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "before = used()\nraster_of(Path(sys.argv[1]))\nprint(used() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "i")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) < 400  # MB


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_image_is_set_upright_however_large(tmp_path: Path, orientation: int) -> None:
    """What is seen at the top left, in red, stays there (EXIF orientation, by Pillow itself)."""
    from PIL import ImageOps

    image = Image.new("RGB", (5200, 2600), "blue")
    image.paste("red", (0, 0, 2600, 1300))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(tmp_path / "i", "PNG", exif=exif)
    with Image.open(tmp_path / "i") as kept:
        expected = ImageOps.exif_transpose(kept).convert("RGB")
    raster = raster_of(tmp_path / "i")
    assert (raster.width, min(raster.height, 2 * raster.width)) == expected.size
    with Image.open(io.BytesIO(raster.files[480])) as small:
        for x, y in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)):
            there = small.getpixel((int(x * small.width), int(y * small.height)))
            asked = expected.getpixel((int(x * expected.width), int(y * expected.height)))
            assert all(abs(a - b) < 40 for a, b in zip(there, asked, strict=True))


@pytest.mark.parametrize(
    "name", ["../../settings.py", "/etc/passwd", "a\0b.csv", "x" * 300, "..", "con\r\nx: y.csv"]
)
def test_the_name_of_a_file_is_never_a_path(desk, site: Path, name: str) -> None:
    before = {path for path in site.rglob("*") if path.is_file()}
    file = SimpleUploadedFile("x", b"id;nom\n1;Jardin\n2;Garage\n", content_type="text/csv")
    file._name = name  # what a hostile program writes there, which Django's own client would mend
    answer = desk.post(reverse("workshop:new-file"), {"file": file})
    assert answer.status_code in (302, 422, 400)
    made = {path for path in site.rglob("*") if path.is_file()} - before
    assert {path.relative_to(site).parts[0] for path in made} <= {"workshop"}
    assert {path.name for path in made} <= {"file", "sample.json"}
    for draft in WorkshopDraft.objects.all():
        assert "/" not in draft.file
        assert "\0" not in draft.file


def workbook(path: Path, rows: str, texts: bytes = b"", times: int = 0) -> Path:
    """A workbook of one sheet, with ``texts`` standing ``times`` over in its shared strings."""
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType='
        f'"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_IN_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
        for name, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
        ):
            shared = (
                f'<Relationship Id="r2" Type="{_OF}/sharedStrings" Target="sharedStrings.xml"/>'
                if kind == "worksheet"
                else ""
            )
            book.writestr(
                name,
                f'<Relationships xmlns="{_IN_PACKAGE}/relationships"><Relationship Id="r1" '
                f'Type="{_OF}/{kind}" Target="{target}"/>{shared}</Relationships>',
            )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_SHEET}" xmlns:r="{_OF}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>',
        )
        with book.open("xl/sharedStrings.xml", "w") as strings:
            strings.write(f'<sst xmlns="{_SHEET}">'.encode())
            for _ in range(times):
                strings.write(texts)
            strings.write(b"</sst>")
    return path


HEAD = f'<row r="1">{TEXT_CELL.format("A1", "id")}{TEXT_CELL.format("B1", "nom")}</row>'


def test_a_workbook_whose_texts_unpack_without_end_is_refused(desk, tmp_path: Path) -> None:
    texts = b"<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>" * 10_000
    path = workbook(tmp_path / "bomb.xlsx", HEAD, texts, 400)
    assert path.stat().st_size < 2_000_000
    began = time.monotonic()
    with pytest.raises(Unreadable, match="unpacks"):
        list(read_excel(path, ExcelFetch(kind="excel")))
    answer = desk.post(
        reverse("workshop:new-file"), {"file": sent("a.xlsx", path.read_bytes(), "x/y")}
    )
    assert answer.status_code == 422
    assert time.monotonic() - began < 10


def test_a_row_of_one_far_cell_is_made_no_longer_than_people_make_them(tmp_path: Path) -> None:
    far = "".join(
        f'<row r="{n}">{TEXT_CELL.format(f"A{n}", n)}{TEXT_CELL.format(f"XFD{n}", "x")}</row>'
        for n in range(2, 302)
    )
    path = workbook(tmp_path / "wide.xlsx", HEAD + far)
    began = time.monotonic()
    items = list(read_excel(path, ExcelFetch(kind="excel")))
    assert time.monotonic() - began < 10
    assert len(items) == 300
    assert all(isinstance(one, Item) and len(one.data) <= MOST_COLUMNS for one in items)


def test_a_header_of_one_name_a_hundred_thousand_times_takes_no_time() -> None:
    began = time.monotonic()
    names = header_names(["nom"] * 100_000)
    assert time.monotonic() - began < 5
    assert names[:3] == ["nom", "nom.2", "nom.3"]
    assert len(set(names)) == 100_000


def test_an_archive_of_an_archive_of_archives_is_not_opened(desk) -> None:
    inner = b"id;nom\n" + b"1;Jardin\n" * 1000
    for _ in range(5):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(10):
                packed.writestr(f"../{number}.zip", inner)
        inner = file.getvalue()
    answer = desk.post(reverse("workshop:new-file"), {"file": sent("a.zip", inner, "x/y")})
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["rdf", "feed", "oai"])
def test_a_document_reads_no_file_of_this_machine(desk, tmp_path: Path, kind: str) -> None:
    there = tmp_path / "there"
    there.write_text(SECRET, "utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{there}">]>'
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    bodies = {
        "rdf": f'{entity}<r:RDF xmlns:r="{rdf}" xmlns:e="urn:e:"><e:T r:about="urn:1">'
        "<e:nom>&f;</e:nom></e:T></r:RDF>",
        "feed": f"{entity}<rss version='2.0'><channel><title>t</title><item><guid>1</guid>"
        "<title>&f;</title></item></channel></rss>",
        "oai": f'{entity}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        "<record><header><identifier>&f;</identifier></header></record></ListRecords></OAI-PMH>",
    }
    content = f"<?xml version='1.0'?>{bodies[kind]}".encode()
    desk.post(reverse("workshop:new-file"), {"file": sent(f"x.{kind}", content, "x/y")})
    for draft in WorkshopDraft.objects.all():
        told = desk.post(reverse("workshop:proposals", args=[draft.pk]), {"number": "0"})
        page = desk.get(told["Location"]) if told.status_code == 302 else told
        assert SECRET not in page.content.decode()
        assert SECRET not in draft.text


def test_entities_that_grow_without_end_are_refused(desk) -> None:
    lines = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    for body in (
        f'<r:RDF xmlns:r="{rdf}" xmlns:e="urn:e:"><e:T r:about="urn:1"><e:n>&a9;</e:n>'
        "</e:T></r:RDF>",
        "<rss version='2.0'><channel><title>&a9;</title><item><title>&a9;</title></item>"
        "</channel></rss>",
    ):
        content = f"<?xml version='1.0'?><!DOCTYPE x [{lines}]>{body}".encode()
        began = time.monotonic()
        answer = desk.post(reverse("workshop:new-file"), {"file": sent("x.xml", content, "x/y")})
        assert answer.status_code in (302, 422)
        assert time.monotonic() - began < 10


def test_a_definition_does_not_grow_either(desk) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 12)]
    for text in (
        "\n".join(lines),
        "[" * 5000,
        "{a: " * 5000,
        "!!python/object/apply:os.system [x]",
    ):
        began = time.monotonic()
        answer = desk.post(
            reverse("workshop:new-yaml"), {"file": sent("x.yml", text.encode(), "text/yaml")}
        )
        assert desk.get(answer["Location"]).status_code == 200
        assert time.monotonic() - began < 10


def members(path: Path, *made: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for one in made:
            tar.addfile(one, io.BytesIO(b"x" * one.size))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    one = tarfile.TarInfo(name)
    one.type, one.linkname = kind, to
    one.size = 1 if kind == tarfile.REGTYPE else 0
    return one


@pytest.mark.parametrize(
    "made",
    [
        [member("../dehors")],
        [member("/tmp/dehors-absolu")],  # noqa: S108
        [member("images/../../dehors")],
        [member("images", tarfile.SYMTYPE, ".."), member("images/dehors")],
        [member("images/x", tarfile.LNKTYPE, "../../dehors")],
        [member("images/x", tarfile.CHRTYPE)],
        [member("images/x", tarfile.FIFOTYPE)],
        [member("images", tarfile.DIRTYPE)],
        [member("images/x"), member("images/x")],
        [member("")],
    ],
    ids=[
        "up", "absolute", "up within", "link", "hard link", "device", "pipe", "folder", "twice",
        "nameless",
    ],
)  # fmt: skip
def test_a_backup_lays_nothing_out_elsewhere(tmp_path: Path, made: list[tarfile.TarInfo]) -> None:
    path = members(tmp_path / "backup.tar.gz", *made)
    into = tmp_path / "var" / "laid-out"
    into.mkdir(parents=True)
    with pytest.raises((NotDone, FileExistsError)):
        archive.read(path, into)
    outside = {one for one in tmp_path.rglob("*") if into not in one.parents}
    assert outside == {path, into, into.parent}
    assert not any(one.is_symlink() for one in into.rglob("*"))


def test_a_manifest_without_end_is_not_read(tmp_path: Path) -> None:
    huge = member(archive.MANIFEST)
    huge.size = 200_000_000
    path = tmp_path / "backup.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        tar.addfile(huge, io.BytesIO(bytes(huge.size)))
    with pytest.raises(NotDone, match="no place"):
        archive.read(path)


def test_more_than_anything_takes_is_refused_before_it_is_read(client, site) -> None:
    for path in ("/compte/connexion/", "/rien/", "/api/v1/projects"):
        answer = client.generic("POST", path, b"x", CONTENT_LENGTH="25000001")
        assert answer.status_code == 413, path
    assert (
        client.generic("POST", "/compte/connexion/", b"x", CONTENT_LENGTH="-1").status_code == 413
    )


def test_what_is_served_is_of_the_type_that_it_says(desk, client) -> None:
    desk.post(
        reverse("editorial:images"),
        {"file": sent("i.png", drawn("PNG", (90, 90)) + b"<script>alert(1)</script>"), "alt": "x"},
    )
    image = Illustration.objects.get()
    answer = client.get(f"/images/{image.digest}-480.webp")
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in b"".join(answer.streaming_content)
    for name in ("../settings", "%2e%2e%2fsettings", "0" * 39 + "/"):
        assert client.get(f"/images/{name}-480.webp").status_code == 404
        assert client.get(f"/donnees/fichiers/{name}").status_code == 404
