"""Titles of laws, codes and ordinances, to know where a name ends: "Luật Phòng, chống tham nhũng và các văn bản…".

A title says nothing about an instrument's number or status; that is the registry's business. Names missing here are still
read up to the first word that cannot belong to a title (see ``naming``).
"""

from __future__ import annotations

LAWS = """
An ninh mạng | An ninh quốc gia | An toàn thông tin mạng | An toàn thực phẩm | An toàn, vệ sinh lao động
Ban hành văn bản quy phạm pháp luật | Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
Báo chí | Bảo hiểm tiền gửi | Bảo hiểm xã hội | Bảo hiểm y tế | Bảo vệ bí mật nhà nước | Bảo vệ dữ liệu cá nhân
Bảo vệ môi trường | Bảo vệ quyền lợi người tiêu dùng | Bảo vệ và kiểm dịch thực vật
Bảo vệ, chăm sóc và giáo dục trẻ em | Bảo vệ và phát triển rừng | Biên giới quốc gia | Biên phòng Việt Nam | Biển Việt Nam
Bình đẳng giới | Bầu cử đại biểu Quốc hội | Bầu cử đại biểu Hội đồng nhân dân
Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân
Cán bộ, công chức | Cảnh sát biển Việt Nam | Cảnh sát cơ động | Cảnh vệ | Căn cước | Căn cước công dân
Các công cụ chuyển nhượng | Các tổ chức tín dụng | Cạnh tranh | Chăn nuôi | Chất lượng sản phẩm, hàng hóa | Chính quyền địa phương
Chuyển đổi số | Chuyển giao công nghệ | Chứng khoán | Công an nhân dân | Công an xã | Công chứng | Công đoàn
Công nghệ cao | Công nghệ thông tin | Công nghiệp công nghệ số | Công nghiệp quốc phòng, an ninh và động viên công nghiệp
Công tác dân tộc | Cơ yếu | Cư trú
Dân quân tự vệ | Dân số | Dầu khí | Di sản văn hóa | Doanh nghiệp | Doanh nghiệp nhà nước | Du lịch | Dự trữ quốc gia | Dược
Dữ liệu | Dẫn độ | Địa chất và khoáng sản | Địa chính | Điện ảnh | Điện lực | Đa dạng sinh học | Đất đai | Đấu giá tài sản
Đấu thầu | Đầu tư | Đầu tư công | Đầu tư theo phương thức đối tác công tư | Đặc xá | Đê điều | Đo đạc và bản đồ | Đo lường
Đường bộ | Đường sắt | Giá | Giám định tư pháp | Giáo dục | Giáo dục đại học | Giáo dục nghề nghiệp
Giáo dục quốc phòng và an ninh | Giao dịch điện tử | Giao thông đường bộ | Giao thông đường thủy nội địa
Hải quan | Hàng không dân dụng Việt Nam | Hiến, lấy, ghép mô, bộ phận cơ thể người và hiến, lấy xác
Hoạt động chữ thập đỏ | Hoạt động giám sát của Quốc hội và Hội đồng nhân dân | Hòa giải ở cơ sở
Hòa giải, đối thoại tại Tòa án | Hóa chất | Hôn nhân và gia đình | Hộ tịch | Hợp tác xã
Hỗ trợ doanh nghiệp nhỏ và vừa | Kế toán | Khám bệnh, chữa bệnh | Khiếu nại | Khiếu nại, tố cáo | Khí tượng thủy văn
Khoa học và công nghệ | Khoa học, công nghệ và đổi mới sáng tạo | Khoáng sản | Kiểm toán độc lập | Kiểm toán nhà nước
Kiến trúc | Kinh doanh bảo hiểm | Kinh doanh bất động sản | Lâm nghiệp | Lý lịch tư pháp | Luật sư | Lưu trữ
Lực lượng dự bị động viên | Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở | Mặt trận Tổ quốc Việt Nam
Năng lượng nguyên tử | Ngân hàng Nhà nước Việt Nam | Ngân sách nhà nước | Nghĩa vụ quân sự
Người cao tuổi | Người khuyết tật | Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng
Nhà giáo | Nhà ở | Nuôi con nuôi | Nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại Việt Nam
Phá sản | Phòng bệnh | Phòng cháy và chữa cháy | Phòng cháy, chữa cháy và cứu nạn, cứu hộ | Phòng không nhân dân
Phòng thủ dân sự | Phòng, chống bạo lực gia đình | Phòng, chống bệnh truyền nhiễm | Phòng, chống khủng bố
Phòng, chống ma túy | Phòng, chống mại dâm | Phòng, chống mua bán người
Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người (HIV/AIDS) | Phòng, chống rửa tiền
Phòng, chống tác hại của rượu, bia | Phòng, chống tác hại của thuốc lá | Phòng, chống tham nhũng | Phòng, chống thiên tai
Phí và lệ phí | Phổ biến, giáo dục pháp luật | Quản lý ngoại thương | Quản lý nợ công | Quản lý thuế
Quản lý và đầu tư vốn nhà nước tại doanh nghiệp | Quản lý, sử dụng tài sản công | Quản lý, sử dụng tài sản nhà nước
Quản lý, sử dụng vốn nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp
Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ | Quảng cáo | Quốc phòng | Quốc tịch Việt Nam | Quy hoạch
Quy hoạch đô thị | Quy hoạch đô thị và nông thôn | Sở hữu trí tuệ | Sĩ quan Quân đội nhân dân Việt Nam
Sử dụng năng lượng tiết kiệm và hiệu quả | Tài nguyên nước | Tài nguyên, môi trường biển và hải đảo | Tần số vô tuyến điện
Thanh niên | Thanh tra | Thể dục, thể thao | Thi đua, khen thưởng | Thi hành án dân sự | Thi hành án hình sự
Thi hành tạm giữ, tạm giam | Thỏa thuận quốc tế | Thống kê | Thú y | Thủ đô | Thủy lợi | Thủy sản | Thuế bảo vệ môi trường
Thuế giá trị gia tăng | Thuế sử dụng đất nông nghiệp | Thuế sử dụng đất phi nông nghiệp | Thuế tài nguyên
Thuế thu nhập cá nhân | Thuế thu nhập doanh nghiệp | Thuế tiêu thụ đặc biệt | Thuế xuất khẩu, thuế nhập khẩu
Thư viện | Thương mại | Thực hành tiết kiệm, chống lãng phí | Thực hiện dân chủ ở cơ sở | Tiếp cận thông tin | Tiếp công dân
Tiêu chuẩn và quy chuẩn kỹ thuật | Tín ngưỡng, tôn giáo | Tình trạng khẩn cấp | Tổ chức chính quyền địa phương
Tổ chức Chính phủ | Tổ chức Hội đồng nhân dân và Ủy ban nhân dân | Tổ chức Quốc hội | Tổ chức Tòa án nhân dân
Tổ chức Viện kiểm sát nhân dân | Tố cáo | Tố tụng hành chính | Trách nhiệm bồi thường của Nhà nước
Trật tự, an toàn giao thông đường bộ | Tư pháp người chưa thành niên | Tương trợ tư pháp | Trẻ em | Trồng trọt
Trọng tài thương mại | Trợ giúp pháp lý | Trưng cầu ý dân | Trưng mua, trưng dụng tài sản | Tạm giữ, tạm giam
Viên chức | Việc làm | Viễn thông | Xây dựng | Xuất bản | Xuất cảnh, nhập cảnh của công dân Việt Nam
Xử lý vi phạm hành chính | Ưu đãi người có công với cách mạng
"""

