"""Answers that judge nothing, as people type them into a required field.

Alternatives of regular expressions over the folded text of `informative.py`: compatibility forms unified, lower case,
without apostrophes, every other punctuation a space. `ENGLISH` and `OTHER` are matched word by word, `CHINESE` without
spaces; what stands in `…_AROUND` may go before or after. "No problem" and 没有问题 are not here: they judge.
"""

ENGLISH = "|".join(
    (
        r"no|nope|nah|none|nil|null|nan|n a|na|nothing|nowt|yes|yeah|yep|ditto|same|tbc|tba|tbd|dot",
        r"(?:i have |ive )?(?:got )?no (?:further |other |more |additional |particular )?"
        r"(?:comments?|opinions?|suggestions?|feedback|remarks?|ideas?|views?|thoughts?|input)",
        r"(?:i have |ive )?(?:got )?nothing (?:else |more |further )?"
        r"to (?:say|add|report|comment|mention|declare|suggest)",
        r"nothing (?:comes to mind|in particular|special|specific|else|more|further)",
        r"(?:i )?(?:cant|cannot|can not|couldnt) think of (?:anything|any|one)",
        r"(?:i )?(?:dont|do not|didnt) (?:know|remember|recall)(?: yet)?",
        r"(?:i )?(?:dont|do not) have any(?:thing)?(?: to say| to add| comments?| opinions?| suggestions?| idea)?",
        r"(?:im )?(?:not sure|unsure|undecided)|idk|dunno|no clue|cant (?:say|remember|recall)",
        r"not (?:really|applicable|relevant|at all|that i can think of)|(?:does not|doesnt) apply",
        r"(?:prefer|rather) not (?:to )?say",
        r"(?:please )?(?:see|same as|as) (?:the )?"
        r"(?:above|below|before|previous|attached|attachment|photo|picture|title)",
        r"hi|hello|hey|bye|blah|lorem ipsum|(?:this is )?(?:just )?(?:a )?test(?:ing)?(?: \d+)*",
        r"asd|asdf|asdfg|asdfgh|asdfghjkl|sdf|sdfg|dfg|qwe|qwer|qwert|qwerty|qwertyuiop|zxc|zxcv|zxcvbn|zxcvbnm",
        r"abc|abcd|fgh|hjk|jkl|hjkl",
    )
)

ENGLISH_AROUND = "|".join(
    (
        r"really|thanks|thank you|thankyou|ta|cheers|please|sorry|at all|at this time|just|today|this time|as yet|yet",
        r"at the moment|at the minute|at present|at this stage|currently|so far|for now|right now|well",
        r"to be honest|tbh|honestly|absolutely|(?:that )?i can think of|as far as im concerned|for me|from me",
        r"im afraid|off ?hand|i guess|i think",
    )
)

CHINESE = "|".join(
    (
        r"(?:暂时|暫時|目前|现在|現在|暂|暫|还|還|都|并|真的?|本人|我)*(?:没有|沒有|没|沒|无|無)"
        r"(?:什么|什麼|啥|任何|其他|其它|特别的?|特別的?|别的|別的|更多)*"
        r"(?:意见|意見|建议|建議|评价|評價|评论|評論|想法|看法|备注|備註|反馈|反饋|回馈|回饋|补充|補充|内容|內容|要求|留言)?(?:的|了)?",
        r"(?:没|沒|无|無)有?(?:什么|什麼|啥|可)(?:好|可|想|要)?(?:说|說|评|評|写|寫|补充|補充|提|讲|講)?(?:的|了)?",
        r"我?也?(?:不|唔)太?(?:知道|清楚|了解|瞭解|记得|記得|确定|確定|好说|好說|想说|想說|晓得|曉得)了?",
        r"(?:不|懒得|懶得|不予|不做|不作|不想|免)(?:评价|評價|评论|評論|评|評|写|寫)了?",
        r"说不清|說不清|无可奉告|無可奉告|不适用|不適用|保密|略|随便|隨便|随便看看|路过|路過|占位|占楼|沙发|沙發|板凳",
        r"同上|同前|如上|如题|如題|见上|見上|见图|見圖|如图|如圖|以上|见附件|見附件",
        r"(?:我?(?:只)?是?来|來)?(?:凑|湊)(?:个|個|够|夠|一下)?(?:字数|字數|字|数|數)(?:的|了)?",
        r"(?:这是)?(?:测试|測試|试一下|試一下)(?:一下|数据|數據|内容)?",
        r"[哈呵嘿嘻嗯恩哦噢喔额呃啊阿唉哎诶]++|是的?|对|對|你好|您好|在吗|在嗎|再见|再見",
        # What platforms write where the customer wrote nothing.
        r"(?:评价方|評價方|此|该|該|本)?(?:用户|用戶|买家|買家|顾客|顧客|客户|客戶|会员|會員)?"
        r"(?:没有|沒有|没|沒|未)能?(?:及时|及時)?"
        r"(?:填写|填寫|做出|作出|给出|給出|发表|發表|留下|撰写|撰寫|写|寫|点评|點評)(?:任何|文字)*的?"
        r"(?:评价|評價|评论|評論|内容|內容)*",
        r"(?:系统|系統|平台)?(?:自动|自動)?(?:默认|默認|預設)(?:给予|给出|給予)?(?:好评|好評|评价|評價|(?:五|5)星)+",
    )
)

CHINESE_AROUND = r"谢谢|謝謝|感谢|感謝|谢了|吧|呢|呀|啦|先|暂时|暫時|目前"

OTHER = "|".join(
    (
        r"nada|ninguno|ninguna|ningun comentario|sin comentarios|rien|rien à dire|aucun|aucune|aucun commentaire",
        r"sans commentaire|ras|nichts|keine|keiner|keine angabe|kein kommentar|nein|niente|nessuno|nessun commento",
        r"nenhum|nenhuma|sem comentários|não|geen|niets|ingen|inget|tidak ada|không|không có|yok|brak|нет|ничего",
        r"なし|特になし|特にない|特にありません|ない|없음|없습니다|없어요",
    )
)
