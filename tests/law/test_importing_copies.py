"""Copies of the law as users bring them: whole, damaged, printed, of an unknown instrument."""

from __future__ import annotations

import copy
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.law.fingerprints import load_references, name_place, places, squeeze, take
from pipeline.law.importing import diff, import_text, list_imported, load_imported, save
from pipeline.law.load import load_law
from pipeline.law.verify import Fault, attach, verify

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "law"
official = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="../shared/data/law is not here")
LAW = "10-2022-QH15"

Json = dict[str, Any]


def read(name: str) -> Json:
    data: Json = json.loads((OFFICIAL / f"{name}.json").read_text(encoding="utf-8"))
    return data


def printed(data: Json, width: int = 0) -> str:
    """The text as a portal or, with ``width``, a PDF gives it: head, chapters, articles in order, end."""
    lines = [
        "QUỐC HỘI",
        f"Luật số: {data['instrument'].replace('-', '/', 1)}",
        "LUẬT",
        "THỰC HIỆN DÂN CHỦ Ở CƠ SỞ",
        "Chương I",
        "QUY ĐỊNH CHUNG",
    ]
    for article in sorted(data["articles"], key=lambda a: int(a["article"])):
        if article["article"] == "11":
            lines += ["Chương II", "THỰC HIỆN DÂN CHỦ Ở XÃ, PHƯỜNG, THỊ TRẤN", "Mục 1", "CÔNG KHAI THÔNG TIN"]
        lines += [f"Điều {article['article']}. {article['title']}", *article["text"].split("\n")]
    lines += ["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH QUỐC HỘI"]
    if width:
        lines = [part for line in lines for part in textwrap.wrap(line, width)]
    return "\n".join(lines)


def article(data: Json, number: str) -> Json:
    found: Json = next(a for a in data["articles"] if a["article"] == number)
    return found


@official
@pytest.mark.parametrize(("name", "count"), [(LAW, 91), ("59-2023-NĐ-CP", 31), ("61-2023-NĐ-CP", 25)])
@pytest.mark.parametrize("width", [0, 45, 60, 80, 95])
def test_the_official_texts_are_cut_and_found_whole(name: str, count: int, width: int) -> None:
    imported = import_text(printed(read(name), width))
    result = verify(imported)
    assert imported.number == {"1": "10/2022/QH15", "5": "59/2023/NĐ-CP", "6": "61/2023/NĐ-CP"}[name[0]]
    assert (result.found, result.expected, result.exact) == (count, count, count)
    assert result.issues == ()
    assert result.complete


@official
def test_chapters_and_sections_are_kept_apart_from_the_articles() -> None:
    imported = import_text(printed(read(LAW), 80))
    first, eleventh = imported.article("1"), imported.article("11")
    assert first is not None
    assert eleventh is not None
    assert (first.chapter, first.section, eleventh.chapter, eleventh.section) == ("I", None, "II", "1")
    tenth = imported.article("10")
    assert tenth is not None
    assert "Chương" not in tenth.text
    last = imported.article("91")
    assert last is not None
    assert "Nơi nhận" not in last.text


@official
@pytest.mark.parametrize(("name", "moved"), [("59-2023-NĐ-CP", "29"), ("61-2023-NĐ-CP", "25")])
def test_the_codification_order_is_noticed_but_harmless(name: str, moved: str) -> None:
    """The codification puts transitional provisions after the others."""
    result = verify(import_text(read(name)))
    assert [(issue.fault, issue.article) for issue in result.issues] == [(Fault.DISPLACED_ARTICLE, moved)]
    assert result.faulty_articles == ()
    assert "có thể sử dụng" in result.advice_vi


def web_copy(data: Json) -> Json:
    """The copy on a national database: unnumbered paragraphs of Chương II stand at the end of Điều 45."""
    moved: list[str] = []
    for item in data["articles"]:
        if 11 <= int(item["article"]) <= 45:
            lines = item["text"].split("\n")
            unnumbered = [p for i, p in enumerate(lines) if i and not re.match(r"\W*(?:\d+\.|[a-zđ]\))\s", p)]
            item["text"] = "\n".join(p for p in lines if p not in unnumbered)
            moved += unnumbered
    article(data, "45")["text"] += "\n" + "\n".join(moved)
    return data