CODES = """
Dân sự | Hàng hải Việt Nam | Hình sự | Lao động | Tố tụng dân sự | Tố tụng hình sự
"""

ORDINANCES = """
Án phí, lệ phí Tòa án | Bảo vệ công trình quan trọng liên quan đến an ninh quốc gia | Cán bộ, công chức | Công an xã
Công nhận và cho thi hành tại Việt Nam quyết định của Tòa án nước ngoài | Cựu chiến binh | Dân quân tự vệ | Dân số
Động viên công nghiệp | Giá | Giống cây trồng | Giống vật nuôi | Hợp nhất văn bản quy phạm pháp luật
Lực lượng dự bị động viên | Nghĩa vụ lao động công ích | Người cao tuổi | Người tàn tật
Phòng, chống mại dâm | Phí và lệ phí | Pháp điển hệ thống quy phạm pháp luật | Quản lý thị trường
Thực hiện dân chủ ở xã, phường, thị trấn | Thú y | Tín ngưỡng, tôn giáo | Tổ chức việc thực hiện hòa giải ở cơ sở
Tổ chức và hoạt động hòa giải ở cơ sở | Trình tự, thủ tục xem xét, quyết định áp dụng các biện pháp xử lý hành chính tại Tòa án nhân dân
Ưu đãi người có công với cách mạng | Xử lý vi phạm hành chính | Chi phí tố tụng | Cảnh sát môi trường | Cảnh sát cơ động
Quy định danh hiệu vinh dự nhà nước “Bà mẹ Việt Nam anh hùng” | Ngoại hối | Bưu chính, viễn thông | Chất lượng hàng hóa
"""

