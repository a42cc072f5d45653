"""Wording of the command line, Vietnamese first."""

from __future__ import annotations

from typing import Literal

Language = Literal["vi", "en"]

_TEXTS: dict[str, tuple[str, str]] = {
    "reviewing": ("Đang rà soát", "Reviewing"),
    "no-files": ("Không có tệp nào trong: {paths}", "No files in: {paths}"),
    "document": ("Văn bản", "Document"),
    "number": ("Loại, số ký hiệu", "Type, number"),
    "more-rows": ("… và {count} văn bản nữa, xem báo cáo", "… and {count} more documents, see the report"),
    "findings": ("Phát hiện", "Findings"),
    "high": ("Mức cao", "High"),
    "action": ("Đề xuất chung", "Overall proposal"),
    "not-read": ("{count} văn bản chưa đọc được:", "{count} documents could not be read:"),
    "totals": (
        "{reviewed} văn bản đã rà soát, {findings} phát hiện ({high} mức cao), {seconds:.1f} giây",
        "{reviewed} documents reviewed, {findings} findings ({high} high), {seconds:.1f} s",
    ),
    "report-at": ("Báo cáo: {path}", "Report: {path}"),
    "error": ("Lỗi", "Error"),
    "bad-date": ("ngày không hợp lệ: {value} (viết dạng 2026-11-01)", "not a date: {value} (write 2026-11-01)"),
    "interrupted": ("Đã dừng; kết quả cũ trong {path} được giữ nguyên", "Stopped; earlier results in {path} are untouched"),
}


def say(key: str, lang: Language, **values: object) -> str:
    """The text of ``key`` in the language, its fields filled."""
    vi, en = _TEXTS[key]
    return (vi if lang == "vi" else en).format(**values)
