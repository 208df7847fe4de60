"""Every word of the page, in English and Chinese; names of labels are in `schema.names`."""

from feedback_ai.schema.names import Lang

_WORDS: dict[str, tuple[str, str]] = {
    # Head
    "title": ("What customers say", "客户反馈总览"),
    "skip": ("Skip to the figures", "跳到数据"),
    "language_switch": ("Language of this page", "页面语言"),
    "in_store": ("{n} texts from {since} to {until}", "共 {n} 条文本，{since} 至 {until}"),
    "in_store_undated": ("{n} texts, none with a date", "共 {n} 条文本，均无日期"),
    "waiting": ("{n} more wait to be analysed", "另有 {n} 条待分析"),
    "sources": ("Sources", "来源"),
    # Filters
    "filters": ("Filters", "筛选"),
    "from": ("From (UTC)", "起始日（UTC）"),
    "to": ("To, inclusive", "截止日（含当日）"),
    "unit": ("Unit", "单位"),
    "channel": ("Channel", "渠道"),
    "source": ("Source", "来源"),
    "touchpoint": ("Touchpoint", "触点"),
    "language": ("Language of texts", "文本语言"),
    "by": ("Trend by", "趋势按"),
    "month": ("Month", "月"),
    "week": ("Week", "周"),
    "any": ("All", "全部"),
    "apply": ("Show", "查看"),
    "reset": ("Reset", "重置"),
    "period": ("Period", "时段"),
    "period_all": ("All", "全部"),
    "period_28": ("Last 4 weeks", "最近 4 周"),
    "period_91": ("Last 13 weeks", "最近 13 周"),
    "period_182": ("Last 26 weeks", "最近 26 周"),
    "at_a_glance": ("At a glance", "概况"),
    "tile_texts": ("texts in view", "条文本"),
    "tile_complaints": ("complaints", "条投诉"),
    "tile_critical": ("critical texts (S1)", "条重大问题（S1）"),
    "tile_backlog": ("open backlog items", "项待改进"),
    # Faults
    "faults": ("This address cannot be shown", "无法显示此地址"),
    "faults_hint": ("Correct the filters above, or ", "请修改上方筛选条件，或"),
    "faults_reset": ("show everything", "查看全部"),
    "fault_name": ("“{name}” is no filter. Valid: {valid}.", "“{name}”不是筛选项。有效项：{valid}。"),
    "fault_several": ("“{name}” is given more than once.", "“{name}”重复出现。"),
    "fault_choice": (
        "“{value}” is not valid for “{name}”. Valid: {valid}.",
        "“{name}”的值“{value}”无效。有效值：{valid}。",
    ),
    "fault_text": ("“{name}” has characters that no record can have.", "“{name}”含有记录中不可能出现的字符。"),
    "fault_date": (
        "“{value}” is no date for “{name}”. Write it as 2026-07-31.",
        "“{name}”的值“{value}”不是日期，请写成 2026-07-31 的形式。",
    ),
    "fault_order": ("“from” ({since}) is after “to” ({until}).", "“from”（{since}）晚于“to”（{until}）。"),
    "failed": ("The figures cannot be shown now", "暂时无法显示数据"),
    "failed_hint": (
        "{what} The server's log tells more, under request {request}. Load the page again later.",
        "{what}详情见服务器日志，请求编号 {request}。请稍后重新加载页面。",
    ),
    "failed_internal": ("An unforeseen error.", "发生意外错误。"),
    # Empty states
    "empty_store": ("There is nothing in the store yet.", "库中还没有数据。"),
    "empty_store_hint": ("Read in a file: ", "请先导入文件："),
    "empty_view": ("No text passes these filters.", "没有符合筛选条件的文本。"),
    "empty_topics": ("No topics yet. Find them: ", "尚无主题。请运行："),
    "empty_topics_view": ("No text in view belongs to a topic.", "当前范围内没有属于任何主题的文本。"),
    "empty_growing": ("No topic has grown clearly in this time.", "这段时间没有明显增长的主题。"),
    "too_few": (
        "There is too little history to tell: it takes texts from four weeks and from two weeks before.",
        "历史数据太少，无法判断：需要四周内以及此前两周的文本。",
    ),
    "empty_critical": ("No text in view is graded S1.", "当前范围内没有 S1 级文本。"),
    "empty_causes": ("No unhappy text in view names a root cause.", "当前范围内没有不满文本提到根因。"),
    "empty_trend": ("No text in view has a date.", "当前范围内的文本均无日期。"),
    "empty_teams": ("There is no complaint in view.", "当前范围内没有投诉。"),
    "empty_backlog": ("No open items. Build the backlog: ", "没有待改进项。请运行："),
    "no_rules": (
        "No rules are configured, so no team is named. Set FEEDBACK_AI_ROUTING to a file of rules.",
        "尚未配置分派规则，因此没有责任团队。请将 FEEDBACK_AI_ROUTING 设为规则文件。",
    ),
    # Sections
    "dimensions": ("Service quality by dimension", "各维度服务质量"),
    "dimensions_note": (
        "SERVQUAL score from 1 to 7: 4 means as much praise as blame. In brackets the 95 % interval.",
        "SERVQUAL 得分 1 至 7：4 表示褒贬相当。括号内为 95% 区间。",
    ),
    "change_note": ("Change against {before}.", "变化：与 {before} 相比。"),
    "no_change_note": (
        "Choose a period to see the change against the one before.",
        "选择时段即可查看与上一时段相比的变化。",
    ),
    "not_compared_note": (
        "Not compared with {before}: the labels are of several models.",
        "未与 {before} 比较：标签来自不同模型。",
    ),
    "dimension": ("Dimension", "维度"),
    "score": ("Score", "得分"),
    "n": ("Texts", "文本数"),
    "change": ("Change", "变化"),
    "from_to": ("{low} to {high}", "{low} 至 {high}"),
    "clear_note": (
        "Clear: the interval leaves out zero, and so does Holm's test of the five together.",
        "显著：区间不含零，且五个维度合并的 Holm 检验显著。",
    ),
    "clear": ("clear", "显著"),
    "unclear": ("within chance", "不显著"),
    "trend": ("Trend", "趋势"),
    "trend_note": ("Score by dimension; the band is the 95 % interval.", "各维度得分；色带为 95% 区间。"),
    "trend_latest": ("The latest {n} are shown.", "显示最近 {n} 个时段。"),
    "trend_table_note": (
        "Score, in brackets the texts, beneath it the 95 % interval.",
        "得分，括号内为文本数，其下为 95% 区间。",
    ),
    "as_table": ("As a table", "以表格显示"),
    "topics": ("Topics", "主题"),
    "largest": ("Largest", "最大主题"),
    "growing": ("Growing fastest", "增长最快"),
    "growing_note": (
        "{since} to {until}, all texts of the store, whatever the filters; expected from the time before. In brackets "
        "the 95 % interval; q is the p-value adjusted for the number of topics.",
        "{since} 至 {until}，全库文本，不受筛选影响；预期值依据此前数据。括号内为 95% 区间；q 为按主题数校正的 p 值。",
    ),
    "topic": ("Topic", "主题"),
    "unhappy": ("Of these unhappy", "其中不满"),
    "q": ("q", "q 值"),
    "observed": ("Texts", "文本数"),
    "expected": ("Expected", "预期"),
    "ratio": ("Ratio", "倍数"),
    "new": ("new", "新出现"),
    "critical": ("Critical texts (S1)", "重大问题文本（S1）"),
    "critical_note": ("{shown} of {n}, newest first.", "共 {n} 条，显示最新 {shown} 条。"),
    "record": ("Record", "记录"),
    "date": ("Date", "日期"),
    "words": ("Words", "原文"),
    "causes": ("Root causes of unhappy texts", "不满文本的根因"),
    "causes_note": (
        "5M1E. Unhappy texts judge anything negative ({n} in view), complaints or not. A text can name several causes "
        "or none; the cumulative share is of all causes named. In brackets the 95 % interval.",
        "人机料法环测。不满文本指含任何负面评价的文本（当前范围内 {n} 条），不论是否为投诉；一条可涉及多个原因，"
        "也可不涉及；累计占比以全部提到的原因计。括号内为 95% 区间。",
    ),
    "cause": ("Root cause", "根因"),
    "all_unhappy": ("All unhappy texts", "全部不满文本"),
    "fishbone": ("Fishbone: the topics behind each cause", "鱼骨图：各原因背后的主题"),
    "journey": ("Service circle: where the journey fails", "服务圈：问题出在哪个触点"),
    "rate": ("Of unhappy texts", "占不满文本"),
    "cumulative": ("Cumulative", "累计"),
    "backlog": ("Improvement backlog", "改进清单"),
    "backlog_note": (
        "The first {shown} of {n} open items, of the whole store{unit}.",
        "待改进项共 {n} 项，显示前 {shown} 项（全库{unit}）。",
    ),
    "backlog_unit": (" but of this unit only", "，仅此单位"),
    "priority": ("Priority", "优先级"),
    "item": ("Item", "改进项"),
    "state": ("State", "状态"),
    "team": ("Team", "团队"),
    "why": ("Parts of the priority", "优先级构成"),
    "part": ("{name} {value}, exponent {weight}", "{name} {value}，指数 {weight}"),
    "severity": ("Severity", "严重度"),
    "frequency": ("Frequency", "频次"),
    "reach": ("Reach", "波及面"),
    "impact": ("Impact", "影响"),
    "teams": ("Complaints by team", "各团队投诉"),
    "teams_note": (
        "A complaint is a text whose intent is complaint, or that judges something negative and is not graded S0.",
        "投诉指意图为投诉、或含负面评价且未评为 S0 的文本。",
    ),
    "no_rule": ("No rule names a team", "无规则匹配"),
    "none": ("(none)", "（未填）"),
    "foot": (
        "Labels by model and label set: {versions}. Intervals cover sampling, not the errors of the model; "
        "`feedback-ai measure servqual` corrects for them. "
        "Customers' words are redacted. All times UTC.",
        "模型与标签集版本：{versions}。区间只反映抽样误差，不含模型误差；`feedback-ai measure servqual` 给出校正值。"
        "客户原话已脱敏。时间均为 UTC。",
    ),
    "undated": (
        "{n} texts in view have no date and are missing from the trend.",
        "当前范围内有 {n} 条文本没有日期，未计入趋势。",
    ),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """Words of the page.

    Args:
        key: Of `_WORDS`.
        lang: The page's language.
        values: What stands in the braces; numbers get thousands separators.
    """
    told = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return _WORDS[key][lang == "zh"].format(**told)