def without_two_thresholds(data: Json) -> Json:
    item = article(data, "21")
    lines = item["text"].split("\n")
    item["text"] = "\n".join([lines[0], *lines[3:]])
    return data


def without_articles(data: Json) -> Json:
    data["articles"] = [a for a in data["articles"] if not 40 <= int(a["article"]) <= 45]
    return data


def cut_short(data: Json) -> Json:
    item = article(data, "38")
    item["text"] = item["text"][: len(item["text"]) * 2 // 3]
    return data


def altered(data: Json) -> Json:
    item = article(data, "13")
    assert "30 ngày" in item["text"]
    item["text"] = item["text"].replace("30 ngày", "15 ngày")
    return data


Damage = Callable[[Json], Json]


@official
@pytest.mark.parametrize("width", [0, 80])
@pytest.mark.parametrize(
    ("damage", "articles", "faults", "advice"),
    [
        (without_two_thresholds, {"21"}, {Fault.MISSING_TEXT: 2}, "không đầy đủ"),
        (without_articles, {"40", "41", "42", "43", "44", "45"}, {Fault.MISSING_ARTICLE: 6}, "không đầy đủ"),
        (altered, {"13"}, {Fault.DIFFERS: 1}, "khác"),
    ],
)
def test_damage_is_located(damage: Damage, articles: set[str], faults: dict[Fault, int], advice: str, width: int) -> None:
    result = verify(import_text(printed(damage(read(LAW)), width)))
    assert Counter(issue.fault for issue in result.issues) == faults
    assert set(result.faulty_articles) == articles
    assert advice in result.advice_vi


@official
@pytest.mark.parametrize("width", [0, 80])
def test_the_web_copy_with_displaced_paragraphs_is_recognised(width: int) -> None:
    result = verify(import_text(printed(web_copy(read(LAW)), width)))
    displaced = [issue for issue in result.issues if issue.fault is Fault.DISPLACED_TEXT]
    assert len(displaced) >= 20
    assert {issue.found_in for issue in displaced} == {"45"}
    lost = {issue.place for issue in displaced if issue.article == "21"}
    assert {"đoạn 2 khoản 1 Điều 21", "đoạn 3 khoản 1 Điều 21"} <= lost
    assert "Điều 45" in result.advice_vi
    assert result.exact < 91


@official
def test_a_text_cut_in_the_middle_is_called_truncated_or_missing() -> None:
    result = verify(import_text(printed(cut_short(read(LAW)))))
    assert set(result.faulty_articles) == {"38"}
    assert {issue.fault for issue in result.issues} <= {Fault.TRUNCATED, Fault.MISSING_TEXT, Fault.EXTRA_TEXT}
    assert any(issue.fault in {Fault.TRUNCATED, Fault.MISSING_TEXT} for issue in result.issues)


@official
def test_the_two_readings_of_one_text_do_not_differ() -> None:
    data = read(LAW)
    assert diff(import_text(data), import_text(printed(data))) == ()


@official
def test_diff_shows_what_changed() -> None:
    before = import_text(read(LAW))
    [change] = diff(before, import_text(altered(read(LAW))))
    assert (change.article, change.kind) == ("13", "changed")
    assert "30 ngày" in change.before
    assert "15 ngày" in change.after
    removed = diff(before, import_text(without_articles(read(LAW))))
    assert [(c.article, c.kind) for c in removed] == [(str(n), "removed") for n in range(40, 46)]


@official
def test_the_shipped_fingerprints_are_those_of_the_official_texts() -> None:
    references = load_references()
    for name in (LAW, "59-2023-NĐ-CP", "61-2023-NĐ-CP"):
        imported = import_text(read(name))
        taken = {a.number: a for a in take(imported, "").articles}
        assert {a.number: a for a in references[imported.number].articles} == taken


def test_fingerprints_hold_no_words() -> None:
    text = (Path(__file__).resolve().parents[2] / "corpus" / "law" / "fingerprints.yaml").read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if line.startswith("      "))
    assert not re.search(
        r"[^\W\da-f_]", re.sub(r'^ +"[\dafghiklmnopqrstuvxybcdeđ#]+ ', "", body, flags=re.MULTILINE).replace('",', "")
    )


