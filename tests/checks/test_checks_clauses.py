"""Clauses that conflict, and look-alikes that do not: our wording of the examples an expert would be asked about."""

from __future__ import annotations

import pytest

from pipeline.records import Kind

# setting, clause, norms contradicted
CONFLICTS = [
    ("xã", "Ủy ban nhân dân xã niêm yết các khoản thu đóng góp tại trụ sở trong 15 ngày.", {"N13.2a"}),
    ("xã", "Danh sách hộ được hỗ trợ vay vốn được niêm yết 20 ngày liên tục ở nhà văn hóa.", {"N13.2a"}),
    ("xã", "Thời gian niêm yết không quá 30 ngày.", {"N13.2a"}),
    ("xã", "Đài truyền thanh xã phát mức thu phí trong 01 ngày, mỗi ngày 02 buổi.", {"N13.3"}),
    ("xã", "Xã công khai quyết định phân bổ tiền hỗ trợ bão lụt trong 10 ngày làm việc kể từ khi ký.", {"N12.3"}),
    ("xã", "Mức đóng góp làm đường thôn có hiệu lực khi trên 50% cử tri hoặc cử tri đại diện hộ tán thành.", {"N21.1a"}),
    ("xã", "Mức đóng góp làm đường thôn được thông qua khi 3/4 tổng số đại diện hộ gia đình tán thành.", {"N21.1a"}),
    ("xã", "Công trình phạm vi toàn xã do dân đóng góp được quyết định khi quá nửa số thôn đồng ý.", {"N21.1b"}),
    ("xã", "Quy ước của thôn được thông qua khi 2/3 số người dự họp nhất trí.", {"N21.1c"}),
    ("xã", "Trưởng thôn trúng cử khi có ít nhất 50% tổng số đại diện hộ gia đình tán thành.", {"N21.1c"}),
    ("xã", "Chủ tịch Ủy ban nhân dân huyện ký quyết định công nhận hương ước của thôn.", {"N21.2c"}),
    ("xã", "Sáng kiến của công dân phải được tối thiểu 30% số hộ trong thôn đồng ý mới đưa ra bàn.", {"N16.3"}),
    ("xã", "Việc bầu Tổ trưởng tổ dân phố thực hiện bằng bình chọn trên nhóm Zalo của tổ.", {"N17"}),
    ("xã", "Ban Thanh tra nhân dân xã gồm 5 đến 11 người theo quy mô dân số.", {"N36.1"}),
    ("xã", "Nhiệm kỳ của Ban Thanh tra nhân dân xã là 02 năm.", {"N36.2"}),
    ("xã", "Ban Giám sát đầu tư của cộng đồng có 03 thành viên do Ủy ban nhân dân xã thành lập.", {"N41", "N41-authority"}),
    ("xã", "Ủy ban nhân dân xã trả lời kiến nghị của Ban Thanh tra nhân dân trong 30 ngày.", {"N40"}),
    ("xã", "Dự thảo kế hoạch của xã được lấy ý kiến nhân dân trong 10 ngày.", {"N28.2"}),
    ("xã", "Ủy ban nhân dân xã đối thoại với nhân dân hai năm một lần; thông báo trước 02 ngày.", {"N32", "N32b-notice"}),
    ("xã", "Thôn tổ chức hội nghị nhân dân 6 tháng một lần, thay cho hội nghị cuối năm.", {"N33"}),
    ("cơ quan", "Thủ trưởng đơn vị công khai dự toán, niêm yết trên bảng tin 10 ngày.", {"N48.2"}),
    ("cơ quan", "Hội nghị cán bộ, công chức, viên chức hợp lệ khi quá nửa số người được triệu tập có mặt.", {"N51.2c-quorum"}),
    ("cơ quan", "Hội nghị cán bộ, công chức, viên chức tổ chức trong quý III hằng năm.", {"N51.1-deadline"}),
    ("trường", "Ban Thanh tra nhân dân của trường gồm 02 người, nhiệm kỳ 05 năm.", {"N60", "N60-term"}),
    ("doanh nghiệp nhà nước", "Bản công khai được niêm yết tại trụ sở Công ty 07 ngày.", {"N66.2"}),
]

