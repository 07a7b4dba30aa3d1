"""What is around a changed line is found in each language, and nothing where indentation says nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.growth import grows_linearly

from pr_writer.files.code_blocks import CodeBlocks

PYTHON = '''\
import os


# How a path is read,
# and by whom.
@cache
def read(
    path,
    *,
    limit=3,
) -> str:
    """Return the text."""
    text = textwrap.dedent("""
no indentation here
""")

# a comment at the edge
    if limit:
        text = text[:limit]
    else:
        text = None
    return text


def other():
    return 1
'''
GO = """\
package reader

// Read reads,
// until the end.
func (r *Reader) Read(
\tctx context.Context,
) error {
\tquery := `
SELECT 1
`
\tif ctx == nil {
\t\treturn errors.New(query)
\t}
retry:
\treturn r.read()
}

func Other() {}
"""
RUST = """\
impl Reader {
    /// Reads.
    #[inline]
    pub fn read<T>(&self, path: T) -> u8
    where
        T: AsRef<Path>,
    {
        match self.kind {
            Kind::Tab => 1,
            _ => 2,
        }
    }

    fn other(&self) {}
}
"""
TYPESCRIPT = """\
export class Reader {
  private path = ''

  /**
   * Reads.
   */
  async read(
    path: string,
  ): Promise<string> {
    return paths
      .map((path) => {
        return path.trim()
      })
      .join(`
indented by nobody
`)
  }

  other() {
    return 1
  }
}
"""
C = """\
/* Reads. */
static int
read_all(struct reader *r,
         char *path)
{
	int n = 0;
#ifdef DEBUG
	n = 1;
#endif
	if (!path)
		goto out;
	n = 2;
out:
	return n;
}

int other(void)
{
	return 1;
}
"""
JAVA = """\
public class Reader {
    private int n;

    /** Reads. */
    @Override
    public String read(String path) throws IOException {
        for (String line : lines(path)) {
            if (line.isEmpty()) {
                continue;
            }
        }
        return path;
    }
}
"""
RUBY = """\
module Reader
  # Reads.
  def read(path)
    lines(path).each do |line|
      next if line.empty?
    end
  rescue IOError
    nil
  end

  def other
    1
  end
