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
    "interrupted": (
        "Đã dừng; kết quả cũ trong {path} được giữ nguyên. Chạy lại với --resume để làm tiếp: {done} văn bản đã xong được giữ.",
        "Stopped; earlier results in {path} are untouched. Run again with --resume to go on: {done} documents are done and kept.",
    ),
    "resumed": ("Làm tiếp lần rà soát dở dang, ngày rà soát {day}", "Going on with the unfinished run, as of {day}"),
    "nothing-to-resume": (
        "Không có lần rà soát dở dang trong {path}; rà soát từ đầu, giữ các văn bản không đổi",
        "No unfinished run in {path}; reviewing, unchanged documents are kept",
    ),
    "journal-damaged": (
        "Nhật ký cũ bị hỏng, đã chuyển sang {path}; các văn bản được rà soát lại",
        "The earlier journal was damaged and moved to {path}; its documents are reviewed again",
    ),
    "kept": (
        "{made} văn bản rà soát lần này, {kept} không đổi nên giữ kết quả, {duplicates} trùng nội dung",
        "{made} documents reviewed now, {kept} unchanged and kept, {duplicates} duplicates",
    ),
    "changes": (
        "So với lần trước: {new} phát hiện mới, {gone} không còn, {changed} thay đổi (changes.json)",
        "Since the last run: {new} findings new, {gone} gone, {changed} changed (changes.json)",
    ),
    "fresh-and-resume": ("--fresh và --resume không dùng cùng nhau", "--fresh and --resume exclude each other"),
    "address-without-ray": ("--address chỉ dùng với --engine ray", "--address needs --engine ray"),
    "plan-files": ("Sẽ rà soát {count} tệp:", "{count} files:"),
    "plan-known": (
        "{known} không đổi từ lần trước, {left} phải rà soát",
        "{known} unchanged since the last run, {left} to review",
    ),
    "plan-copies": ("{count} tệp trùng nội dung với tệp khác", "{count} hold the same bytes as another"),
    "plan-unreadable": ("{count} tệp không mở được hoặc quá lớn", "{count} cannot be opened or are too large"),
    "plan-time": ("Khoảng {minutes} phút theo tốc độ lần trước", "About {minutes} minutes at the pace of the last run"),
    "plan-nothing": ("Chạy thử: chưa rà soát và chưa ghi gì.", "Dry run: nothing was reviewed or written."),
    "law-saved": ("Đã lưu bản sao: {path}", "Copy kept: {path}"),
    "law-line": (
        "{number}  {title}: phiên bản {version}, {articles} điều, {norms} định mức",
        "{number}  {title}: version {version}, {articles} articles, {norms} norms",
    ),
    "law-line-copied": ("; đã có bản chính thức", "; official text imported"),
    "law-other-copy": (
        "{number}  bản sao ngoài kho luật, {articles} điều",
        "{number}  copy of an instrument outside the corpus, {articles} articles",
    ),
    "law-version": ("phiên bản {version}, ngày {day}", "version {version}, on {day}"),
    "law-gist": ("Tóm tắt", "Gist (Vietnamese)"),
    "law-norms": ("Định mức kiểm tra được", "Checkable norms"),
    "law-predecessors": ("Quy định trước đây", "Earlier rules"),
    "law-confidence": ("độ tin cậy", "confidence"),
    "law-official": ("Lời văn trong bản đã đưa vào", "Wording of the imported copy"),
    "law-amended-since": (
        "! Khoản {clauses} đã được sửa đổi tính đến ngày {day}: lời văn trên là bản khi ban hành, báo cáo không trích các khoản này.",
        "! Clauses {clauses} had been amended by {day}: the wording above is as enacted, and reports do not quote these clauses.",
    ),
    "law-read-norms": (
        "{number}: kho luật chưa có định mức của văn bản này; {count} định mức do chương trình đọc từ bản sao, cần người đối chiếu.",
        "{number}: the corpus states no norms of this instrument; {count} were read from the copy by the program, for a person to compare.",
    ),
    "law-not-in-force": (
        "{number} không có hiệu lực vào ngày {day}; việc đối chiếu chỉ để tham khảo.",
        "{number} was not in force on {day}; the comparison is for information only.",
    ),
    "law-no-official": (
        "Chưa có lời văn chính thức: đưa vào bằng “run_review.py law import TỆP”.",
        "No official wording: import it with “run_review.py law import FILE”.",
    ),
    "law-faulty-here": (
        "Bản đã đưa vào thiếu hoặc sai ở điều này nên không hiển thị: xem “run_review.py law verify”.",
        "The imported copy lacks this article or is faulty in it, so it is not shown: see “run_review.py law verify”.",
    ),
    "law-corpus-valid": ("Kho luật hợp lệ: {count} tệp", "The corpus is valid: {count} files"),
    "law-against": (" (đối chiếu với: {version})", " (compared with: {version})"),
    "law-found": ("{found}/{expected} điều", "{found}/{expected} articles"),
    "law-exact": (", {exact} điều khớp hoàn toàn", ", {exact} match in full"),
    "law-more-issues": ("… và {count} chỗ nữa", "… and {count} more"),
    "law-versions": ("Phiên bản {before} → {after}", "Version {before} → {after}"),
    "law-doubtful": (
        "Chưa xác minh có bị sửa đổi hay không ({count} định mức): {norms}",
        "Not verified whether amended ({count} norms): {norms}",
    ),
    "law-same": ("Không có khác biệt.", "No difference."),
    "law-diff-mixed": (
        "--from và --to phải cùng là ngày, hoặc cùng là tệp hay số hiệu bản đã đưa vào.",
        "--from and --to must both be days, or both files or imported numbers.",
    ),
    "law-no-copy": (
        "“{number}” không phải tệp và chưa có bản sao nào của số hiệu này trong {path}; dùng “law import TỆP” trước.",
        "“{number}” is no file, and no copy of that number is in {path}; use “law import FILE” first.",
    ),
    "law-too-large": (
        "{path}: tệp quá lớn để là một đạo luật; hãy chọn đúng tệp.",
        "{path}: too large for a law; choose the right file.",
    ),
    "law-not-utf8": (
        "{path}: tệp JSON không phải UTF-8; hãy lưu lại dạng UTF-8.",
        "{path}: the JSON is not UTF-8; save it as UTF-8.",
    ),
    "law-no-article": ("{number} không có Điều {article}.", "{number} has no Article {article}."),
    "doctor-program": ("Chương trình", "Program"),
    "doctor-packages": ("Thư viện", "Packages"),
    "doctor-corpus": ("Kho luật", "Corpus"),
    "doctor-models": ("Mô hình", "Models"),
    "doctor-imports": ("Bản chính thức đã đưa vào", "Imported official texts"),
    "doctor-ocr": ("Nhận dạng bản quét", "Recognition of scans"),
    "doctor-converter": ("Chuyển đổi .doc, .rtf, .odt", "Conversion of .doc, .rtf, .odt"),
    "doctor-fonts": ("Phông chữ", "Fonts"),
    "doctor-database": ("Nhật ký rà soát", "Journal"),
    "doctor-disk": ("Đĩa", "Disk"),
    "doctor-memory": ("Bộ nhớ", "Memory"),
    "doctor-locale": ("Bảng mã", "Encoding"),
    "fault-missing-article": ("thiếu điều", "articles missing"),
    "fault-extra-article": ("thừa điều", "articles too many"),
    "fault-displaced-article": ("điều sai thứ tự", "articles out of order"),
    "fault-title-differs": ("khác tên điều", "titles differ"),
    "fault-missing-text": ("thiếu đoạn", "paragraphs missing"),
    "fault-displaced-text": ("đoạn sai chỗ", "paragraphs displaced"),
    "fault-truncated": ("đoạn bị cắt", "paragraphs cut"),
    "fault-differs": ("khác lời văn", "wording differs"),
    "fault-extra-text": ("thừa chữ", "text too much"),
    "change-added": ("thêm", "added"),
    "change-removed": ("bỏ", "removed"),
    "change-renamed": ("đổi tên", "renamed"),
    "change-changed": ("thay đổi", "changed"),
    "annotate-unplaced": (
        "{path}: {count} ghi chú không tìm được đúng chữ trong tệp gốc, đặt ở đầu văn bản ({ids})",
        "{path}: {count} notes whose words were not found in the original stand at its beginning ({ids})",
    ),
    "annotate-coarse": (
        "{path}: {count} ghi chú đặt trên cả quy định vì không tìm được đúng chữ ({ids})",
        "{path}: {count} notes are placed on the whole provision, as the words were not found ({ids})",
    ),
    "track-totals": (
        "{total} đầu việc: đã xử lý {done}, đang xử lý {running}, chưa xử lý {open}",
        "{total} items: done {done}, in progress {running}, open {open}",
    ),
    "track-late": ("Quá hạn: {count}", "Late: {count}"),
    "track-soon": ("Đến hạn trong {days} ngày: {count}", "Due within {days} days: {count}"),
    "track-undated": ("Chưa xác định thời hạn: {count}", "Without a deadline: {count}"),
    "track-unit": ("Đơn vị", "Unit"),
    "track-item": ("Văn bản, nhiệm vụ", "Document or task"),
    "track-officer": ("Người xử lý", "Officer"),
    "track-deadline": ("Thời hạn", "Deadline"),
    "track-days": ("Số ngày", "Days"),
    "track-no-unit": ("(chưa ghi đơn vị)", "(no unit)"),
    "serve-at": ("Mở trình duyệt tại {address} (dừng bằng Ctrl-C)", "Open {address} in the browser (Ctrl-C stops)"),
    "serve-setup": (
        "Chưa có tài khoản: mã thiết lập để tạo quản trị viên là {code}",
        "No account yet: the setup code to create the administrator is {code}",
    ),
    "serve-plain": (
        "Cảnh báo: đang mở cho máy khác mà không mã hóa; hãy dùng --certificate và --key, hoặc đặt sau máy chủ có HTTPS.",
        "Warning: open to other machines without encryption; use --certificate and --key, or an HTTPS server in front.",
    ),
    "serve-tls": ("--certificate và --key phải đi cùng nhau.", "--certificate and --key go together."),
    "no-web": (
        'Thiếu thư viện {name}; hãy cài bằng: pip install "rasoat[web]"',
        'The package {name} is missing; install it with: pip install "rasoat[web]"',
    ),
    "no-unit": (
        "Chưa có đơn vị “{unit}”; hãy tạo trong trang quản trị.",
        "There is no unit “{unit}”; create it on the administrator's page.",
    ),
    "backup-done": ("Đã sao lưu {rows} dòng: {path}", "{rows} rows saved: {path}"),
    "restore-done": ("Đã phục hồi {rows} dòng từ {path}", "{rows} rows restored from {path}"),
    "import-done": ("Đã nhập {count} văn bản cho {unit}", "{count} documents taken over for {unit}"),
    "export-done": (
        "Đã xuất {lines} quyết định ra {path}; {refused} quyết định bị chặn vì thuộc bộ đánh giá",
        "{lines} decisions written to {path}; {refused} refused as they belong to the evaluation splits",
    ),
}


def say(key: str, lang: Language, **values: object) -> str:
    """The text of ``key`` in the language, its fields filled."""
    vi, en = _TEXTS[key]
    return (vi if lang == "vi" else en).format(**values)
