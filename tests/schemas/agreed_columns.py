"""The columns agreed with the agencies, written down apart from the declarations: header, English name, marks.

`*`: the file is refused without the column. `+`: the row is refused without the value.
"""

AGREED = {
    "civil_registry 户籍人口": """
        户号 household_no*+, 户主姓名 head_name, 与户主关系 relation*+, 姓名 name*+, 曾用名 former_name, 性别 sex*+,
        民族 ethnicity, 出生日期 birth_date*+, 公民身份号码 id_no*+, 原公民身份号码 former_id_no,
        户口类别 hukou_type, 乡镇街道 town*, 村居 village*, 住址 address, 婚姻状况 marital_status,
        人员状态 person_status*+, 状态日期 status_date, 迁往地 moved_to
    """,
    "deaths 死亡登记": """
        姓名 name*, 证件号码 id_no*, 性别 sex, 出生日期 birth_date, 死亡日期 death_date*+, 数据来源 death_source*+,
        证明编号 certificate_no
    """,
    "marriages 婚姻登记": """
        业务类型 event_type*+, 男方姓名 husband_name*, 男方证件号码 husband_id_no*, 女方姓名 wife_name*,
        女方证件号码 wife_id_no*, 登记日期 registered_on*+, 登记机关 office, 证字号 certificate_no
    """,
    "low_income 低保在册": """
        家庭编号 household_no*+, 低保证号 certificate_no, 救助类别 scheme*+, 乡镇街道 town*, 村居 village*,
        户主姓名 head_name*, 户主身份证号 head_id_no*, 姓名 name*, 身份证号 id_no*, 与户主关系 relation*, 性别 sex,
        是否保障对象 covered*+, 施保方式 coverage_mode*+, 类别 class, 健康状况 health, 劳动能力 labour_capacity,
        残疾类别 disability_category, 残疾等级 disability_level, 残疾证号 disability_certificate_no,
        人员状态 member_status, 家庭月人均收入 monthly_income_per_head*+, 户月保障金 monthly_benefit*+,
        分类施保金 extra_benefit, 保障起始年月 start_month*+, 保障停止年月 stop_month,
        渐退起始年月 taper_start_month, 近亲属备案 relative_filing, 状态 status*+
    """,
    "low_income_payments 低保发放": """
        发放年月 pay_month*+, 救助类别 scheme*+, 家庭编号 household_no*+, 低保证号 certificate_no, 户主姓名 name*,
        户主身份证号 id_no*, 保障人口数 covered_persons*+, 救助金额 amount*+, 分类救助金额 extra_amount,
        发放合计 total*+, 账户名称 account_name, 账号 account_no, 发放状态 pay_status*+
    """,
    "extreme_poverty 特困供养": """
        姓名 name*, 身份证号 id_no*, 乡镇街道 town*, 村居 village*, 供养类别 scheme*+, 供养方式 care_mode*+,
        自理能力 self_care, 月供养标准 monthly_amount*+, 照料护理费 care_fee, 起始年月 start_month*+,
        停止年月 stop_month, 状态 status*+
    """,
    "orphans 孤儿保障": """
        姓名 name*, 身份证号 id_no*, 安置方式 placement*+, 月标准 monthly_amount*+, 起始年月 start_month*+,
        停止年月 stop_month, 状态 status*+
    """,
    "poverty_register 建档立卡": """
        县 county, 乡(镇) town*, 行政村 village*, 自然村 hamlet, 户编号 household_no*+, 人编号 person_no*+,
        姓名 name*, 证件号码 id_no*, 人数 household_size, 与户主关系 relation*, 健康状况 health,
        劳动技能 labour_skill, 脱贫属性 poverty_status*+, 脱贫年度 out_year, 贫困户属性 household_attribute*+,
        主要致贫原因 cause, 人均纯收入 annual_net_income_per_head*+, 首次识别时间 identified_on
    """,
    "disability 残疾人证": """
        姓名 name*, 性别 sex, 出生日期 birth_date, 身份证号 id_no*, 残疾人证号 certificate_no*+,
        残疾类别 category*+, 残疾等级 level*+, 监护人姓名 guardian_name, 乡镇街道 town, 村居 village,
        发证日期 issued_on, 有效期至 valid_until, 证件状态 certificate_status*+
    """,
    "disability_allowances 残疾人两补": """
        姓名 name*, 身份证号码 id_no*, 残疾人证号 certificate_no, 补贴类型 allowance*+, 补贴金额 amount*+,
        起始月份 start_month*+, 停止月份 stop_month, 残疾等级 level, 残疾类别 category, 乡镇街道 town, 村居 village,
        状态 status*+
    """,
    "applications 新申请": """
        申请编号 application_no*+, 申请类别 scheme*+, 受理日期 accepted_on*+, 姓名 name*, 身份证号 id_no*,
        与户主关系 relation*, 乡镇街道 town, 村居 village, 授权书编号 authorisation_no, 授权日期 authorised_on,
        授权有效期至 authorised_until, 核对报告编号 report_no, 核对报告日期 reported_on,
        报告有效期至 report_valid_until, 未反馈单位 unanswered_sources, 审批日期 decided_on, 审批结果 decision
    """,
    "reviews 复核": """
        复核年度 review_year*+, 家庭编号 household_no*+, 低保证号 certificate_no, 户主姓名 name, 户主身份证号 id_no,
        类别 class, 核对报告编号 report_no, 核对日期 verified_on, 入户日期 visited_on, 复查结果 result,
        完成日期 completed_on
    """,
    "economic_items 收入财产": """
        数据来源 register*+, 项目 item*+, 姓名 name*, 证件号码 id_no*, 金额 amount, 面积 area, 不动产单元号 unit_no,
        期间起 period_start, 期间止 period_end, 状态 item_status, 登记日期 registered_on, 数据截止日 data_as_of,
        备注 remark
    """,
    "rigid_expenses 刚性支出": """
        项目 kind*+, 姓名 name*, 证件号码 id_no*, 总费用 total_cost, 个人自付合规费用 own_cost*+,
        期间起 period_start*+, 期间止 period_end*+, 重特大疾病医疗救助 major_illness_aid, 学段 stage,
        全日制 full_time
    """,
    "dossiers 一户一档": """
        户编号 household_no*+, 户主姓名 name, 户主证件号码 id_no, 身份信息 identity*, 家庭状况 family*,
        致贫原因 cause*, 帮扶责任人 helper*, 帮扶措施 measures*, 核查记录 verification*, 建档日期 filed_on
    """,
    "assistance_measures 行业帮扶": """
        户编号 household_no*+, 领域 field*+, 应享 due*+, 落实 delivered*+, 落实日期 delivered_on, 帮扶责任人 helper
    """,
}

