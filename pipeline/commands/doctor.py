"""``run_review.py doctor``: is this installation fit to review, and what to do where it is not."""

from __future__ import annotations

import dataclasses
import json
from typing import get_args

import click

from pipeline.commands.diagnose import CHECKS, State, diagnose
from pipeline.commands.messages import Language, say

_SIGNS = {State.OK: "✓", State.WARNING: "!", State.FAULT: "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="In JSON cho chương trình khác / JSON for programs.")
@click.option(
    "--lang",
    type=click.Choice(get_args(Language)),
    default="vi",
    show_default=True,
    help="Ngôn ngữ hiển thị / language of the output.",
)
def doctor(as_json: bool, lang: Language) -> None:
    """Kiểm tra cài đặt: mô hình, kho luật, OCR, LibreOffice, phông chữ, đĩa, bộ nhớ / check the installation.

    Mã thoát / exit codes: 0 rà soát được (có thể còn cảnh báo), 1 có lỗi phải sửa.
    """
    results = []
    for name, check in CHECKS.items():
        result = diagnose(name, check)
        results.append(result)
        if as_json:
            continue
        click.echo(f"{_SIGNS[result.state]} {say(f'doctor-{name}', lang)}: {result.vi if lang == 'vi' else result.en}")
        if remedy := result.remedy_vi if lang == "vi" else result.remedy_en:
            click.echo(f"    → {remedy}")
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(result) for result in results], ensure_ascii=False, indent=1))
    raise click.exceptions.Exit(1 if any(result.state is State.FAULT for result in results) else 0)
