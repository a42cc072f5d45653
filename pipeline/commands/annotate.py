"""``run_review.py annotate``: copies of the originals with the findings at the flagged words, and pages to read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import get_args

import click

from pipeline.commands.messages import Language, say
from pipeline.commands.papers import report_problems
from pipeline.commands.slips import unique_stems
from pipeline.commands.views import views_of
from pipeline.errors import PipelineError, UsageError
from pipeline.ingest.containers import SEPARATOR
from pipeline.ingest.original import original, recognised_words
from pipeline.records import Box
from pipeline.report import ReportOptions
from pipeline.report.annotate.notes import Note, author_of, notes_of
from pipeline.report.annotate.pdf import PlacedWord, annotate_pdf
from pipeline.report.annotate.reading import write_reading_view
from pipeline.report.annotate.word import annotate_docx
from pipeline.report.folder import ReviewFolder, StoredDocument, read_folder
from pipeline.report.options import LawIndex
from pipeline.report.stage import staged
from pipeline.report.tracking.decide import apply_decisions, decisions_of
from pipeline.report.tracking.read import read_ledger
from pipeline.report.wording import load_wording

FORMATS = ("docx", "pdf", "html")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi bản sao / output folder."
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Chỉ loại này; dùng được nhiều lần / only this kind, repeatable.",
)
@click.option(
    "--originals",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=None,
    help="Thư mục chứa tệp gốc, nếu không còn ở đường dẫn lúc rà soát / folder of the originals, if they moved.",
)
@click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Sổ theo dõi đã điền: bỏ phát hiện không được đồng ý / filled workbook; rejected findings are left out.",
)
@click.option("--lang", type=click.Choice(get_args(Language)), default="vi", show_default=True, help="Ngôn ngữ / language.")
def annotate(
    folder: Path, out: Path, formats: tuple[str, ...], originals: Path | None, workbook: Path | None, lang: Language
) -> None:
    """Ghi chú phát hiện lên bản sao: DOCX có comment, PDF có tô sáng, trang đọc HTML đặt quy định cạnh điều luật.

    FOLDER là thư mục --out của lệnh review; tệp gốc không bị thay đổi. Mã thoát 1 nếu có văn bản không ghi chú được. /
    Annotated copies of the originals of a review folder; exit code 1 where a document could not be annotated.
    """
    review = read_folder(folder, texts=True)
    ledger = read_ledger(workbook) if workbook else None
    report_problems(ledger, lang)
    review = apply_decisions(review, decisions_of(ledger))
    options = ReportOptions(review.as_of, lang, review.summary.versions, views_of(review))
    failed = 0
    wanted = formats or FORMATS
    for document, stem in zip(review.documents, unique_stems(document.path for document in review.documents), strict=True):
        if not document.digest.reviewed:
            continue
        if "html" in wanted:
            _write_page(out, stem, document, review, options)
        if document.format in ("docx", "pdf") and document.format in wanted and document.digest.findings:
            try:
                _write_copy(out, stem, document, review, options, originals)
            except PipelineError as error:
                failed += 1
                click.echo(f"{document.path}: {error.vi if lang == 'vi' else error.en}", err=True)
    raise click.exceptions.Exit(1 if failed else 0)


def _write_page(out: Path, stem: str, document: StoredDocument, review: ReviewFolder, options: ReportOptions) -> None:
    name = f"{stem}.html"
    with staged(out, (name,)) as stage:
        provisions = review.provisions.get(document.path, ())
        write_reading_view(stage / name, document.digest, provisions, review.alignments.get(document.path, {}), options)
    click.echo(str(out / name))


def _write_copy(
    out: Path, stem: str, document: StoredDocument, review: ReviewFolder, options: ReportOptions, originals: Path | None
) -> None:
    """The annotated DOCX or PDF. Raises PipelineError where the original is missing, has changed, or cannot be written."""
    data = original(_where(document.path, originals), document.path)
    if hashlib.sha256(data).hexdigest()[:16] != document.id:
        raise UsageError(
            vi="tệp gốc đã thay đổi sau khi rà soát nên không ghi chú được. Hãy rà soát lại.",
            en="the original has changed since the review, so it is not annotated. Review again.",
        )
    words = load_wording(options.lang)
    provisions = review.provisions.get(document.path, ())
    length = max((provision.span.end for provision in provisions), default=0)
    notes = notes_of(document.digest.findings, words, LawIndex(options.laws), length)
    author, name = author_of(words), f"{stem}.{document.format}"
    if document.format == "docx":
        copy = annotate_docx(data, notes, author, options.as_of)
        content, unplaced, coarse = copy.data, copy.unplaced, tuple[Note, ...]()
    else:
        made = annotate_pdf(
            data,
            notes,
            _boxes(document),
            author,
            options.as_of,
            scanned=document.ocr_pages,
            words_of_scan=lambda page: [PlacedWord(text, box) for text, box in recognised_words(data, page)],
        )
        content, unplaced, coarse = made.data, made.unplaced, made.coarse
    with staged(out, (name,)) as stage:
        (stage / name).write_bytes(content)
    click.echo(str(out / name))
    _warn("annotate-unplaced", document.path, unplaced, options.lang)
    _warn("annotate-coarse", document.path, coarse, options.lang)


def _warn(key: str, path: str, notes: Sequence[Note], lang: Language) -> None:
    if notes:
        click.echo(say(key, lang, path=path, count=len(notes), ids=", ".join(note.id for note in notes[:10])), err=True)


def _boxes(document: StoredDocument) -> dict[str, Box]:
    return {
        finding.id: finding.span.box for finding in document.digest.findings if finding.span is not None and finding.span.box
    }


def _where(path: str, originals: Path | None) -> Path:
    """The file of a document: where it was, or under ``originals``: at its relative place, else by its name."""
    file = path.partition(SEPARATOR)[0]
    if originals is None:
        return Path(file)
    parts = PurePosixPath(file.replace("\\", "/")).parts
    for number in range(len(parts)):
        candidate = originals.joinpath(*parts[number:])
        if not parts[number].startswith(("/", "..")) and candidate.is_file():
            return candidate
    return originals / parts[-1]