@official
def test_imported_wording_is_attached_except_where_the_copy_is_faulty(tmp_path: Path) -> None:
    law = load_law("10/2022/QH15", date(2024, 1, 1))
    assert all(article.official is None for article in attach(law, tmp_path).articles)
    save(import_text(printed(without_two_thresholds(read(LAW)))), tmp_path)
    texts = {article.number: article.official for article in attach(law, tmp_path).articles}
    assert len(texts) == 91
    assert texts["21"] is None
    assert sum(text is not None for text in texts.values()) == 90
    assert "30 ngày" in (texts["13"] or "")


@official
def test_titles_of_the_corpus_are_those_of_the_official_text() -> None:
    """The shipped outline against the imported copy, by the same comparison that the fingerprints use."""
    law = load_law("10/2022/QH15", date(2024, 1, 1))
    imported = import_text(read(LAW))
    shipped = {article.number: squeeze(article.title) for article in law.articles}
    assert shipped == {article.number: squeeze(article.title) for article in imported.articles}


OWN = """CHÍNH PHỦ
Số: 77/2031/NĐ-CP
NGHỊ ĐỊNH
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
1. Việc thứ nhất theo Điều 15 của Luật.
2. Việc thứ hai:
a) Một;
b) Hai.
Điều 2. Hiệu lực
Nghị định này có hiệu lực từ ngày mai.
TM. CHÍNH PHỦ
"""


def test_any_other_law_can_be_imported_saved_and_listed(tmp_path: Path) -> None:
    imported = import_text(OWN)
    assert (imported.number, [a.number for a in imported.articles]) == ("77/2031/NĐ-CP", ["1", "2"])
    path = save(imported, tmp_path)
    assert path.name == "77-2031-NĐ-CP.json"
    assert load_imported("77/2031/NĐ-CP", tmp_path) is not None
    again = load_imported("77/2031/ND-CP", tmp_path)
    assert again is not None
    assert diff(imported, again) == ()
    assert list_imported(tmp_path) == ("77/2031/NĐ-CP",)
    assert load_imported("78/2031/NĐ-CP", tmp_path) is None


def test_without_fingerprints_only_gaps_are_reported() -> None:
    result = verify(import_text(OWN))
    assert (result.reference, result.issues) == (None, ())
    broken = verify(import_text(OWN.replace("Điều 2.", "Điều 4.").replace("2. Việc thứ hai", "3. Việc thứ hai")))
    assert [(i.fault, i.place) for i in broken.issues] == [
        (Fault.MISSING_ARTICLE, "Điều 2"),
        (Fault.MISSING_ARTICLE, "Điều 3"),
        (Fault.MISSING_TEXT, "khoản 2 Điều 1"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Điều 1"),
        ("một trang không có điều nào", "Điều 1"),
        ("Điều 1. Tên\n1. Nội dung.", "number"),
        ("{broken json", "JSON"),
        ('{"articles": [{"article": "1"}], "instrument": "1/2020/QH14"}', "text"),
        ("x" * 9_000_000, "too many"),
    ],
)
def test_what_is_no_law_is_refused_with_a_remedy(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        import_text(text)
    assert caught.value.vi


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["Mở đầu:", "1. A", "tiếp", "a) B", "tiếp", "đ) C", "2. D"], ["0", "1", "1#2", "1a", "1a#2", "1đ", "2"]),
        (["Một đoạn", "Hai đoạn"], ["0", "0#2"]),
    ],
)
def test_places(paragraphs: list[str], expected: list[str]) -> None:
    assert places(paragraphs) == expected


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("0", "đoạn mở đầu Điều 21"),
        ("0#2", "đoạn 2 Điều 21"),
        ("1#2", "đoạn 2 khoản 1 Điều 21"),
        ("2đ", "điểm đ khoản 2 Điều 21"),
        ("3a#2", "đoạn 2 điểm a khoản 3 Điều 21"),
    ],
)
def test_places_in_words(place: str, words: str) -> None:
    assert name_place(place, "21") == words


@given(st.text(max_size=40), st.sampled_from([" ", "\u00ad", "\n", ".", "“", "-"]))
def test_marks_and_spaces_do_not_change_the_squeezed_text(text: str, noise: str) -> None:
    assert squeeze(noise.join(text)) == squeeze("".join(text)) or any(ord(ch) > 0x2FF for ch in text)


