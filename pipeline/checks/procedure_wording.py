"""Words about administrative procedures: what names one, what limits its time, what leaves it open, where dossiers are received.

All expressions read folded text (``pipeline.checks.wording.fold``).
"""

from __future__ import annotations

import re

# -- what names a procedure -------------------------------------------------------------------------------------------------

LAND = (
    r"đo đạc|đo (?:vẽ|đất|tách|lại|thửa|địa chính|ranh|mốc|diện tích)|đạc địa|trích đo|trích lục|tách (?:thửa|sổ)|(?:hợp"
    r"|nhập|gộp) thửa"
    r"|tách,? (?:hợp|nhập) thửa"
    r"|chuyển (?:đổi )?(?:mục đích|mđ) (?:sử dụng(?: đất)?|sdđ|đất)|chuyển (?:mục đích|đất [^.;,]{0,20} sang đất)"
    r"|đăng ký đất đai"
    r"|đăng ký biến động|(?:cấp|làm|đổi|cấp đổi|cấp lại) (?:mới )?(?:giấy chứng nhận|gcn|sổ đỏ|bìa đỏ)"
    r"|giao đất|cho thuê đất|thu hồi đất|chuyển nhượng (?:quyền )?sử dụng đất|tranh chấp đất|hồ sơ địa chính"
    r"|(?:sang tên|chuyển quyền)(?: sử dụng)?(?: đất| sổ)|nguồn gốc (?:sử dụng )?đất|cắm mốc|chỉnh lý (?:bản đồ|biến động)"
    r"|bản đồ địa chính|xóa thế chấp|đính chính giấy"
)
OTHERS = (
    r"chứng thực|sao y|hộ tịch|khai (?:sinh|tử)|(?:đăng ký )?kết hôn|tình trạng hôn nhân|cải chính|lý lịch|bảo trợ xã hội"
    r"|xác nhận (?:đất|nguồn|không|việc sử dụng|đơn|hồ sơ|tình trạng|hộ|khuyết tật|nhân khẩu|cư trú|giấy|thu nhập|hoàn cảnh"
    r"|vị trí|vay)"
    r"|(?:cấp|gia hạn|xin) (?:giấy )?phép|(?:cấp|xin|làm) giấy (?:phép|xác nhận|khai|chứng)|đăng ký (?:kinh doanh"
    r"|hộ kinh doanh|tạm trú"
    r"|thường trú|khai|nuôi con|giám hộ|tàu|xe|hoạt động)|trợ cấp|mai táng phí|cấp (?:bản sao|thẻ)|hồ sơ (?:xin"
    r"|người có công|chính sách)"
    r"|giấy chứng nhận (?:đủ|hộ|kinh)|cấp điện|cấp nước"
)
_ACT = (
    rf"(?:{LAND}|cấp (?:mới |lại |đổi |phép |bản sao |giấy )|đăng ký|xác nhận|chứng thực|công nhận|thẩm định|phê duyệt"
    r"|gia hạn|xin phép|chuyển đổi|"
    r"hỗ trợ|trợ cấp|xét (?:duyệt|hưởng)|khai (?:sinh|tử)|kết hôn|cấp phép|giải quyết (?:chế độ|hồ sơ|hỗ trợ))"
)
NAMES_ONE = re.compile(
    rf"(?:tên )?thủ tục(?: hành chính)?(?: \d+)?\s*[:“\"]?\s*(?:về (?:việc )?)?{_ACT}"
    rf"|^(?:(?:về )?việc |hồ sơ |giải quyết |làm thủ tục )?{_ACT}|(?:trình tự|quy trình)[^.;:]{{0,30}}{_ACT}"
)
SPEAKS_OF_ONE = re.compile(rf"{LAND}|{OTHERS}|thủ tục|tthc")
OF_LAND = re.compile(LAND)
OF_SOME = re.compile(rf"{LAND}|{OTHERS}")
ROW_NAME = re.compile(
    rf"thủ tục|{LAND}|^(?:{_ACT}|cung cấp|xác định|đo vẽ|cắm mốc|hòa giải|xin |sao |cấp |làm |đổi |nhập |tách |cho phép)"
    rf"|{OTHERS}"
)
# Headings that hold such words but stand over something else; democracy's own processes are no administrative procedures.
NOT_ONE = re.compile(
    r"rà soát|cải cách|đơn giản hóa|kiểm soát thủ tục|công bố thủ tục|danh mục thủ tục|niêm yết|công khai (?:các )?thủ tục"
    r"|hương ước|quy ước|bầu |trưởng thôn|tổ trưởng|thanh tra nhân dân|cuộc họp|hội nghị|ban hành văn bản|thi đua|khen thưởng"
    r"|khiếu nại|tố cáo|xử lý vi phạm|trách nhiệm|nguyên tắc|phạm vi điều chỉnh|giải thích từ ngữ|đối tượng áp dụng"
)
# Sentences that speak about procedures instead of setting one out: reviews, bans, what was once done.
SPOKEN_ABOUT = re.compile(
    r"rà soát|yêu cầu (?:các|ubnd|ủy ban|cơ quan|đơn vị|sở|phòng)|không tiếp nhận|góp ý|lấy ý kiến|phải được bổ sung"
    r"|đề nghị (?:các|ubnd|sở)"
    r"|đề xuất(?! của người)|kiến nghị (?!của người)|cải cách|kiểm soát thủ tục|đơn giản hóa|nghiêm cấm"
    r"|không để (?!lại)|chấm dứt|khắc phục"
    r"|tình trạng (?!hôn nhân|đất|sử dụng|thửa|nhà)|thống kê|trước đây|chấn chỉnh|không được (?:tự|nhận|thu|yêu cầu"
    r"|tiếp nhận|hẹn)|bãi bỏ"
    r"|phản ánh|hạn chế (?:là|:)|tồn tại|giám sát (?:việc|quá trình)|xử lý (?:nghiêm|trách nhiệm)|hương ước|quy ước"
    r"|bầu (?:cử|trưởng|tổ)"
    r"|thanh tra nhân dân|khiếu nại|tố cáo|đưa (?:vào|về|sang) (?:tiếp nhận tại )?(?:bộ phận|trung tâm|cơ chế)"
)
HANDLES = re.compile(
    r"hồ sơ|\bnộp\b|tiếp nhận|trả kết quả|\bđơn\b|lệ phí|\bphí\b|giấy tờ|thời (?:hạn|gian) giải quyết|một cửa|thành phần"
    r"|người (?:sử dụng đất|yêu cầu|đề nghị|dân)|công dân|trình ký|thẩm định"
)
ABOUT_PROCEDURES = re.compile(
    r"thủ tục|tthc|tiếp nhận (?!ý kiến|phản ánh|kiến nghị|đơn thư|thông tin)|dịch vụ (?:công|hành chính|đất|đo)"
    r"|giải quyết (?:hồ sơ|công việc|đơn|các việc|yêu cầu)|trích lục"
    r"|nơi nộp|nộp hồ sơ|một cửa"
    rf"|{LAND}"
)

