"""``run_review.py workspace``: backup, restore, import and export of the review workspace."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from pipeline import resources
from pipeline.commands.messages import say
from pipeline.commands.serve import data_option, open_store
from pipeline.errors import UsageError

# Splits of the gold corpus that figures are measured on: never learnt from.
EVALUATION = ("dev", "dev2", "test")


@click.group()
def workspace() -> None:
    """Sao lưu, phục hồi, nhập và xuất dữ liệu của không gian rà soát."""


@workspace.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@data_option
def backup(target: Path, data: Path | None, database: str | None) -> None:
    """Sao lưu mọi bảng và tệp đã nạp vào một tệp ZIP; người dùng vẫn làm việc được."""
    opened, files = open_store(data, database)
    from pipeline.store.backup import back_up

    with closing(opened):
        counts = back_up(opened, files, target)
    click.echo(say("backup-done", "vi", path=target, rows=sum(counts.values())))


@workspace.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
def restore(source: Path, data: Path | None, database: str | None) -> None:
    """Phục hồi bản sao lưu vào cơ sở dữ liệu trống (SQLite hoặc PostgreSQL)."""
    opened, files = open_store(data, database)
    from pipeline.store.backup import restore as bring_back

    with closing(opened):
        counts = bring_back(opened, files, source)
    click.echo(say("restore-done", "vi", path=source, rows=sum(counts.values())))


@workspace.command(name="import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--unit", required=True, help="Tên đơn vị có các văn bản / name of the unit.")
@data_option
def import_folder(folder: Path, unit: str, data: Path | None, database: str | None) -> None:
    """Nhập thư mục kết quả của lệnh review vào không gian rà soát."""
    opened, _ = open_store(data, database)
    from sqlalchemy import select

    from pipeline.store.audit import note
    from pipeline.store.keep import Origin, keep_review
    from pipeline.store.read_folder import read_folder
    from pipeline.store.tables import Unit

    with closing(opened), opened.begin() as session:
        held = session.scalar(select(Unit).where(Unit.name == unit))
        if held is None:
            raise UsageError(say("no-unit", "vi", unit=unit), say("no-unit", "en", unit=unit))
        found = read_folder(folder)
        origin = Origin(held.id, found.as_of, found.versions)
        count = len([keep_review(session, review, origin).id for review in found.reviews])
        note(session, None, "folder-imported", f"unit:{held.id}", after={"documents": count}, name="(lệnh)")
    click.echo(say("import-done", "vi", count=count, unit=unit))


@workspace.command(name="export")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--reviewed", is_flag=True, help="Cả quyết định chưa duyệt / also decisions not yet approved.")
@data_option
def export_decisions(target: Path, reviewed: bool, data: Path | None, database: str | None) -> None:
    """Xuất quyết định thành dữ liệu huấn luyện JSONL; văn bản của bộ đánh giá bị chặn."""
    opened, _ = open_store(data, database)
    from pipeline.store.audit import note
    from pipeline.store.learn import Exported, build_firewall, training_lines

    firewall = build_firewall([resources.corpus_dir() / "gold" / split for split in EVALUATION])
    count = Exported()
    with closing(opened):
        with opened.read() as session:
            lines = list(training_lines(session, firewall, count, approved_only=not reviewed))
        target.write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8", newline="\n"
        )
        with opened.begin() as session:
            after = {"lines": count.lines, "refused": count.refused, "reviewed": reviewed}
            note(session, None, "decisions-exported", "decisions", after=after, name="(lệnh)")
    click.echo(say("export-done", "vi", path=target, lines=count.lines, refused=count.refused))
