"""Deeds in languages that put no space between words, or glue endings to them: Chinese, Japanese, Korean.

There is no first word to begin at; what tells a deed here is how the clause ends. "测试通过。" is one; "测试通过后…"
and "テストが通ると…" go on, and so are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pr_writer.lazy_pattern import compile_lazily

_END = r"(?=[\s。．.!！,，、;；)）」』]*(?:[✅✔☑🎉]|$)|[，,、；;。!！])"

_CHINESE = (
    # Somebody did it: "已手动测试", "我在本地验证了该行为", "在手机上试过"
    (
        rf"(?:已|经过?|(?<!我)我们?|本人|均|都)[^，。；的]{{0,24}}?(?:测试|验证|自测|实测|试用|试验|试|复现|回归|压测|走查|跑)(?:过了?|了|通过|完成|完毕|无误|成功"
        rf"|无问题)?{_END}"
    ),
    r"(?:我们?|本人)[^，。；的]{0,16}?(?:测试|验证|确认|检查|试|跑|测)(?:过|了|完)",
    (
        rf"(?:手动|手工|本地|真机|人工|线上|生产|预发|全面|充分|回归|冒烟|完整|多个|各个)[^，。；]{{0,16}}?(?:测试|验证|测|试|检查|确认)(?:过了?|了|通过|完成|完毕|无误|成功"
        rf"|正常|没问题|没有问题)?{_END}"
    ),
    rf"(?:测试|验证|试|测|跑|复测|试用)过了?{_END}",
    rf"(?:测试|验证|自测|回归)(?:均|已|全部)?(?:完成|完毕|无误){_END}",
    r"(?:完成|进行|通过|做)了?[^，。；的]{0,10}(?:手动|回归|冒烟|全面|完整)(?:测试|验证)",
    r"(?:亲测|实测|经测试|经验证|经实测|测试表明|测试显示|基准测试表明|基准测试显示)",
    rf"由[^，。；的]{{1,12}}?(?:验证|测试|确认|审核|审查|走查)(?:过|了|通过)?{_END}",
    r"我们?[^，。；]{0,10}?(?!(?:添加|新增|修改|修复|删除|重构|更新|增加|移除|替换|优化|调整|实现|改))(?:打开|运行|启动|点击|登录|查看|对比|部署|安装|执行|复现|观察)",
    # Checks passed: "所有测试均通过", "构建成功"
    (
        rf"(?:测试|用例|套件|ci|构建|编译|流水线|检查|lint|打包|集成)[^，。；的]{{0,14}}?(?:通过|成功|跑通|全?绿色?灯?的?|(?:无|零|没有)(?:失败|报错|错误)|无误|正常"
        rf"|无错误)了?(?:通过)?{_END}"
    ),
    rf"通过了?(?:所有|全部|现有|了)[^，。；]{{0,10}}(?:测试|用例|检查|ci){_END}",
    rf"(?:一切|功能|运行|工作|表现|使用|流程|测试结果|结果)(?:均|都|完全)?(?:正常|符合预期|没有问题|没问题){_END}|符合预期{_END}|^\s*没有问题{_END}",
    rf"(?:没有|未)(?:发现|观察到|出现|遇到)[^，。；]{{0,6}}(?:问题|异常|错误|bug){_END}",
    r"已(?:验证|确认|测试)(?:过|了)?(?:修复|改动|修改|功能|问题|此|全部|所有|上述|可|能)",
    rf"(?:没有|未|无)(?:再)?(?:发现|出现|观察到|引入)?[^，。；]{{0,6}}(?:回归|测试失败)[^，。；]{{0,4}}{_END}",
    rf"(?<![\w“\"「])\d+\s*(?:个|项|条|件)?\s*(?:测试|用例|单元测试)?\s*(?:均|全部|都)?(?:通过|成功){_END}",
)
_CHINESE_GUARD = compile_lazily(
    r"如果|若|一旦|只有|除非|当|则|才|(?<![同小随及临实延])时(?![间长区候刻钟])|之后|以后|请|应|需|尚未|还没|未经|没有经过|之前|以前|此前|确保|保证|以便|使得?|让|显示|标记|提示|"
    r"为了|可以|可能|将|会|现在会|新增|添加|是否|支持|允许|用于|说明|文档|脚本|修复(?!有效)|移除|更新|优化|增加"
)
_CHINESE_MEASURED = compile_lazily(
    r"(?:性能|速度|耗时|延迟|内存(?:占用|使用)?|吞吐量?|体积|(?:响应|加载|构建|启动|编译|运行|执行|查询|渲染|首屏)(?:时间|速度)?)[^，。；]{0,14}?"
    r"(?:提升|提高|降低|降到|降至|升至|从[^，。；]{0,10}(?:降|升|减|提|缩|变)|减少|下降|缩短|增加|节省|优化|快|慢|少)[^，。；]{0,8}?\d"
    r"|(?:快|慢|提升|提高)了?\s*(?:约|近)?\s*\d[\d.]*\s?(?:倍|%)"
    r"|覆盖率\s?[:：]?\s?\d[\d.]*\s?%\s?[。.]?$|覆盖率[^，。；]{0,4}?(?:没有变化|不变|未变)|覆盖率[^，。；]{0,8}?(?:为|是|保持|维持|达到?|提升|上升|提高|稳定"
    r"|不变|没有变化)[^，。；]{0,8}?(?:\d|不变|$)"
)
_CHINESE_SETTING = compile_lazily(
    r"必须|至少|不低于|阈值|上限|下限|限制|低于|高于|超过|最低|最高|设置|设为|要求|超时|间隔|如果|若|当|门槛|配置|默认"
)

_JAPANESE = (
    # "手動でテストしました", "動作確認済みです"
    (
        rf"(?:テスト|検証|動作確認|確認|試験|計測|測定|実機確認|レビュー)(?:を|は)?(?:実施|完了)?(?:いた)?(?:しました|済みです|済みである|済です|済み|済|した|完了(?:です"
        rf"|しました)?|行いました|しています|されました|されています){_END}"
    ),
    rf"(?:失敗|エラー|問題|警告)(?:が|も)?なく(?:実行|完了|終了|動作|ビルド)(?:し|され)(?:ました|ています|ます){_END}",
    rf"(?:試し|動き|動作し|試用し|走らせ|実行し)(?:て確認し)?(?:てみ)?ました{_END}",
    # "テストはすべて通っています", "ビルドは成功しました", "全テスト合格"
    (
        rf"(?:テスト|スイート|ci|ビルド|チェック|コンパイル|lint|パイプライン|スペック)[^。、]{{0,16}}?(?:通り|通って|通過|パス|成功|合格|(?:グリーン|緑)(?:のまま)?|エラーなく完了"
        rf"|問題なし|エラーなし|完了|green|ok)"
        rf"(?:し|して)?\s?(?:ました|います|いました|ます|です|する|した|ている|る)?{_END}"
    ),
    (
        rf"(?:問題|不具合|リグレッション|デグレ|エラー|回帰)[^。、]{{0,10}}?(?:ありません(?:でした)?|見つかりません(?:でした)?|なし|見られません(?:でした)?"
        rf"|発生しません(?:でした)?|発生していません|確認されません(?:でした)?){_END}"
    ),
    rf"(?:期待|想定|意図)(?:どおり|通り)に?[^。、]{{0,12}}(?:動き|動作し|動作する|動い)[^。、]{{0,10}}(?:ました|ます|います|です){_END}",
    rf"^\s*正常に(?:動作|稼働)(?:し|する)[^。、]{{0,6}}(?:ました|ます|います){_END}",
    rf"問題なく(?:動作し|動き|動い)[^。、]{{0,6}}(?:ました|ます|います){_END}",
    r"(?<![\w「\"])\d+\s*(?:件|個|項目)?(?:の(?:テスト|ケース))?(?:が|は)?(?:すべて|全て)?(?:成功|合格|パス|通過)",
)
_JAPANESE_GUARD = compile_lazily(
    r"ように(?:しました|変更|修正|なり)|場合|たら|なら|(?<!ま)まで|以前|これまで|未テスト|ください|お願い|べき|かどうか|表示|エラーがありません|返"
)
_JAPANESE_MEASURED = compile_lazily(
    r"(?:パフォーマンス|性能|速度|応答時間|[ぁ-んァ-ヶ一-龠]{0,8}(?:時間|速度)|処理|メモリ(?:使用量|消費)?|レイテンシ|スループット|起動"
    r"|サイズ)[^。、]{0,16}?\d[\d.]*\s?(?:%|倍|ms|秒|mb)[^。、]{0,6}?"
    r"(?:向上|改善|短縮|短く|削減|高速|減少|減り|速く|低下|低減|小さく|増加|に?なりました)"
    r"|カバレッジ\s?[:：]?\s?\d[\d.]*\s?%\s?[。.]?$|カバレッジ[^。、]{0,12}?\d[\d.]*\s?%\s?(?:に|まで)(?:上が|向上|改善|増)"
    r"|カバレッジ[^。、]{0,10}?\d[\d.]*\s?%\s*(?:です|を維持|のまま|に(?:向上|上昇|なり|達し)|で(?:す|あ)|$|。)|カバレッジは?(?:変わ|維持)"
)
_JAPANESE_SETTING = compile_lazily(
    r"しきい値|閾値|下回|上回|以上|未満|以下|設定|上限|下限|タイムアウト|間隔|バッチ|場合|たら|制限|デフォルト"
)

_KOREAN = (
    (
        rf"(?:테스트|검증|확인|점검|실험)(?:을|를)?\s?(?:모두\s?|직접\s?)?(?:했습니다|하였습니다|했음|함|완료(?:했습니다|됨|되었습니다)?|마쳤습니다|끝냈습니다|해\s?봤습니다"
        rf"|됐습니다|되었습니다|했다){_END}"
    ),
    (
        rf"(?:테스트|빌드|ci|체크|검사|린트|파이프라인|스위트)[가는은도이]?\s?(?:[^\s.,]{{1,8}}\s){{0,3}}(?:통과|성공)(?:합니다|했습니다|하였습니다|함|했음|됨"
        rf"|한다)?{_END}"
    ),
    rf"(?:예상대로|정상적으로|문제\s?없이)\s?(?:잘\s)?(?:동작|작동)(?:합니다|했습니다|함){_END}",
    rf"(?:회귀|문제|오류)[^.,]{{0,6}}(?:없(?:습니다|음|었습니다)|발견되지 않았습니다){_END}",
    r"\d+\s?개(?:의)?\s?(?:테스트)?[가이]?\s?(?:통과|성공)",
)
_KOREAN_GUARD = compile_lazily(r"하면|되면|경우|때|않았|이전|전에|부탁|주세요|해야|도록|추가")
_KOREAN_MEASURED = compile_lazily(
    r"(?:성능|속도|시간|메모리|지연|처리량)[^.,]{0,14}?\d[\d.]*\s?(?:%|배|ms|초)[^.,]{0,6}?(?:향상|개선|감소|단축|빨라|줄|증가)"
    r"|커버리지[^.,]{0,8}?\d[\d.]*\s?%\s?(?:입니다|를? ?유지|로|이다|임|$|\.)"
)
_KOREAN_SETTING = compile_lazily(r"임계|미만|이상|이하|설정|제한|타임아웃|기본|경우|하면|되면")

_CLAUSES = compile_lazily(r"(?<=[，；;、,])(?!\d)\s?")
_CONDITION = compile_lazily(r"如果|若|一旦|只有|除非|当|たら|れば|場合|なら|하면|되면|경우")
_KANA = compile_lazily("[\u3041-\u30ff]")


@dataclass(frozen=True, slots=True)
class _Language:
    """What tells a deed; ``guard`` and ``settings`` are what speaks against it being one."""

    script: re.Pattern[str]
    deeds: re.Pattern[str]
    guard: re.Pattern[str]
    measured: re.Pattern[str]
    settings: re.Pattern[str]


_LANGUAGES = (
    _Language(
        compile_lazily("[\u4e00-\u9fff]"),
        compile_lazily("|".join(_CHINESE)),
        _CHINESE_GUARD,
        _CHINESE_MEASURED,
        _CHINESE_SETTING,
    ),
    _Language(_KANA, compile_lazily("|".join(_JAPANESE)), _JAPANESE_GUARD, _JAPANESE_MEASURED, _JAPANESE_SETTING),
    _Language(
        compile_lazily("[\uac00-\ud7a3]"),
        compile_lazily("|".join(_KOREAN)),
        _KOREAN_GUARD,
        _KOREAN_MEASURED,
        _KOREAN_SETTING,
    ),
)


def find_unspaced_deed(text: str) -> Literal["tested", "measured"] | None:
    """Return what kind of deed a Chinese, Japanese or Korean sentence, in lower case, tells of; None where of none."""
    is_japanese = _KANA.search(text) is not None
    before = ""
    for clause in filter(None, _CLAUSES.split(text)):
        if not _CONDITION.search(before) and (kind := _read_clause(clause, is_japanese=is_japanese)):
            return kind
        before = clause
    return None


def _read_clause(clause: str, *, is_japanese: bool) -> Literal["tested", "measured"] | None:
    for language in _LANGUAGES:
        if not language.script.search(clause) or (is_japanese and language is _LANGUAGES[0]):
            continue
        if language.measured.search(clause) and not language.settings.search(clause):
            return "measured"
        if language.deeds.search(clause) and not language.guard.search(clause):
            return "tested"
    return None
