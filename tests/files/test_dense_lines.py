from __future__ import annotations

import pytest

from pr_writer.files.dense_lines import is_dense, is_minified

MINIFIED = "!function(e,t){for(var n=0;n<t.length;n++)e.push(t[n].call(this,e))}(window.a,[1,2,3]);" * 20
BASE64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ" * 40
CODE = [f"    value_{n} = compute({n})" for n in range(10)]
ENGLISH = "A paragraph that somebody wrote on one line, as many do, and did not wrap at any column at all. " * 12
PROSE = {
    "English": ENGLISH,
    "Chinese": "这是一个没有换行的段落,人们通常就是这样写文档的。" * 40,
    "Japanese": "これは改行のない段落です。多くの人がこのように文書を書きます。" * 40,
    "Greek": "Αυτή είναι μια παράγραφος που κάποιος έγραψε σε μία γραμμή, όπως πολλοί. " * 12,
    "Russian": "Это абзац, который кто-то написал одной строкой, как многие и делают. " * 12,
    "Thai": "นี่คือย่อหน้าที่เขียนโดยไม่มีการเว้นวรรคระหว่างคำ" * 20,
    "i18n": '  "intro": "' + ENGLISH + '",',
    "Finnish": "Tämäkin kappale kirjoitettiin yhdelle riville kokonaan ilman rivinvaihtoja. " * 12,
}


@pytest.mark.parametrize("language", PROSE)
def test_prose_is_prose_in_any_script(language):
    assert not is_dense(PROSE[language])


@pytest.mark.parametrize("line", [MINIFIED, BASE64, '{"a":' * 200, "0123456789abcdef" * 100])
def test_what_has_no_spaces_is_dense(line):
    assert is_dense(line)
    assert not is_dense(line[:400])


@pytest.mark.parametrize(
    ("path", "lines", "expected"),
    [
        ("dist/app.js", [MINIFIED], True),
        ("dist/app.js", ["/*! app v1 */", " * by Ada", "}", MINIFIED, MINIFIED], True),
        ("icon.py", [f'ICON = "{BASE64}"', *CODE], False),
        ("icon.py", [CODE[0], f'ICON = "{BASE64}"'], False),
        ("seed.sql", ["INSERT INTO t VALUES " + "(1,'Ada','x')," * 100], False),
        ("data.csv", ["1,2,3," * 200], False),
        ("de.json", [f'"a{n}": "{ENGLISH}",' for n in range(9)], False),
        ("a.js", [], False),
    ],
)
def test_a_file_is_minified_if_most_of_it_is(path, lines, expected):
    assert is_minified(path, lines) is expected
