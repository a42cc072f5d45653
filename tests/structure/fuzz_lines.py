"""Test-only: lines and pieces of legal drafting from which fuzzers compose documents."""

from __future__ import annotations

LINES = (
    "ỦY BAN NHÂN DÂN", "TỈNH BẮC NINH", "HỘI ĐỒNG NHÂN DÂN XÃ A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
    "Số: 12/2023/QĐ-UBND", "Số:     /UBND-NC", "Bắc Ninh, ngày 05 tháng 8 năm 2023", "X, ngày   tháng   năm 2023", "QUYẾT ĐỊNH",
    "NGHỊ QUYẾT", "KẾ HOẠCH", "Về việc ban hành Quy chế", "V/v thực hiện dân chủ", "Kính gửi: Các sở;", "Căn cứ Luật số 10/2022/QH15;",
    "Theo đề nghị của Giám đốc Sở Nội vụ.", "QUYẾT ĐỊNH:", "Điều 1. Một", "Điều 2:", "ĐIỀU 3. BA", "Điều 8a. Thêm", "Điều 5 Luật này",
    "Chương I", "CHƯƠNG II QUY ĐỊNH", "Mục 1", "Phần thứ nhất", "1. Một;", "1) Một", "(1) Một", "1- Một", "1/ Một", "a) Một", "a/ Một", "(a) Một",
    "đ)", "a1) Một", "ii) Hai", "I. Một", "I- Một", "A. Một", "1.1. Một", "1.1.1 Một", "- Gạch", "+ Cộng", "* Sao", "• Chấm",
    "“Điều 3. Ba", "Sửa đổi Điều 2 như sau:", "hết.”", "QUY CHẾ", "PHỤ LỤC I", "Phụ lục 01", "PHỤ LỤC", "Mẫu số 01",
    "(Ban hành kèm theo Quyết định số 1)", "Nơi nhận:", "- Như Điều 2;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Đã ký)",
    "Nguyễn Văn A", "| **STT** | **Tên** |", "| 1 | Một |", "|  | Hai |", "| a / b |  |", "{footnote}1 Chú", "{furniture}2", "{boilerplate}Trang chủ",
    "---page---", "", "**Đậm**", "//Nghiêng//", "^^Giữa^^", "***", "______", "12", "./.",
)  # fmt: skip

PIECES = (
    "Điều", "điều", "khoản", "điểm", "Chương", "Mục", "Phụ lục", "1.", "2)", "a)", "đ)", "-", "+", "I.", "III", "5", "10.000", "và", "của", "theo",
    "ngày", "tháng", "năm", "Số:", "/", "QĐ-UBND", ":", ";", ".", "“", "”", "(", ")", "Căn cứ", "CHỦ TỊCH", "kèm theo", "như sau:",
    "\u00a0", "\u0301",
)  # fmt: skip