end
"""
CASES = [
    ("a.py", PYTHON, "        text = text[:limit]", "# How a path is read,", "    return text"),
    ("a.py", PYTHON, "        text = None", "# How a path is read,", "    return text"),
    ("a.py", PYTHON, "    limit=3,", "# How a path is read,", "    return text"),
    ("a.py", PYTHON, "def read(", "# How a path is read,", "    return text"),
    ("a.py", PYTHON, "@cache", "# How a path is read,", "    return text"),
    ("a.py", PYTHON, "# and by whom.", None, None),
    ("a.py", PYTHON, "    return 1", "def other():", "    return 1"),
    ("a.py", PYTHON, "import os", None, None),
    ("a.go", GO, "\t\treturn errors.New(query)", "// Read reads,", "}"),
    ("a.go", GO, "\treturn r.read()", "// Read reads,", "}"),
    ("a.go", GO, "\tctx context.Context,", "// Read reads,", "}"),
    ("a.go", GO, "// until the end.", "// Read reads,", "}"),
    ("a.rs", RUST, "            _ => 2,", "    /// Reads.", "    }"),
    ("a.rs", RUST, "    #[inline]", "    /// Reads.", "    }"),
    ("a.rs", RUST, "        T: AsRef<Path>,", "    /// Reads.", "    }"),
    ("a.ts", TYPESCRIPT, "        return path.trim()", "  /**", "  }"),
    ("a.ts", TYPESCRIPT, "    path: string,", "  /**", "  }"),
    ("a.ts", TYPESCRIPT, "    return 1", "  other() {", "  }"),
    ("a.c", C, "	n = 2;", "/* Reads. */", "}"),
    ("a.c", C, "	n = 1;", "/* Reads. */", "}"),
    ("a.c", C, "	return 1;", "int other(void)", "}"),
    ("A.java", JAVA, "                continue;", "    /** Reads. */", "    }"),
    ("A.java", JAVA, "    private int n;", None, None),
    ("a.rb", RUBY, "      next if line.empty?", "  # Reads.", "  end"),
    ("a.rb", RUBY, "    nil", "  # Reads.", "  end"),
]


@pytest.mark.parametrize(("path", "text", "changed", "first", "last"), CASES)
def test_a_changed_line_has_its_whole_function_around_it(path, text, changed, first, last):
    lines = text.splitlines()
    row = lines.index(changed)
    block = CodeBlocks(path, lines).find_around(row, row + 1, [changed], whole=0)

    assert (block and lines[block.start], block and lines[block.end - 1]) == (first, last)


@pytest.mark.parametrize(("path", "text", "changed", "first", "last"), CASES)
def test_line_ends_of_windows_change_nothing(path, text, changed, first, last):
    lines = [f"{line}\r" for line in text.splitlines()]
    row = lines.index(f"{changed}\r")
    block = CodeBlocks(path, lines).find_around(row, row + 1, [f"{changed}\r"], whole=0)

    assert (block and lines[block.start].rstrip(), block and lines[block.end - 1].rstrip()) == (first, last)


def test_a_line_that_was_put_in_has_the_function_around_it():
    lines = PYTHON.splitlines()
    row = lines.index("    return text")
    block = CodeBlocks("a.py", lines).find_around(row, row, ["    text += os.sep"], whole=0)

    assert lines[block.head] == "def read("


def test_a_comment_that_was_put_in_above_a_function_has_it_below():
    lines = TYPESCRIPT.splitlines()
    row = lines.index("  other() {")
    block = CodeBlocks("a.ts", lines).find_around(row, row, ["  // The other."], whole=0)

    assert (block.start, lines[block.head]) == (row, "  other() {")


def test_what_encloses_a_function_is_taken_while_it_is_short():
    lines = TYPESCRIPT.splitlines()
    row = lines.index("    return 1")
    blocks = CodeBlocks("a.ts", lines)

    assert lines[blocks.find_around(row, row + 1, ["    return 1"], whole=30).head] == "export class Reader {"
    assert lines[blocks.find_around(row, row + 1, ["    return 1"], whole=10).head] == "  other() {"


def test_callbacks_count_where_no_function_has_a_name():
    lines = ["app.get('/', (request) => {", "  paths.map((path) => {", "    read(path)", "  })", "})"]
    block = CodeBlocks("a.js", lines).find_around(2, 3, ["    read(path)"], whole=0)

    assert (block.start, block.end) == (0, 5)


def test_a_row_is_named_by_what_it_is_in():
    lines = RUST.splitlines()

    assert CodeBlocks("a.rs", lines).name_around(9) == "impl Reader … pub fn read<T>(&self, path: T) -> u8"
    assert CodeBlocks("a.rs", lines).name_around(0) == ""


@given(
    st.lists(
        st.sampled_from(["", "  ", "}", "{", "def a(", ")", "# c", '"""', "`", "\tif (x) {", "  end", "@a", "x:"])
    ),
    st.sampled_from(["a.py", "a.ts", "a.c", "a.go", "a.rb", "a", "a.txt"]),
    st.integers(0, 40),
    st.integers(0, 3),
)
def test_whatever_the_lines_are_the_block_holds_the_place(lines, path, start, count):
    start = min(start, len(lines))
    stop = min(start + count, len(lines))
    blocks = CodeBlocks(path, lines)
    block = blocks.find_around(start, stop, [*lines[start:stop], "  new"], whole=5)

    assert block is None or 0 <= block.start <= block.head < block.end <= len(lines)
    assert block is None or (block.start <= start and stop <= block.end)
    assert len(blocks.name_around(min(start, max(len(lines) - 1, 0)))) <= 120


@pytest.mark.parametrize(
    "line", ["    x = 1", "}", "{", '"""', "`", "(" * 300, "def a(", "# c", "a " * 100, "=> " * 90]
)
def test_the_time_grows_with_the_lines_and_no_faster(line):
    def run(size):
        lines = ["def a():", *[line] * size]
        blocks = CodeBlocks("a.ts", lines)
        for row in range(1, size, 50):
            blocks.find_around(row, row + 1, ["        y"], whole=40)

    assert grows_linearly(run, 2_000)


def test_blank_lines_are_not_all_read_again_for_each_place():
    def name_all(size):
        blocks = CodeBlocks("a.txt", [""] * size)
        for row in range(0, size, 20):
            blocks.name_around(row)

    assert grows_linearly(name_all, 10_000)