LOOK_ALIKES = [
    ("xã", "Thông tin được niêm yết tại trụ sở Ủy ban nhân dân xã và nhà văn hóa thôn 45 ngày liên tục."),
    ("xã", "Thông tin được niêm yết tại trụ sở và nhà văn hóa thôn 01 tháng liên tục."),
    ("cơ quan", "Thông tin đăng trên trang nội bộ của cơ quan 20 ngày liên tục."),
    ("doanh nghiệp nhà nước", "Doanh nghiệp công khai trong 15 ngày kể từ ngày ban hành văn bản."),
    ("xã", "Trưởng thôn được bầu khi đại diện của trên 50% tổng số hộ gia đình tán thành."),
    ("xã", "Mức đóng góp được thông qua khi có từ 2/3 tổng số đại diện hộ gia đình trong thôn tán thành."),
    ("xã", "Mức đóng góp được thông qua khi có từ 66,7% tổng số đại diện hộ gia đình trong thôn tán thành."),
    ("xã", "Thư ký cuộc họp được cử khi trên 50% đại diện hộ dự họp giơ tay đồng ý."),
    (
        "cơ quan",
        "Nghị quyết hội nghị cán bộ, công chức, viên chức, người lao động được thông qua khi trên 50% người dự tán thành.",
    ),
    ("xã", "Ủy ban nhân dân xã phối hợp Mặt trận đối thoại với nhân dân mỗi năm 02 lần."),
    ("cơ quan", "Ban Thanh tra nhân dân có 11 người do bệnh viện có nhiều cơ sở phân tán."),
    ("cơ quan", "Đơn vị có 06 người thì không thành lập Ban Thanh tra nhân dân."),
    ("xã", "Dự thảo hương ước được niêm yết 30 ngày để các hộ góp ý."),
    ("xã", "Ngân sách xã được công khai theo thời hạn của Luật Ngân sách nhà nước và thông tư hướng dẫn."),
    ("xã", "Phương án bồi thường được lấy ý kiến trong 10 ngày theo quy định của Luật Đất đai."),
    ("xã", "Đồ án quy hoạch được lấy ý kiến nhân dân từ 20 đến 30 ngày."),
    ("xã", "Quy ước đã được công nhận năm 2019 tiếp tục được thực hiện."),
    ("báo cáo", "Năm 2025, Ủy ban nhân dân xã đã niêm yết các khoản thu trong 15 ngày, đối thoại hai năm một lần."),
    ("doanh nghiệp tư nhân", "Công ty đối thoại định kỳ theo Bộ luật Lao động và dán nội quy ở bảng tin 10 ngày."),
    ("đảng", "Chi bộ công khai kế hoạch trong 10 ngày và bầu cấp ủy khi quá nửa đảng viên dự họp tán thành."),
    ("xã", "Ban Thanh tra nhân dân xã có 07 người; xã có 07 thôn, mỗi thôn bầu 01 người."),
    ("xã", "Ủy ban nhân dân xã ra quyết định công nhận Trưởng thôn trong 03 ngày làm việc."),
    ("xã", "Biểu quyết qua Zalo không được áp dụng khi bầu Trưởng thôn."),
    (
        "đường phố",
        "Danh sách tuyến đường được công khai 15 ngày, lấy ý kiến trong 10 ngày, thông qua khi quá nửa số người dự họp tán thành.",
    ),
]


@pytest.mark.parametrize(("setting", "clause", "norms"), CONFLICTS)
def test_conflicting_clause_is_found_with_its_norms(review, setting: str, clause: str, norms: set[str]) -> None:
    conflicts = [f for f in review(setting, clause) if f.kind is Kind.CONFLICTING_NORM]
    assert {f.norm_id for f in conflicts} == norms
    for finding in conflicts:
        assert finding.text[finding.start : finding.end].strip()
        assert finding.quote in finding.text
        assert finding.excerpt[finding.excerpt_start : finding.excerpt_end]
        assert finding.law is not None
        assert f"Điều {finding.law.article}" in finding.explanation.vi


@pytest.mark.parametrize(("setting", "clause"), LOOK_ALIKES)
def test_look_alike_is_left_alone(review, setting: str, clause: str) -> None:
    more = {"basis": "Căn cứ Nghị định số 91/2005/NĐ-CP ngày 11 tháng 7 năm 2005;"} if setting == "đường phố" else {}
    conflicts = [f for f in review(setting, clause, **more) if f.kind is Kind.CONFLICTING_NORM]
    assert [(f.norm_id, f.quote) for f in conflicts] == []


@pytest.mark.parametrize(
    ("setting", "clause", "kind"),
    [
        ("xã", "Hộ chưa nộp đủ các khoản đóng góp thì không được dự họp, không được biểu quyết.", Kind.NARROWED_RIGHT),
        ("xã", "Các khoản thu chỉ niêm yết tại trụ sở Ủy ban nhân dân xã.", Kind.NARROWED_RIGHT),
        ("xã", "Người muốn xem biên bản họp phải nộp lệ phí cung cấp thông tin 50.000 đồng.", Kind.ADDED_BURDEN),
        ("hương ước", "Hộ vi phạm bị thôn phạt tiền từ 200.000 đồng đến 500.000 đồng.", Kind.EXCEEDS_AUTHORITY),
    ],
)
def test_restriction_burden_and_excess_are_told_apart(review, setting: str, clause: str, kind: Kind) -> None:
    assert kind in {f.kind for f in review(setting, clause)}


@pytest.mark.parametrize(
    ("setting", "clause"),
    [
        ("xã", "Nghiêm cấm việc thu lệ phí khi công dân yêu cầu cung cấp thông tin."),
        ("hương ước", "Hương ước không được đặt ra các khoản phạt tiền."),
        ("hương ước", "Người vi phạm bị đề nghị cơ quan có thẩm quyền xử phạt theo quy định của pháp luật."),
        ("xã", "Nội dung thuộc bí mật nhà nước thì không công khai."),
    ],
)
def test_prohibitions_of_a_burden_are_no_burden(review, setting: str, clause: str) -> None:
    kinds = {Kind.NARROWED_RIGHT, Kind.ADDED_BURDEN, Kind.EXCEEDS_AUTHORITY}
    assert not kinds & {f.kind for f in review(setting, clause)}
