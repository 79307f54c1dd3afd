// The rule catalogue's own texts in Japanese. The hub writes them in English; one that isn't here is shown as the hub has it.
const TEXTS: Readonly<Record<string, string>> = {
  // Kinds of rules.
  "People needed": "必要人数",
  "Daily limit": "1日の人数制限",
  "Group limit": "グループの制限",
  "Days in a window": "一定期間の日数",
  "Working time": "勤務時間",
  "Days in a row": "連続日数",
  "Not one after the other": "翌日に続けないシフト",
  Rest: "休息",
  Pattern: "パターン",
  Weekends: "週末",
  Wishes: "希望",
  "Time off": "休暇・不在",
  Skills: "スキル",
  Together: "一緒",
  Apart: "別々",
  Backup: "交代要員",
  Fairness: "公平",
  "Keep what stands": "現状維持",
  Cost: "費用",

  // What each is for.
  "How many people certain shifts need each day: at least, ideally, at most. The scope says who counts: a group, position or skill.":
    "シフトに各日何人が必要か（最少・理想・最多）。数える人はグループ・役職・スキルで絞れます。",
  "How many people have certain shifts on one date, at least and at most: most often, how many may be off.":
    "1日に同じシフトになる人数の下限と上限。多くは、休める人数の制限に使います。",
  "People who must not be away together: each shift counts points, and the group may have only so many on one date.":
    "同時に休めない人たち。シフトごとに点数があり、グループの1日の合計を制限します。",
  "How often a person has certain shifts in a month, a week, the period or any number of days in a row. Shifts can count points.":
    "1人のシフトの回数を、月・週・期間全体・連続する日数ごとに制限します。シフトに点数も付けられます。",
  "How many paid minutes a person works at least and at most in a month, a week, the whole period or any number of days in a row.":
    "1人の有給の勤務時間（分）の下限と上限を、月・週・期間全体・連続する日数ごとに決めます。",
  "How many days in a row a person works, is off or has the same shift, at least and at most.":
    "連続して勤務する日、休む日、同じシフトの日数の下限と上限。",
  "Shifts that must not follow each other from one day to the next, such as an early one after a late one.":
    "遅番の翌日の早番のように、翌日に続けてはいけないシフト。",
  "How many minutes lie between the end of a shift and the start of the next one, by their clock times.":
    "シフトの終了から次のシフトの開始までの時間（分）。時刻から計算します。",
  "A sequence of shifts from one day to the next that must not come, such as a single day off between nights, or that must be gone on with once it has begun, such as two days off after nights. It can count from certain weekdays only.":
    "夜勤の間の1日だけの休みのように禁じる並び、または夜勤の後の2日の休みのように始まったら続ける並び。始まる曜日も限定できます。",
  "How many weekends a person works at most or has free at least, whether a weekend is worked whole, and with one shift.":
    "1人が勤務する週末の上限、休みの週末の下限、週末を通して勤務するか、同じシフトにするか。",
  "What people asked for: a shift, a day off, or not to have a shift on certain dates.":
    "スタッフの希望：入りたいシフト、休みたい日、避けたいシフト。",
  "Dates on which people are away: days off that were promised, leave, school.": "スタッフが不在の日：約束した休み、休暇、学校など。",
  "Which skills people need for certain shifts, or to work at a site. Shift types can name skills too; a skill may have a last day.":
    "シフトや場所で必要なスキル。シフトの種類にも決められ、スキルには期限もあります。",
  "People who have the same shift on each date, such as a learner and a teacher: when one works, so does the other.":
    "新人と指導役のように、毎日同じシフトになる人たち。1人が勤務する日は、もう1人も勤務します。",
  "People who never have the same shift on one date. To keep them from working on the same date at all, take a group limit.":
    "同じ日に同じシフトにならない人たち。同じ日の勤務そのものを避けるには、グループの制限を使います。",
  "People who stand in for each other: on each date one of them works, so that they are never all off or away.":
    "互いに代わりを務める人たち。毎日、少なくとも1人が勤務し、全員が休むことはありません。",
  "Shifts, nights, weekends, working time or points are shared out evenly among people. Who has a smaller share, or is employed for a part of the dates, counts in proportion.":
    "シフト・夜勤・週末・勤務時間・点数を公平に分けます。割合の小さい人や一部の期間だけの人は、その分に応じて数えます。",
  "Cells stay as they are when a run starts, for example because they are published. Cells that are open then may become anything.":
    "公開済みなどの理由で、実行開始時のセルをそのまま保ちます。空きセルは何にでもなれます。",
  "What paid time costs at people's hourly cost, with overtime: all of it, or what goes over a budget. Who has no hourly cost counts nothing.":
    "時間あたりの費用と時間外割増による費用の全額、または予算を超えた分。費用が登録されていない人は数えません。",

  // What a point is counted for.
  "one person short or over, per date": "1日1人の過不足",
  "one person over or under, per date": "1日1人の過不足",
  "one point over, per date": "1日1点の超過",
  "one point over or under, per person and window": "1人・1区間の1点の過不足",
  "one minute (or step) over or under, per person and window": "1人・1区間の1分（または1単位）の過不足",
  "one day over the longest or under the shortest run": "連続日数の1日の過不足",
  "one occurrence": "1回",
  "one rest too short": "1回の休息不足",
  "one occurrence, or one that isn't gone on with": "禁止の並び、または続かない並び1回",
  "one weekend": "週末1回",
  "one request not met": "かなわない希望1件",
  "one day worked": "勤務1日",
  "one assignment without it": "スキルのない勤務1件",
  "one date, for each who isn't with the first": "最初の人と違う人1人・1日",
  "one date of a pair; in a set, one person too many on a shift": "2人が重なる1日（3人以上の組では同じシフトで多すぎる1人）",
  "one date": "1日",
  "one between the highest and the lowest beyond the tolerance, or one off the mean, per person":
    "許容を超えた最多と最少の差1、または1人あたりの平均との差1",
  "one changed cell": "変わったセル1つ",
  "one currency unit (over the budget, where there is one)": "1通貨単位（予算があれば超えた分）",

  // What each form says first.
  "Nothing named: every shift worked counts. `exceptions` replace min, ideal and max on their dates; of two, the later counts.":
    "何も選ばなければ、すべての勤務を数えます。例外の日付ではその人数に置き換わり、重なれば後のものが有効です。",
  "Nothing named: days off count.": "何も選ばなければ、休みを数えます。",
  "`points` by shift; shifts and kinds named beside them have 1 each. Nothing named: a day off has 1. The group is the scope's staff.":
    "シフトごとの点数です。ほかに選んだシフトや種類は1点。何も選ばなければ休みが1点です。グループは対象の人です。",
  "`points` by shift; the shifts and kinds named beside them have 1 each. Nothing named at all: every shift worked has 1.":
    "シフトごとの点数です。ほかに選んだシフトや種類は1点。何も選ばなければすべての勤務が1点です。",
  "Limits in minutes.": "限度は分で決めます。",
  "Nothing named: every shift worked.": "何も選ばなければ、すべての勤務です。",
  "Pairs may overlap: two days in a row are one occurrence all the same.": "組み合わせが重なっても、連続する2日は1回と数えます。",
  "A week at most.": "最大1週間です。",
  "An entry of `sequence` that names nothing is every shift worked.\n\n`given` counts for a required sequence only: where so many of its first entries come, on days in a row, the others must follow.":
    "何も選ばない日は、すべての勤務です。続きが必須の並びでは、決めた数の最初の日が連続したら、残りが必ず続きます。",
  "`days`: the weekdays of a weekend, next to each other (0 = Monday … 6 = Sunday).": "週末は隣り合う曜日で決めます。",
  "Each wish is judged on each of its dates.": "希望は日付ごとに判定します。",
  "A date named twice for one person counts twice.": "同じ人の同じ日付が2回あれば、2回数えます。",
  "What is named here, and what the shift types ask for themselves. A shift that needs several skills needs them all.":
    "ここで決めたスキルと、シフトの種類が求めるスキル。複数あれば、すべて必要です。",
  "The first of a set says the shift.": "組の最初の人のシフトに合わせます。",
  "On different shifts they may work the same date.": "違うシフトなら同じ日に勤務できます。",
  "With shifts named, one of the set has one of them.": "シフトを選ぶと、組の1人がそのどれかに入ります。",
  "What is shared out: days with the shifts and kinds (none named: every shift worked) or with points, weekends, or paid minutes.\n\nA weekend counts once, with its highest points. `unit`: so many minutes count as one, and what is left over as none.":
    "公平にするもの：シフトや種類の日数（選ばなければすべての勤務）、点数、週末、有給の時間。週末は最も高い点数で1回と数えます。単位に満たない分は数えません。",
  "`tolerance`: how many cells of the whole scope may change before one counts.":
    "対象全体で、自由に変えてよいセルの数まで点数になりません。",
  "`budget` in whole currency units; without one every unit counts. `unit`: so many currency units count as one.":
    "予算は通貨単位の整数です。予算がなければ全額を数えます。",

  // Fields.
  Shifts: "シフト",
  "Kinds of shift": "シフトの分類",
  "At least": "最少",
  "At most": "最多",
  Ideally: "理想",
  Site: "場所",
  "Only shifts at this site count.": "この場所のシフトだけを数えます。",
  "A person short counts": "1人の不足の重さ",
  "A person too many counts": "1人の超過の重さ",
  "Other numbers on some dates": "一部の日付の別の人数",
  Dates: "日付",
  Points: "点数",
  "At most a day": "1日の上限",
  "In each": "区間",
  "Days of a rolling window": "連続する日数",
  "Minutes that count as one": "1と数える分数",
  "A started step counts whole.": "端数は1単位と数えます。",
  "Not in a row": "続けない組み合わせ",
  "The day after": "次のシフトの翌日に",
  "never comes": "入れないシフト",
  "Minutes of rest": "休息の分数",
  "The sequence is": "この並びは",
  "Day by day": "日ごとの並び",
  "How many of its days oblige to the others": "続きを必須にする最初の日数",
  "Only from these weekdays on": "始まる曜日",
  Weekend: "週末の曜日",
  "Weekends worked at most": "勤務する週末の上限",
  "Free weekends at least": "休みの週末の下限",
  "Work all of a weekend or none": "週末は全日勤務か全日休み",
  "The same shift on all its days": "週末の間は同じシフト",
  Who: "スタッフ",
  When: "日付・曜日",
  From: "開始日",
  To: "終了日",
  Weekdays: "曜日",
  Wish: "希望",
  Counts: "重み",
  Away: "不在",
  "Leave type": "休暇の種類",
  "Skills needed": "必要なスキル",
  "And the skills that the shift types name": "シフトの種類が求めるスキルも含める",
  Skill: "スキル",
  "Only shifts at this site need it.": "この場所のシフトでだけ必要です。",
  "Pairs or sets of people": "人の組",
  "Shared out": "公平にするもの",
  Measured: "測り方",
  "Between the highest and the lowest, or for each person from the mean.": "最多と最少の差、または各自と平均の差。",
  "Difference that is free": "許容する差",
  "Single people": "個人ごとの割合",
  "Percent of a full share": "標準に対する割合（%）",
  "Done before": "これまでの実績",
  "Changes that are free": "自由に変えてよいセルの数",
  Budget: "予算",
  Overtime: "時間外",
  "After so many minutes": "時間外になる分数",
  "Percent of the hourly cost": "時間あたりの費用に対する割合（%）",
  "Currency units that count as one": "1と数える通貨単位",
};

export const catalogueText = (text: string): string => TEXTS[text] ?? text;
