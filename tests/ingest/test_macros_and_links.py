"""Macros, links to other files and embedded programs: never run, never followed, and the text is still read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import ingest_builders as build

from pipeline.ingest import convert, read

Require = Callable[[object, str], None]


def _with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_macro_project_in_docx_is_inert(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(
        _with_parts(build.docx(build.p("Điều 1. Phạm vi")), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\x00" * 600})
    )
    assert read(path, "a.docx").text == "Điều 1. Phạm vi"


def test_odt_macro_on_opening_does_not_run(tmp_path: Path, require: Require) -> None:
    require(convert.engine(), "LibreOffice (apt install libreoffice-writer)")
    trace = tmp_path / "ran.txt"
    script = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic">'
        f'Sub Run\nOpen "{trace}" For Output As #1\nPrint #1, "x"\nClose #1\nEnd Sub</script:module>'
    )
    library = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">'
        '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" '
        'library:passwordprotected="false"><library:element library:name="M"/></library:library>'
    )
    libraries = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">'
        '<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<library:library library:name="Standard" library:link="false"/></library:libraries>'
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:dom="http://www.w3.org/2001/xml-events"><office:scripts><office:event-listeners>'
        '<script:event-listener script:language="ooo:script" script:event-name="dom:load" '
        'xlink:href="vnd.sun.star.script:Standard.M.Run?language=Basic&amp;location=document" xlink:type="simple"/>'
        "</office:event-listeners></office:scripts><office:body><office:text><text:p>Điều 1. Phạm vi</text:p></office:text>"
        "</office:body></office:document-content>"
    )
    entries = ["content.xml", "Basic/script-lc.xml", "Basic/Standard/script-lb.xml", "Basic/Standard/M.xml"]
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        + "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in entries)
        + "</manifest:manifest>"
    )
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        for name, text in zip(entries, [content, libraries, library, script], strict=True):
            archive.writestr(name, text)
        archive.writestr("META-INF/manifest.xml", manifest)
    assert "Điều 1. Phạm vi" in read(path, "a.odt").text
    assert not trace.exists()


def test_rtf_link_to_a_file_is_not_followed(tmp_path: Path, require: Require) -> None:
    require(convert.engine(), "LibreOffice (apt install libreoffice-writer)")
    secret = tmp_path / "secret.txt"
    secret.write_text("MAT KHAU", encoding="ascii")
    field = r'{\field{\*\fldinst INCLUDETEXT "' + secret.as_posix() + r'"}{\fldrslt cu}}'
    path = tmp_path / "a.rtf"
    path.write_bytes((r"{\rtf1\ansi Dieu 1. Pham vi " + field + r"\par}").encode("ascii"))
    text = read(path, "a.rtf").text
    assert "Dieu 1. Pham vi" in text
    assert "MAT KHAU" not in text