# -- time limits ------------------------------------------------------------------------------------------------------------

AMOUNT = (
    r"(?:\d{1,3}|nửa|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười lăm|hai mươi|ba mươi)(?:\s*\([^)]{1,20}\))?"
    r"\s*(?:ngày|giờ|buổi|tháng|phút|tuần)"
)
_AT_ONCE = (
    r"(?:giải quyết|trả kết quả|trả|cấp|làm|có|xong|lấy|nhận)(?: kết quả)? (?:ngay|trong ngày|trong buổi)"
    r"|(?:ngay )?trong (?:ngày|buổi)\b"
    r"|ngay sau khi (?:nhận|tiếp nhận)"
    r"|có (?:kết quả )?ngay|tức thì|lấy liền"
)
TIME_LIMIT = re.compile(
    r"(?:thời (?:hạn|gian)|trong|không quá|chậm nhất|tối đa|muộn nhất|sau|kể từ|giải quyết|trả kết quả|hẹn|trả|kết quả|xong)"
    rf"[^.;]{{0,70}}?{AMOUNT}"
    rf"|{AMOUNT}[^.;]{{0,25}}(?:kể từ|làm việc|từ khi nhận|sau khi nhận|có kết quả|trả|là xong|xong)"
    rf"|[:,–-]\s*{AMOUNT}\s*(?:làm việc)?\s*(?:[.,;]|$)"
    rf"|{_AT_ONCE}"
    r"|thời (?:hạn|gian) (?:giải quyết |thực hiện )?(?:thực hiện )?theo (?:đúng )?(?:quy định|quyết định|luật|nghị định"
    r"|thông tư|phụ lục"
    r"|điều|khoản|bảng|biểu)"
    r"|(?:trong|đúng) thời (?:hạn|gian) (?:luật|quy định|theo)"
)
NOT_A_LIMIT = re.compile(
    r"có giá trị|có hiệu lực|thời hạn (?:sử dụng|thuê|giao đất|cho thuê)|nộp tiền|nộp (?:thuế|phí|lệ phí|nghĩa vụ)|trước đó"
    r"|chốt sổ|niêm yết|công khai"
)
# Said outright: nobody knows when.
OPEN_ENDED = re.compile(
    r"(?:chưa|không) (?:có |được )?(?:quy định|xác định|ấn định|ghi|cam kết|đặt ra|định)[^.;]{0,20}(?:thời (?:hạn|gian)|hạn"
    r"|ngày)"
    r"|(?:thời (?:hạn|gian)|ngày trả|hạn)[^.;]{0,40}(?:chưa|không) (?:có |được )?(?:quy định|xác định|ấn định|ghi|cam kết)"
    r"|không (?:có )?thời hạn|(?:thời (?:hạn|gian)|ngày|hẹn|lịch|hoàn thành|kết quả|trả)[^.;]{0,40}theo thỏa thuận"
    r"|^theo thỏa thuận|tùy (?:theo|thuộc|khối lượng|từng|trường hợp|tình hình|việc|vào|hồ sơ|công việc)"
    r"|không (?:giới hạn|hạn định)|khi (?:nào )?(?:có điều kiện|xong|đo xong|làm xong|rảnh|thuận tiện|thuận lợi"
    r"|sắp xếp được|thu xếp)"
    r"|(?:khi|sau khi|lúc nào)(?: nào)? [^;.,]{0,40}?(?:bố trí|sắp xếp|thu xếp|cử) được|theo (?:thực tế|khả năng)"
    r"|không hẹn|để (?:lại )?chờ"
    r"|(?:thông báo|báo|hẹn)(?: lại)? sau(?! khi)|(?:sẽ|được) (?:thông )?báo (?:cho|qua|khi|đến|với|lại"
    r"|bằng)(?![^.;]{0,60}(?:không quá|trong \d))"
    r"|(?<!sau )(?:khi|bao giờ|lúc nào|chừng nào)(?: nào)? có (?:văn bản (?:của|trả lời)|trả lời|cán bộ|người|lịch|đoàn|máy"
    r"|thợ|đợt|đủ|ý kiến|xe"
    r"|kinh phí)"
    r"|(?:khi|bao giờ)(?: nào)? (?:gom |tập hợp |gộp )?(?:được )?đủ (?:số )?(?:lượng )?(?:hồ sơ|hộ|\d+|người|đơn)"
    r"|(?:sau )?khi (?:chủ tịch|lãnh đạo|cán bộ|công chức|trưởng phòng|giám đốc)[^.;,]{0,40}(?:về|ký|rảnh|duyệt)(?! (?:việc"
    r"|kết quả))"
    r"|(?:theo|xếp theo|chờ) (?:lịch|đợt|thứ tự|lượt)(?: (?:công tác|đo|làm việc|đăng ký|nộp))?(?: (?:của|chung"
    r"|riêng))?(?! hẹn)"
    r"|đến lượt|liên hệ (?:lại )?để biết (?:ngày|kết quả)|(?:lấy|nhận|trả) (?:kết quả )?khi (?:nào )?(?:có|được (?:gọi|báo))"
)
# Words that promise haste and set no limit.
_HASTE = (
    r"(?:kịp thời|sớm nhất|sớm|càng sớm càng tốt|nhanh (?:nhất|chóng|gọn)|khẩn trương|hợp lý|thích hợp|ngắn nhất|lần lượt"
    r"|không chậm trễ|không kéo dài)"
)
_DONE = (
    r"(?:giải quyết|\btrả\b|hoàn thành|kết quả|thời (?:hạn|gian)|hẹn|thẩm định|xác nhận|\bcấp\b|\bđo\b|thực hiện"
    r"|\bxong\b|\blàm\b|\bký\b)"
)
VAGUE = re.compile(rf"{_DONE}[^.;,]{{0,40}}?{_HASTE}|{_HASTE}[^.;,]{{0,12}}?{_DONE}")
VAGUE_CELL = re.compile(_HASTE)
# Haste asked of bodies among themselves.
BETWEEN_BODIES = re.compile(
    r"báo cáo|cung cấp thông tin|tháo gỡ|trao đổi|phối hợp|cập nhật|đôn đốc|kiểm tra, |chỉ đạo|tham mưu|triển khai"
    r"|tài khoản|ứng dụng|dự toán"
    r"|kinh phí|chính sách"
)
SETS_TIME = re.compile(
    r"thời (?:hạn|gian)|ngày|hoàn thành|giải quyết|trả|kết quả|hẹn|lịch|\bđo\b|đo đạc|thực hiện|\blàm\b|\bcấp\b|xác nhận"
    r"|thẩm định"
    r"|\bký\b|xem xét|hồ sơ|xong|chờ"
)
SOME_LIMIT = re.compile(
    rf"{AMOUNT}|{_AT_ONCE}|\bngay\b|theo (?:quy định|luật|nghị định|điều|thông tư|phụ lục|quyết định)|quy định (?:tại|của)"
    rf"|luật|như (?:mục|trên)"
    r"|tức thì|liên tục|\d"
)
EMPTY_CELL = re.compile(r"^[\s\-–—.…_/?xX]*$")