# Short forms that clerks write for a title: left the form, right the title.
SHORT_FORMS = {
    "luật": """
Tổ chức HĐND và UBND = Tổ chức Hội đồng nhân dân và Ủy ban nhân dân
Tổ chức HĐND, UBND = Tổ chức Hội đồng nhân dân và Ủy ban nhân dân
Tổ chức HĐND & UBND = Tổ chức Hội đồng nhân dân và Ủy ban nhân dân
Tổ chức Hội đồng nhân dân và UBND = Tổ chức Hội đồng nhân dân và Ủy ban nhân dân
Tổ chức Hội đồng nhân dân, Ủy ban nhân dân = Tổ chức Hội đồng nhân dân và Ủy ban nhân dân
Ban hành VBQPPL = Ban hành văn bản quy phạm pháp luật
BHVBQPPL = Ban hành văn bản quy phạm pháp luật
Ban hành văn bản QPPL = Ban hành văn bản quy phạm pháp luật
Ban hành VBQPPL của HĐND, UBND = Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
Ban hành văn bản QPPL của HĐND, UBND = Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
Ban hành văn bản quy phạm pháp luật của HĐND, UBND = Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
Ban hành văn bản quy phạm pháp luật của HĐND và UBND = Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
Ban hành VBQPPL của HĐND và UBND = Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
Ban hành văn bản QPPL của HĐND và UBND = Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Ủy ban nhân dân
Tổ chức CQĐP = Tổ chức chính quyền địa phương
TCCQĐP = Tổ chức chính quyền địa phương
Tổ chức chính quyền ĐP = Tổ chức chính quyền địa phương
Ngân sách NN = Ngân sách nhà nước
NSNN = Ngân sách nhà nước
MTTQ Việt Nam = Mặt trận Tổ quốc Việt Nam
MTTQVN = Mặt trận Tổ quốc Việt Nam
CBCC = Cán bộ, công chức
PCTN = Phòng, chống tham nhũng
TĐKT = Thi đua, khen thưởng
Thực hiện dân chủ cơ sở = Thực hiện dân chủ ở cơ sở
Thực hiện DCCS = Thực hiện dân chủ ở cơ sở
Thực hiện DC ở cơ sở = Thực hiện dân chủ ở cơ sở
THDC ở cơ sở = Thực hiện dân chủ ở cơ sở
THDC cơ sở = Thực hiện dân chủ ở cơ sở
THDCCS = Thực hiện dân chủ ở cơ sở
THDCƠCS = Thực hiện dân chủ ở cơ sở
DCCS = Thực hiện dân chủ ở cơ sở
Dân chủ ở cơ sở = Thực hiện dân chủ ở cơ sở
Dân chủ cơ sở = Thực hiện dân chủ ở cơ sở
""",
    "pháp lệnh": """
Thực hiện dân chủ = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện dân chủ ở xã = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện dân chủ ở xã, phường = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện dân chủ cấp xã = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện dân chủ ở cấp xã = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện dân chủ ở cơ sở = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện dân chủ cơ sở = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện quy chế dân chủ = Thực hiện dân chủ ở xã, phường, thị trấn
THDC = Thực hiện dân chủ ở xã, phường, thị trấn
THDC ở xã = Thực hiện dân chủ ở xã, phường, thị trấn
THDC ở cơ sở = Thực hiện dân chủ ở xã, phường, thị trấn
THDC ở xã, phường, thị trấn = Thực hiện dân chủ ở xã, phường, thị trấn
THDC xã, phường, thị trấn = Thực hiện dân chủ ở xã, phường, thị trấn
THDC ở xã, phường, TT = Thực hiện dân chủ ở xã, phường, thị trấn
Thực hiện dân chủ xã, phường, thị trấn = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ ở xã = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ xã = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ cấp xã = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ ở cơ sở = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ cơ sở = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ ở xã, phường, thị trấn = Thực hiện dân chủ ở xã, phường, thị trấn
Dân chủ xã, phường, thị trấn = Thực hiện dân chủ ở xã, phường, thị trấn
""",
}

# Instruments on grassroots democracy that are cited by their serial alone ("Nghị định 04 về dân chủ trong cơ quan"): no two of
# one type share a serial. Only a text about democracy may be read so; Nghị định 79/2025/NĐ-CP, say, is about reviews.
DEMOCRACY_SERIALS = {
    "nghị định": [
        *("29/1998", "71/1998", "07/1999", "79/2003", "87/2007", "60/2013", "04/2015", "159/2016", "149/2018"),
        *("59/2023", "61/2023"),
    ],
    "pháp lệnh": ["34/2007"],
    "nghị quyết liên tịch": ["09/2008"],
}
