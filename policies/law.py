"""The documents that checks and indicators follow, each cited once; people read these lines in the reports."""

from __future__ import annotations

MEASURES_PAYMENT = "《社会救助暂行办法》(国务院令第649号)第十二条"
MEASURES_CHANGES = "《社会救助暂行办法》(国务院令第649号)第十三条"
FAMILY_MEMBERS = "《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)关于共同生活的家庭成员的规定"
LOW_INCOME_APPROVAL = "《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)"
EXTREME_POVERTY = "《特困人员认定办法》(民发〔2016〕178号)"
ALLOWANCES = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》(国发〔2015〕52号)"
INCLUSION = "《关于做好农村最低生活保障制度与扶贫开发政策有效衔接的指导意见》(国办发〔2016〕70号)"
PROVINCE_PLAN = "《湖南省关于在脱贫攻坚三年行动中切实做好社会救助兜底保障工作的实施方案》(2018年)"
PERFORMANCE = "《湖南省民政厅2019年度市州脱贫攻坚绩效评估单项工作积分细则》"
DISTRICT_NOTICE = "区2019年社会救助兜底保障通知"
RESIDENT_ID = "GB 11643-1999《公民身份号码》"
CERTIFICATE_NUMBER = "《中华人民共和国残疾人证管理办法》证号编码规则"
DATA_QUALITY = "本系统数据质量规则"
DATA_DELIVERY = "本系统数据报送约定(控制文件)"
