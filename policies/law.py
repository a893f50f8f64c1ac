"""The documents that checks and indicators follow, each cited once; people read these lines in the reports."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Document:
    """A document, or a place in it.

    Attributes:
        title: its Chinese title, in the marks 《》 where it has one.
        number: its document number, or its date where it is known by that; empty for the bureau's own rules.
        place: article or topic that is meant; empty for the document as a whole.
    """

    title: str
    number: str = ""
    place: str = ""

    def at(self, place: str) -> Document:
        """An article (`第十二条`) or a topic of the document."""
        return replace(self, place=place)

    def __str__(self) -> str:
        """The citation: `《社会救助暂行办法》(国务院令第649号)第十二条`."""
        return f"{self.title}{f'({self.number})' if self.number else ''}{self.place}"


Basis = Document | tuple[Document, ...]
"""What a check or an indicator names as its source: one document, or several."""


def cited(basis: Basis) -> str:
    """The citation of a basis as people read it."""
    return ";".join(map(str, basis)) if isinstance(basis, tuple) else str(basis)


MEASURES = Document("《社会救助暂行办法》", "国务院令第649号")
LOW_INCOME_APPROVAL = Document("《最低生活保障审核审批办法(试行)》", "民发〔2012〕220号")
EXTREME_POVERTY = Document("《特困人员认定办法》", "民发〔2016〕178号")
ALLOWANCES = Document("《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》", "国发〔2015〕52号")
INCLUSION = Document("《关于做好农村最低生活保障制度与扶贫开发政策有效衔接的指导意见》", "国办发〔2016〕70号")
PROVINCE_PLAN = Document("湖南省《关于在脱贫攻坚三年行动中切实做好社会救助兜底保障工作的实施方案》", "2018-10-25")
PERFORMANCE = Document("《湖南省民政厅2019年度市州脱贫攻坚绩效评估单项工作积分细则》")
DISTRICT_NOTICE = Document("冷水滩区 2019 年社会保障兜底通知")
PAYROLL_CAMPAIGN = Document("农村低保专项治理", "2018-2020")
RESIDENT_ID = Document("《公民身份号码》", "GB 11643-1999")
CERTIFICATE_NUMBER = Document("《中华人民共和国残疾人证管理办法》").at("证号编码规则")
DATA_QUALITY = Document("本系统数据质量规则")
WORKING_OFF = Document("本系统线索核实办理约定")
DATA_DELIVERY = Document("本系统数据报送约定").at("(控制文件)")
CITY_EXCHANGE = Document("本系统市平台交换约定").at("(批次与回执)")

PROPERTY = LOW_INCOME_APPROVAL.at("第十七条")
FAMILY_MEMBERS = LOW_INCOME_APPROVAL.at("关于共同生活的家庭成员的规定")
ENTITLEMENT = MEASURES.at("第九条")
PAYMENT = MEASURES.at("第十二条")
CHANGES = MEASURES.at("第十三条")
