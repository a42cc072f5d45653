"""Portal chrome around a document: which lines of a web copy are not the document."""

from __future__ import annotations

import re
from collections.abc import Sequence

_START_NOISE = re.compile(
    r"Bản dịch này thuộc quyền sở hữu|CÁC NỘI DUNG ĐƯỢC SỬA ĐỔI, HƯỚNG DẪN|Click vào phần bôi vàng|Đang tải văn bản"
    r"|^Số hiệu:$|^Tình trạng:$|^Số công báo:$",
)
_DATA_LABEL = re.compile(
    r"^(?:Số hiệu|Loại văn bản|Nơi ban hành|Người ký|Ngày ban hành|Ngày hiệu lực|Ngày công báo|Số công báo|Tình trạng|Lĩnh vực):$"
)
_END_NOISE = re.compile(
    r"^(?:Văn bản liên quan|Văn bản này chưa cập nhật nội dung Tiếng Anh|Nội dung MIX|Lưu trữ Ghi chú|Tư vấn pháp luật"
    r"|Bạn Chưa Đăng Nhập Thành Viên!?|THƯ VIỆN PHÁP LUẬT|Thư Viện Pháp Luật|Tải về|Đăng nhập|Cảm ơn đã dùng ThuVienPhapLuat)"
)
_HEAD = re.compile(r"^(?:ỦY BAN NHÂN|UỶ BAN NHÂN|HỘI ĐỒNG NHÂN|CỘNG H|BỘ |CHÍNH PHỦ|QUỐC HỘI|SỞ |THỦ TƯỚNG)", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:Quyết định|Nghị quyết|Kế hoạch|Chỉ thị|Công văn|Công điện|Thông báo|Chương trình|Hướng dẫn|Quy chế)\s+\d"
)


def portal_ranges(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Half-open ranges of lines that are portal chrome, for clean lines in which a lone table bar stays as "|".

    Chrome is only looked for where the portal's own notices prove it: before the document's head, and from the list of related
    documents or the notice on the English version to the end.
    """
    ranges = []
    start = _end_of_front(lines)
    if start:
        ranges.append((0, start))
    back = _start_of_back(lines, start)
    if back < len(lines):
        ranges.append((back, len(lines)))
    return ranges


def _end_of_front(lines: Sequence[str]) -> int:
    last = -1
    window = min(len(lines), 200)
    for index in range(window):
        if _START_NOISE.search(lines[index]) or _DATA_LABEL.match(lines[index]):
            last = index
    if last < 0:
        return 0
    end = last + 1
    # The value of the last label stands between bars of its own.
    if _DATA_LABEL.match(lines[last]):
        while end < window and lines[end] in ("|", ""):
            end += 1
        if end < window and not _HEAD.match(lines[end]):
            end += 1
    while end < window and lines[end] == "":
        end += 1
    return end


def _start_of_back(lines: Sequence[str], start: int) -> int:
    floor = start + max(10, (len(lines) - start) // 10)
    for index in range(floor, len(lines)):
        if not _END_NOISE.match(lines[index]):
            continue
        if lines[index].startswith(("THƯ VIỆN", "Thư Viện", "Tải về", "Đăng nhập")) and not _confirmed(lines, index):
            continue
        # Portals repeat the title of the document in one line just before.
        if index > floor and _TITLE.match(lines[index - 1]):
            index -= 1
        return index
    return len(lines)


def _confirmed(lines: Sequence[str], index: int) -> bool:
    return sum(bool(_END_NOISE.match(line)) for line in lines[index : index + 60]) >= 2