# -- reception --------------------------------------------------------------------------------------------------------------

ONE_STOP = re.compile(
    r"một cửa|\b1 cửa|tiếp nhận (?:hồ sơ )?(?:và|,|&) (?:hẹn )?trả kết quả|tn ?& ?tkq|tnhs ?& ?tkq|bộ phận (?:tiếp nhận"
    r"|tnhs|tn)"
    r"|trung tâm (?:phục vụ )?(?:hành chính công|hcc)|ttpvhcc|tthcc|pvhcc"
    r"|trung tâm phục vụ|cổng dịch vụ công|dịch vụ công|trực tuyến|bưu chính|bưu điện"
)
NOT_ONE_STOP = re.compile(
    r"ngoài (?:cơ chế |bộ phận |hệ thống )?(?:một cửa|trung tâm phục vụ)"
    r"|(?:không|chưa|khỏi) (?:cần )?(?:thực hiện |tiếp nhận |áp dụng |phải |nộp |giải quyết |nhận )?"
    r"(?:qua |theo |thông qua |tại |ở |đưa vào |thuộc )"
    r"(?:cơ chế |bộ phận )?(?:một cửa|tiếp nhận và trả kết quả|trung tâm (?:phục vụ )?hành chính công|trung tâm phục vụ)"
    r"|(?:không|chưa) (?:một cửa|có (?:bộ phận )?một cửa)"
)
_DESK = (
    r"(?:chi nhánh|văn phòng đăng ký|vpđk|(?:các )?phòng (?!giao dịch)|văn phòng (?:ubnd|ủy ban|hđnd|thống kê|xã|huyện)"
    r"|(?:đồng chí |anh |chị )?(?:công chức|cán bộ|nhân viên|chuyên viên|kỹ thuật viên|viên chức|địa chính)"
    r"|(?:ông |bà )?(?:trưởng|phó) (?:thôn|bản|ấp|khu|xóm|làng|buôn|phòng)|tổ trưởng|tổ (?:đo|quản lý|công tác|kỹ thuật"
    r"|địa chính|xây dựng)"
    r"|nhà riêng|nhà (?:ông|bà|công chức|cán bộ|trưởng)|hạt |chi cục|ban quản lý|đội |trung tâm (?!phục vụ|hành chính|hcc"
    r"|pvhcc)|sở "
    r"|bộ phận (?!một cửa|1 cửa|tiếp nhận|trả|tn)|lãnh đạo|(?:phó )?chủ tịch|kho lưu trữ|văn thư|(?:đơn vị|công ty) (?:đo"
    r"|tư vấn|dịch vụ)"
    r"|số (?:máy|điện thoại)|điện thoại|zalo|trạm |bàn (?:số|làm việc)|cơ quan chuyên môn|ngành |nhà máy|bộ môn)"
)
_BRINGS = (
    r"\bnộp\b(?! (?:tiền|thuế|phí|lệ phí|nghĩa vụ|ngân sách|khoản))|\bgặp\b|liên hệ|\bmang\b|\bđem\b|\btìm\b(?! hiểu)"
    r"|\bgọi\b|đăng ký (?:trực tiếp )?"
    r"(?:với|tại|qua|ở)|\bxin (?:tại|ở)|làm việc (?:trực tiếp )?với|hẹn (?:trực tiếp )?với|đặt lịch|nhắn (?:tin )?"
    r"|làm (?:thủ tục )?(?:tại|ở)"
    r"|\bđến (?=nhà|phòng|chi nhánh|văn phòng|các phòng|tổ |gặp|trung tâm|ban |trạm |hạt |sở )|giao (?:hồ sơ|đơn) cho"
)
# People bring their dossier to a desk of its own.
_TO = (
    r"\b(?:tại|cho|ở|với|đến|tới|qua|lên|về|thẳng|trực tiếp|gặp|liên hệ|tìm|gọi|tận|:)\s*(?:các |thẳng |trực tiếp |ngay "
    r"|tận |với |tại |cho |trụ sở |bàn |nơi làm việc |của )*"
)
BROUGHT_TO = re.compile(
    rf"(?:{_BRINGS}|(?:nơi|địa điểm|địa chỉ|chỗ) (?:tiếp )?(?:nộp|nhận)[^.;]{{0,20}})(?<!:)[^.;:]{{0,60}}?(?:{_TO}"
    rf"|(?<=gặp )"
    rf"|(?<=liên hệ ))(?:{_DESK})[^.;,:]{{0,50}}"
)
# Verbs that bodies use among themselves too: they count only where no body is the subject.
SENT_TO = re.compile(
    rf"\bđến (?:{_DESK})[^.;:]{{0,50}}?(?:để |mà )?(?:nộp|làm|xin|khai)\b(?! (?:tiền|thuế|phí|việc))"
    rf"|(?:\bgửi\b|\bđưa\b|\bqua\b|thông qua)[^.;:,]{{0,40}}?(?:{_DESK})[^.;,:]{{0,50}}"
    rf"|(?:{_DESK})[^.;:,]{{0,40}}?(?:trực tiếp |tự )?(?:tiếp nhận|nhận|thu) (?:hồ sơ|đơn|yêu cầu|đăng ký|giấy)"
    rf"|(?:tiếp nhận|nhận hồ sơ|nhận đơn)(?: hồ sơ| đơn)?(?: trực tiếp)? (?:tại|ở|qua"
    rf"|:)[^.;:,]{{0,20}}?(?:{_DESK})[^.;,:]{{0,50}}"
)
BODY_ACTS = re.compile(
    r"(?:ủy ban|ubnd|trung tâm|bộ phận|công chức|cán bộ|phòng|chi nhánh|cơ quan|văn phòng|sở"
    r"|bộ phận một cửa)\b[^.;]{0,60}?(?:gửi|chuyển|đưa"
    r"|trình|phối hợp|thông báo|lấy ý kiến)"
)
NO_RECEPTION = re.compile(
    r"để (?:được )?(?:hướng dẫn|tư vấn|biết|giải đáp|hỏi|phản ánh|góp ý)|hướng dẫn (?:thêm|chi tiết)|thông tin chi tiết"
    r"|phản ánh"
    r"|(?:vướng mắc|thắc mắc)|nộp (?:tiền|thuế|phí|lệ phí)|kết quả (?:cuối|họp)|phối hợp|tiếp công dân|tài khoản|ứng dụng"
    r"|thư điện tử|\bmua\b|đơn hàng"
    r"|tổ chức cán bộ|tuyển dụng|bổ nhiệm|nâng lương|đánh giá|để tổng hợp"
)
RECEIVING_COLUMN = re.compile(
    r"tiếp nhận|\bnơi\b|địa (?:điểm|chỉ)|(?:cơ quan|người|chỗ) (?:tiếp )?nhận|đầu mối|nhận (?:hồ sơ|đơn)|gặp ai|liên hệ"
    r"|ở đâu|chỗ nộp|nộp (?:tại|ở|cho)|(?:cách|cách thức|hình thức) nộp"
)
DEADLINE_COLUMN = re.compile(
    r"thời (?:hạn|gian)|số ngày|\bhạn\b|ngày (?:trả|hẹn|có|làm)|bao lâu|\bhẹn\b|khi nào|bao giờ|mấy ngày|\btrả\b"
)
NAME_COLUMN = re.compile(
    r"\btên\b|\bviệc\b|thủ tục|nội dung|công việc|tthc|dịch vụ|\bloại\b|lĩnh vực việc|yêu cầu (?:của|gì)|hồ sơ về"
)
# A commune's seat says nothing of which desk there.
PLAIN_SEAT = re.compile(
    r"^(?:tại )?(?:trụ sở )?(?:ubnd|ủy ban nhân dân)(?: (?:cấp )?(?:xã|phường|thị trấn|huyện|tỉnh|đặc khu))?[\w ,]{0,25}$"
)