HOUSEHOLD_COLUMNS = """
    家庭编号, 低保证号, 救助类别, 乡镇街道, 村居, 户主姓名, 户主身份证号, 施保方式, 类别, 家庭月人均收入, 户月保障金,
    分类施保金, 保障起始年月, 保障停止年月, 渐退起始年月, 近亲属备案, 状态
"""

# Coded columns and their words; those of one name mean the same wherever they stand.
AGREED_WORDS = {
    "sex": "男 女",
    "hukou_type": "农业 非农业",
    "marital_status": "未婚 已婚 丧偶 离婚 未说明",
    "person_status": "正常 死亡注销 迁出 参军 服刑 重户注销",
    "death_source": "火化 公安 卫健",
    "event_type": "IA IB ICA ICB",
    "low_income.scheme": "城市低保 农村低保",
    "low_income_payments.scheme": "城市低保 农村低保",
    "extreme_poverty.scheme": "城市特困 农村特困",
    "applications.scheme": "城市低保 农村低保 特困 临时救助",
    "covered": "是 否",
    "coverage_mode": "整户 单人保",
    "class": "A B C",
    "labour_capacity": "有 部分丧失 完全丧失 无",
    "disability_category": "视力 听力 言语 肢体 智力 精神 多重",
    "disability_level": "一级 二级 三级 四级",
    "category": "视力 听力 言语 肢体 智力 精神 多重",
    "level": "一级 二级 三级 四级",
    "member_status": "正常 失踪 死亡 嫁娶 服刑 分户迁出 其他",
    "relative_filing": "是 否",
    "low_income.status": "在保 停保",
    "status": "在册 停止",
    "pay_status": "成功 退票",
    "care_mode": "集中 分散",
    "self_care": "全自理 半护理 全护理",
    "placement": "散居 集中",
    "poverty_status": "未脱贫 已脱贫 预脱贫 返贫",
    "household_attribute": "一般贫困户 低保贫困户 特困供养贫困户",
    "certificate_status": "正常 冻结 注销 迁出 过期",
    "allowance": "生活补贴 护理补贴",
    "decision": "同意 不同意 在办",
    "result": "继续享受 变更 停发",
    "register": "个税 社保 养老 公积金 财政供养 车辆 不动产 工商 银行 证券 保险",
    "item": "工资薪金 经营收入 职工养老金 城乡居民养老金 公积金缴存 在编人员 机动车 残疾人代步车 住宅 商业用房 "
    "企业法人 个体工商户 存款余额 证券市值 保险",
    "rigid_expenses.kind": "医疗 教育 就业",
    "major_illness_aid": "是 否",
    "stage": "普通高中 中职 高等教育",
    "full_time": "是 否",
    "identity": "有 无",
    "family": "有 无",
    "dossiers.cause": "有 无",
    "dossiers.helper": "有 无",
    "measures": "有 无",
    "verification": "有 无",
    "field": "产业 就业 生活 医疗 教育 住房",
    "due": "是 否",
    "delivered": "是 否",
}
