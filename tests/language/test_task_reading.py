"""Tasks and deadlines as directives, plans and dispatches word them. All sentences were made up for these tests."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.deadlines import find_deadlines, main_deadline
from pipeline.language.tasks import TaskSource, find_tasks
from pipeline.records import Provision, ProvisionKind, Span, Task

ISSUED = date(2024, 6, 26)


def unit(path: str, text: str, kind: ProvisionKind = ProvisionKind.HEADING, **fields: object) -> Provision:
    parent = path.rpartition("/")[0] or None
    return Provision(path, path, kind, "1", None, text, Span(0, len(text)), parent, **fields)  # type: ignore[arg-type]


def tasks(*provisions: Provision, type_: str = "kế hoạch", title: str = "") -> tuple[Task, ...]:
    return find_tasks(provisions, TaskSource("van-ban/kh.docx", "abc", type_, title, ISSUED))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hoàn thành trước ngày 30 tháng 9 năm 2023", date(2023, 9, 30)),
        ("báo cáo trước ngày 15/12/2023", date(2023, 12, 15)),
        ("chậm nhất ngày 05-01-2025", date(2025, 1, 5)),
        ("báo cáo trước 30/11", date(2024, 11, 30)),  # this year: the text was issued in June
        ("báo cáo trước ngày 15/01", date(2025, 1, 15)),  # next year
        ("xong trong tháng 9/2024", date(2024, 9, 30)),
        ("trong tháng 2 năm 2024", date(2024, 2, 29)),
        ("trong quý IV năm 2024", date(2024, 12, 31)),
        ("tổ chức trong quý III/2024", date(2024, 9, 30)),
        ("dự kiến tháng 5 và tháng 10 năm 2024", date(2024, 10, 31)),
        ("thực hiện trong năm 2025", date(2025, 12, 31)),
        ("trong thời hạn 10 ngày kể từ ngày ký", date(2024, 7, 6)),
        ("trong thời hạn 10 ngày làm việc kể từ ngày ký", None),
        ("trong vòng 45 ngày", None),
        ("trước ngày 15/11 hằng năm", None),
        ("định kỳ hằng quý", None),
        ("trước ngày 31/02/2024", None),
    ],
)
def test_deadline(text: str, day: date | None) -> None:
    found = main_deadline(text, ISSUED)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 04/KH-UBND ngày 12/01/2021 của Ủy ban nhân dân huyện",
        "đạt trên 95% số hộ",
        "giai đoạn 2021 - 2025",
        "tại khoản 2 Điều 5",
    ],
)
def test_no_deadline(text: str) -> None:
    assert main_deadline(text, ISSUED) is None


def test_the_day_of_completion_counts_before_that_of_the_report() -> None:
    found = main_deadline("hoàn thành trước ngày 30/9/2024, báo cáo trước ngày 15/10/2024", ISSUED)
    assert found is not None
    assert found.day == date(2024, 9, 30)


@given(st.text(alphabet="trước ngày/0123456789tháng năm quýIV.,; ", max_size=80))
def test_deadlines_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    found = find_deadlines(text, ISSUED)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "lead", "support", "what", "report_to"),
    [
        (
            "1. Sở Nội vụ chủ trì, phối hợp với Sở Tư pháp và Sở Tài chính tham mưu ban hành quy chế.",
            "Sở Nội vụ",
            ("Sở Tư pháp", "Sở Tài chính"),
            "Tham mưu ban hành quy chế",
            "",
        ),
        (
            "2. Giao Sở Văn hóa, Thể thao và Du lịch tổng hợp, báo cáo Ủy ban nhân dân tỉnh (qua Sở Nội vụ) trước ngày 15/12.",
            "Sở Văn hóa, Thể thao và Du lịch",
            (),
            "Tổng hợp, báo cáo Ủy ban nhân dân tỉnh (qua Sở Nội vụ) trước ngày 15/12",
            "Ủy ban nhân dân tỉnh (qua Sở Nội vụ)",
        ),
        (
            "a) Đề nghị Ủy ban Mặt trận Tổ quốc tỉnh giám sát việc thực hiện.",
            "Ủy ban Mặt trận Tổ quốc tỉnh",
            (),
            "Giám sát việc thực hiện",
            "",
        ),
        (
            "3. Ủy ban nhân dân các xã, phường có trách nhiệm niêm yết thủ tục; gửi kết quả về Sở Nội vụ để tổng hợp.",
            "Ủy ban nhân dân các xã, phường",
            (),
            "Niêm yết thủ tục; gửi kết quả về Sở Nội vụ để tổng hợp",
            "Sở Nội vụ",
        ),
    ],
)
def test_task_in_a_sentence(text: str, lead: str, support: tuple[str, ...], what: str, report_to: str) -> None:
    (task,) = tasks(unit("muc-1", text))
    assert (task.lead, task.support, task.what, task.report_to) == (lead, support, what, report_to)


@pytest.mark.parametrize(
    "text",
    [
        "1. Bảo đảm sự lãnh đạo của cấp ủy.",
        "2. Hương ước được công nhận vẫn thực hiện cho đến khi sửa đổi.",
        "3. Tổ chức, cá nhân có quyền phản ánh.",
        "Thông tin phải công khai gồm ngân sách, dự án.",
        "Ban hành kèm theo Kế hoạch này danh mục.",
        "Hội nghị đại biểu hợp lệ khi đủ số người.",
        "Phòng, chống tham nhũng là nhiệm vụ chung.",
        "Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.",
    ],
)
def test_no_task(text: str) -> None:
    assert tasks(unit("muc-1", text)) == ()


def test_two_bodies_in_one_unit_have_a_task_each() -> None:
    found = tasks(unit("muc-1", "1. Sở Tư pháp tuyên truyền Luật; Sở Nội vụ tập huấn trong quý IV năm 2024."))
    assert [(task.lead, task.due) for task in found] == [("Sở Tư pháp", None), ("Sở Nội vụ", date(2024, 12, 31))]


def test_items_under_a_body_are_its_tasks() -> None:
    found = tasks(
        unit("muc-1", "1. Đề nghị Liên đoàn Lao động tỉnh:"),
        unit("muc-1/gach-1", "- Hướng dẫn công đoàn cơ sở.", ProvisionKind.ITEM),
        unit("muc-1/gach-2", "- Báo cáo trước ngày 01/12/2024.", ProvisionKind.ITEM),
    )
    assert [(task.lead, task.due) for task in found] == [
        ("Liên đoàn Lao động tỉnh", None),
        ("Liên đoàn Lao động tỉnh", date(2024, 12, 1)),
    ]


def test_the_opening_order_names_who_does_what_follows() -> None:
    found = tasks(
        unit(
            "doan-1",
            "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu Thủ trưởng các sở thực hiện các nhiệm vụ sau:",
            ProvisionKind.PARAGRAPH,
        ),
        unit("muc-1", "1. Duy trì đường dây nóng."),
        type_="chỉ thị",
    )
    assert [task.lead for task in found] == ["Thủ trưởng các sở"]


def test_a_deadline_without_a_body_is_a_task_without_a_leader() -> None:
    (task,) = tasks(unit("muc-1", "1. Kiểm tra tại 06 xã trong tháng 9/2024."))
    assert (task.lead, task.due) == ("", date(2024, 9, 30))


def test_table_of_tasks() -> None:
    columns = ("TT", "Nội dung công việc", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn hoàn thành")
    cells = ("1", "Xây dựng quy chế", "Sở Nội vụ", "Sở Tư pháp, Văn phòng UBND tỉnh", "30/9/2024")
    row = unit("phu-luc-1/hang-1", " | ".join(cells), ProvisionKind.ROW, columns=columns, cells=cells)
    (task,) = tasks(row)
    assert (task.what, task.lead, task.support, task.due) == (
        "Xây dựng quy chế",
        "Sở Nội vụ",
        ("Sở Tư pháp", "Văn phòng UBND tỉnh"),
        date(2024, 9, 30),
    )


@pytest.mark.parametrize(
    ("type_", "title", "count"),
    [
        ("kế hoạch", "", 1),
        ("công văn", "", 1),
        ("quy chế", "", 0),
        ("quyết định", "", 0),
        ("quyết định", "Ban hành Kế hoạch", 1),
        (None, "", 0),
    ],
)
def test_only_documents_that_hand_out_tasks(type_: str | None, title: str, count: int) -> None:
    text = "1. Sở Nội vụ rà soát văn bản."
    source = TaskSource("x", "abc", type_, title, ISSUED)
    assert len(find_tasks((unit("muc-1", text),), source)) == count


def test_the_id_is_that_of_the_content_not_of_the_path() -> None:
    provision = (unit("muc-1", "1. Sở Nội vụ rà soát văn bản."),)
    ids = {find_tasks(provision, TaskSource(path, "abc", "kế hoạch", "", ISSUED))[0].id for path in ("a.docx", "b/c.docx")}
    assert len(ids) == 1
