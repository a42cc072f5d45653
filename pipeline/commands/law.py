"""``run_review.py law``: the corpus of the law, and the official text that the user brings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

import click

from pipeline import resources
from pipeline.commands.days import parse_day
from pipeline.commands.describe_law import (
    corpus_changes,
    describe_article,
    describe_change,
    describe_copy,
    describe_norms,
    describe_verification,
    statute_line,
)
from pipeline.commands.messages import Language, say
from pipeline.errors import PipelineError, ReadError, UsageError
from pipeline.ingest import read
from pipeline.law import Imported, import_text, load_imported, load_law, verify
from pipeline.law.importing import diff as compare
from pipeline.law.importing import list_imported, save
from pipeline.law.load import LAW, statutes
from pipeline.law.validate_corpus import validate_corpus
from pipeline.records import LawUnit, LineRole
from pipeline.review import with_official_text

_MOST_JSON = 100_000_000  # bytes of a JSON copy: far beyond the largest code of law
_Given = TypeVar("_Given", bound=Callable[..., object])


def _lang(command: _Given) -> _Given:
    option = click.option(
        "--lang",
        type=click.Choice(get_args(Language)),
        default="vi",
        show_default=True,
        help="Ngôn ngữ hiển thị / language of the output.",
    )
    return option(command)


@click.group()
def law() -> None:
    """Kho luật và bản chính thức do người dùng đưa vào / the law and the official text that users import."""


@law.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--number", default=None, help="Số hiệu, nếu tệp không ghi / instrument number, where the file has none.")
@click.option("--check", is_flag=True, help="Chỉ kiểm tra, không lưu / check only, keep nothing.")
@_lang
def import_(file: Path, number: str | None, check: bool, lang: Language) -> None:
    """Đưa vào bản chính thức của một văn bản: PDF, DOCX, HTML, JSON hoặc văn bản thuần / import an official text.

    Bản sao được cắt theo điều và đối chiếu với vân tay đi kèm. Mã thoát: 0 khớp, 1 có chỗ sai (các điều sai không được trích dẫn),
    2 không đọc được. / The copy is cut into articles and checked. Exit codes: 0 whole, 1 faulty in places, 2 not readable.
    """
    imported = _cut(file, number)
    verification = verify(imported)
    for line in describe_verification(verification, lang):
        click.echo(line)
    if not check:
        click.echo(say("law-saved", lang, path=save(imported)))
    raise click.exceptions.Exit(0 if verification.complete else 1)


@law.command(name="list")
@click.option("--as-of", default=None, help="Ngày, ví dụ 2026-11-01; mặc định hôm nay / day; today unless given.")
@_lang
def list_(as_of: str | None, lang: Language) -> None:
    """Các văn bản trong kho và các bản đã đưa vào / statutes of the corpus and imported copies."""
    day, copies = parse_day(as_of), set(list_imported())
    known = sorted(statutes(), key=lambda number: (number != LAW, number))
    for number in known:
        click.echo(statute_line(load_law(number, day), number in copies, lang))
    for number in sorted(copies - set(known)):
        copy = _imported(number)
        click.echo(say("law-other-copy", lang, number=number, articles=len(copy.articles)))


@law.command()
@click.argument("article")
@click.option("--law", "number", default=LAW, show_default=True, help="Số hiệu văn bản / instrument number.")
@click.option("--as-of", default=None, help="Ngày, ví dụ 2026-11-01; mặc định hôm nay / day; today unless given.")
@_lang
def show(article: str, number: str, as_of: str | None, lang: Language) -> None:
    """Một điều: tóm tắt, định mức, lời văn chính thức nếu đã đưa vào / one article with its norms."""
    wanted = re.sub(r"(?i)^\s*(?:điều|article)\s*", "", article).strip().lower()
    copy = load_imported(number)
    if number not in statutes():
        found = copy.article(wanted) if copy else None
        if found is None:
            raise _unknown(wanted, number)
        for line in describe_copy(found):
            click.echo(line)
        return
    day = parse_day(as_of)
    known = with_official_text(load_law(number, day))
    entry = known.article(wanted)
    if entry is None:
        lines = list(describe_norms(known, LawUnit(number, wanted), lang))  # of some laws the corpus holds norms alone
        if not lines:
            raise _unknown(wanted, number)
        for line in [f"Điều {wanted} ({statute_line(known, copy is not None, lang)})", *lines]:
            click.echo(line)
        return
    for line in describe_article(known, entry, copy is not None, lang):
        click.echo(line)


@law.command(name="verify")
@click.argument("numbers", nargs=-1)
@_lang
def verify_(numbers: tuple[str, ...], lang: Language) -> None:
    """Kiểm tra kho luật và các bản đã đưa vào / check the corpus and the imported copies.

    Mã thoát / exit codes: 0 đúng, 1 có lỗi.
    """
    sound = True
    if not numbers:
        try:
            click.echo(say("law-corpus-valid", lang, count=len(validate_corpus())))
        except PipelineError as error:
            sound = False
            click.echo(error.vi if lang == "vi" else error.en)
    for number in numbers or list_imported():
        verification = verify(_imported(number))
        sound &= verification.complete
        for line in describe_verification(verification, lang):
            click.echo(line)
    raise click.exceptions.Exit(0 if sound else 1)


@law.command()
@click.option(
    "--from", "before", required=True, help="Ngày, tệp hoặc số hiệu bản đã đưa vào / a day, a file or an imported number."
)
@click.option("--to", "after", required=True, help="Như --from / as --from.")
@click.option("--law", "number", default=LAW, show_default=True, help="Văn bản, khi so theo ngày / statute, for days.")
@_lang
def diff(before: str, after: str, number: str, lang: Language) -> None:
    """So hai phiên bản: hai ngày của kho luật, hoặc hai bản sao / what differs between two days or two copies.

    Mã thoát / exit codes: 0 giống nhau, 1 khác nhau.
    """
    days = [_day(value) for value in (before, after)]
    if days[0] and days[1]:
        changes: Iterable[str] = corpus_changes(load_law(number, days[0]), load_law(number, days[1]), lang)
    elif any(days):
        raise UsageError(say("law-diff-mixed", "vi"), say("law-diff-mixed", "en"))
    else:
        found = compare(_copy(before), _copy(after))
        changes = (line for change in found for line in describe_change(change, lang))
    lines = list(changes)
    for line in lines or [say("law-same", lang)]:
        click.echo(line)
    raise click.exceptions.Exit(1 if lines else 0)


def _day(value: str) -> date | None:
    return parse_day(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None


def _copy(value: str) -> Imported:
    path = Path(value)
    return _cut(path, None) if path.is_file() else _imported(value)


def _imported(number: str) -> Imported:
    found = load_imported(number)
    if found is None:
        folder = resources.user_dir() / "law"
        raise UsageError(
            say("law-no-copy", "vi", number=number, path=folder), say("law-no-copy", "en", number=number, path=folder)
        )
    return found


def _cut(file: Path, number: str | None) -> Imported:
    """A file of any kind as a copy: JSON as it stands, everything else through the readers of documents."""
    if file.suffix.lower() == ".json":
        if file.stat().st_size > _MOST_JSON:
            raise UsageError(say("law-too-large", "vi", path=file), say("law-too-large", "en", path=file))
        try:
            return import_text(file.read_text(encoding="utf-8-sig"), number)
        except UnicodeDecodeError as error:
            raise UsageError(say("law-not-utf8", "vi", path=file), say("law-not-utf8", "en", path=file)) from error
    try:
        source = read(file, str(file))
    except ReadError as error:
        raise UsageError(error.vi, error.en) from error
    kept = (line for line in source.lines if line.role in {LineRole.BODY, LineRole.TABLE})
    return import_text("\n".join(source.text[line.start : line.end] for line in kept), number)


def _unknown(article: str, number: str) -> UsageError:
    return UsageError(
        say("law-no-article", "vi", article=article, number=number), say("law-no-article", "en", article=article, number=number)
    )
