"""``run_review.py export``: a review folder in the formats of other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import click

from pipeline.commands.messages import Language
from pipeline.commands.papers import report_problems
from pipeline.commands.slips import unique_stems
from pipeline.commands.views import views_of
from pipeline.report.export.akoma_ntoso import write_akoma_ntoso
from pipeline.report.export.label_studio import labelling_config, tasks_of_review
from pipeline.report.export.tables import tables_of
from pipeline.report.export.web_annotation import annotation_collection
from pipeline.report.folder import ReviewFolder, read_folder
from pipeline.report.options import LawIndex
from pipeline.report.stage import staged
from pipeline.report.tracking.decide import apply_decisions, decisions_of
from pipeline.report.tracking.read import read_ledger
from pipeline.report.wording import load_wording

FORMATS = ("akn", "webannotation", "labelstudio", "csv")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi / output folder.")
@click.option("--format", "format_", required=True, type=click.Choice(FORMATS), help="Định dạng / format.")
@click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Sổ theo dõi đã điền: bỏ phát hiện không được đồng ý / filled workbook; rejected findings are left out.",
)
@click.option("--lang", type=click.Choice(get_args(Language)), default="vi", show_default=True, help="Ngôn ngữ / language.")
def export(folder: Path, out: Path, format_: str, workbook: Path | None, lang: Language) -> None:
    """Xuất kết quả rà soát: Akoma Ntoso, W3C Web Annotation, Label Studio, CSV.

    FOLDER là thư mục --out của lệnh review. / A review folder in the formats of other programs.
    """
    review = read_folder(folder, texts=True)
    ledger = read_ledger(workbook) if workbook else None
    report_problems(ledger, lang)
    files = _files(apply_decisions(review, decisions_of(ledger)), format_, lang)
    with staged(out, tuple(files)) as stage:
        for name, content in files.items():
            (stage / name).write_bytes(content)
    for name in files:
        click.echo(str(out / name))


def _files(review: ReviewFolder, format_: str, lang: Language) -> dict[str, bytes]:
    words = load_wording(lang)
    if format_ == "akn":
        stems = unique_stems(document.path for document in review.documents)
        return {
            f"{stem}.akn.xml": write_akoma_ntoso(document, review.provisions.get(document.path, ()), review.as_of)
            for document, stem in zip(review.documents, stems, strict=True)
            if document.digest.reviewed
        }
    if format_ == "webannotation":
        return {"annotations.jsonld": _json(annotation_collection(review))}
    if format_ == "labelstudio":
        return {"tasks.json": _json(tasks_of_review(review)), "labelling.xml": labelling_config(words).encode("utf-8")}
    return tables_of(review, words, LawIndex(views_of(review)))


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")