def test_tone_placement_does_not_change_the_squeezed_text() -> None:
    assert squeeze("Uỷ ban, hoà giải, thuỷ lợi") == squeeze("Ủy ban hòa giải thủy lợi")


@given(st.text(max_size=400))
def test_any_text_is_cut_or_refused(text: str) -> None:
    try:
        imported = import_text("Điều 1. A\n" + text, "1/2020/QH14")
    except UsageError:
        return
    assert imported.articles[0].number == "1"
    verify(copy.copy(imported))


@pytest.mark.parametrize(
    ("lines", "articles"),
    [
        # "tại Tiểu | mục 2 của Mục này.": the rest of the sentence is no heading of a section
        (["1. Kiểm tra theo quy định tại Tiểu", "mục 2 của Mục này.", "Điều 2. Sau"], {"1": 1, "2": 0}),
        (["1. Kiểm tra theo quy định tại", "Mục 2 Chương này.", "Điều 2. Sau"], {"1": 1, "2": 0}),
        (["1. Theo khoản 3", "Điều 9. Trường hợp khác thì báo cáo.", "Điều 2. Sau"], {"1": 1, "2": 0}),
        (["1. Đã hết câu.", "Mục 2", "THI HÀNH", "Điều 2. Sau"], {"1": 1, "2": 0}),
        (["1. Thiếu dấu chấm câu", "Điều 2. Sau"], {"1": 1, "2": 0}),
        (["1. Thực hiện như quy định tại", "Điều 7", "của Luật.", "Điều 2. Sau"], {"1": 1, "2": 0}),
    ],
)
def test_a_printed_line_that_goes_on_is_no_heading(lines: list[str], articles: dict[str, int]) -> None:
    """PDF copies break lines anywhere: part of a sentence that begins a line with "mục 2" or "Điều 9." was lost or cut off."""
    copied = import_text("\n".join(["Số: 1/2031/NĐ-CP", "Điều 1. Đầu", *lines]))
    assert [a.number for a in copied.articles] == list(articles)
    whole = squeeze(" ".join(lines[: lines.index("Điều 2. Sau")]).replace("Mục 2 THI HÀNH", ""))
    assert squeeze(copied.articles[0].text) == whole


@official
@pytest.mark.parametrize("width", [40, 60, 80, 97, 110])
def test_the_law_is_whole_at_any_line_width(width: int) -> None:
    for name in ("10-2022-QH15", "59-2023-NĐ-CP", "61-2023-NĐ-CP"):
        assert verify(import_text(printed(read(name), width))).complete, (name, width)


def test_older_laws_write_the_article_number_alone_on_its_line() -> None:
    copied = import_text("Số: 1/2003/QH11\nĐiều 1\nPháp luật áp dụng ở xã.\nĐiều 2\n1. Khoản một.\n2. Khoản hai.\n")
    assert [(a.number, a.title, len(a.paragraphs)) for a in copied.articles] == [("1", "", 1), ("2", "", 2)]


def test_articles_quoted_by_an_amending_law_are_not_its_own() -> None:
    lines = [
        "Số: 2/2031/QH15",
        "Điều 1. Sửa đổi, bổ sung một số điều của Luật cũ",
        "1. Sửa đổi Điều 5 như sau:",
        "“Điều 5. Việc mới",
        "1. Khoản mới.”.",
        "2. Bổ sung Điều 8 và Điều 9 như sau:",
        "“Điều 8. Việc thêm",
        "Một câu.",
        "Điều 9. Việc thêm nữa",
        "Câu cuối.”.",
        "Điều 2. Hiệu lực",
        "Từ ngày 01 tháng 7.",
    ]
    copied = import_text("\n".join(lines))
    assert [a.number for a in copied.articles] == ["1", "2"]
    assert "Việc thêm nữa" in copied.articles[0].text
    assert verify(copied).complete


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_law() -> None:
    body = [f"Câu thứ {n} của điều." for n in range(90)]
    copied = import_text("\n".join(["Số: 2/2031/QH15", "Điều 1. Một", "Gọi là “Hương ước.", *body, "Điều 2. Hai", "Hết."]))
    assert [a.number for a in copied.articles] == ["1", "2"]
