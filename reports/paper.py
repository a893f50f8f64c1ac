"""How every sheet of every workbook lies on paper: as wide as one page, its head on each, with date and page number."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

_A3, _A4 = 8, 9
_LANDSCAPE_FROM = 9
_WIDEST_ON_A4 = 230
"""Characters: what is wider would be too small to read, and goes on A3, which printers can still make smaller."""
_PRIVATE = "含个人信息，仅限经办人员使用"


def lay_on_paper(page: Worksheet, title: str, day: str, widths: list[int], *, head: bool = True) -> None:
    """Sets paper, direction, scale, head, header and footer of a sheet.

    Args:
        page: the sheet.
        title: left in the header.
        day: right in the header, as people read it.
        widths: width of each column in characters.
        head: its first row is the head of a list, and stands on every page.
    """
    page.set_paper(_A3 if sum(widths) > _WIDEST_ON_A4 else _A4)
    if len(widths) >= _LANDSCAPE_FROM:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    if head:
        page.repeat_rows(0)
    page.set_header(f"&L{title}&R{day}")
    page.set_footer(f"&L{_PRIVATE}&R第 &P 页，共 &N 页")
