"""Parts of addresses: Chinese provinces and large cities, suffixes of streets in English, states of the US."""

PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南",
    "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆",
    "香港", "澳门", "九龙", "新界", "台北", "新北", "桃园", "台中", "台南", "高雄", "基隆", "新竹", "广州", "深圳", "杭州", "南京",
    "成都", "武汉", "西安", "苏州", "郑州", "长沙", "东莞", "青岛", "沈阳", "宁波", "昆明", "厦门", "福州", "合肥", "济南", "大连",
    "哈尔滨", "长春", "石家庄", "太原", "南昌", "贵阳", "南宁", "兰州", "海口", "乌鲁木齐", "呼和浩特", "银川", "西宁", "拉萨", "无锡",
    "佛山", "温州", "泉州", "常州", "烟台", "珠海", "惠州", "中山", "徐州", "南通", "绍兴", "嘉兴", "台州", "金华",
)  # fmt: skip
"""Provinces and large cities without their suffixes, Simplified."""

STREET_SUFFIXES = (
    "street", "str", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "dr", "boulevard", "blvd", "court", "ct", "close",
    "crescent", "cres", "place", "pl", "square", "sq", "terrace", "terr", "way", "gardens", "gdns", "grove", "mews", "parade",
    "park", "hill", "row", "walk", "view", "rise", "green", "highway", "hwy", "parkway", "pkwy", "circle", "cir", "trail", "trl",
    "loop", "alley", "path", "pike", "turnpike", "broadway", "embankment", "quay", "wharf", "vale", "yard", "mount", "drove",
)  # fmt: skip
"""Last words of street names in English."""

STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX"
    " UT VT VA WA WV WI WY DC PR"
).split()
"""Postal codes of the states of the US."""
