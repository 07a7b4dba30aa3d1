"""A head is told by its lines alone: what a function is in each language, and what only looks like one."""

import pytest

from pr_writer.files.block_heads import tell_kind


@pytest.mark.parametrize(
    ("ending", "head", "kind"),
    [
        ("py", "def read(self, path: str) -> str:", "function"),
        ("py", "async def read(self):", "function"),
        ("py", "class Reader(Base):", "container"),
        ("py", "if read(path):", "other"),
        ("py", "for path in paths():", "other"),
        ("go", "func (s *Scraper) Read(ctx context.Context) error {", "function"),
        ("go", "func Read() {", "function"),
        ("go", 't.Run("empty", func(t *testing.T) {', "other"),
        ("go", "go func() {", "other"),
        ("go", "func(x int) error {", "other"),
        ("go", "if err := read(path); err != nil {", "other"),
        ("go", "type Scraper struct {", "container"),
        ("rs", "pub(crate) fn read<T>(&self, path: T) -> u8 {", "function"),
        ("rs", "impl<'a> Reader<'a> {", "container"),
        ("rs", "impl Reader {", "container"),
        ("rs", "if let Some(path) = read(path) {", "other"),
        ("rs", "macro_rules! check {", "function"),
        ("ts", "export async function read(path: string): Promise<string> {", "function"),
        ("ts", "async read(path: string): Promise<string> {", "function"),
        ("ts", "constructor(private path: string) {", "function"),
        ("ts", "const read = async (path) => {", "function"),
        ("ts", "export default () => {", "function"),
        ("ts", "transform: (code) => {", "function"),
        ("ts", "paths.forEach((path) => {", "callback"),
        ("ts", "useEffect(function () {", "callback"),
        ("ts", "export class Reader<T> extends Base {", "container"),
        ("ts", "export interface Options {", "container"),
        ("ts", "if (read(path)) {", "other"),
        ("ts", "} else if (read(path)) {", "other"),
        ("ts", "switch (kind) {", "other"),
        ("ts", "register({", "other"),
        ("ts", "router.use(path, {", "other"),
        ("ts", "const options = read({", "other"),
        ("ts", "it('reads tabs', async () => {", "function"),
        ("ts", "describe('reader', () => {", "callback"),
        ("c", "static int read(struct reader *r, char *path) {", "function"),
        ("c", "while (read(r)) {", "other"),
        ("c", "struct reader {", "container"),
        ("cpp", "std::string Reader::read(const Path& path) const {", "function"),
        ("java", "public synchronized void read(String path) throws IOException {", "function"),
        ("java", "synchronized (lock) {", "other"),
        ("java", "return new Reader(path) {", "other"),
        ("rb", "def self.read(path)", "function"),
        ("rb", "it 'reads tabs' do", "function"),
        ("rb", "module Reader", "container"),
        ("rb", "paths.each do |path|", "other"),
        ("kt", "override suspend fun read(path: Path): String {", "function"),
        ("kt", "paths.forEach(path) {", "other"),
        ("php", "public function read(string $path): string {", "function"),
        ("sh", "read_all() {", "function"),
        ("ex", "defp read(path) do", "function"),
        ("lua", "local function read(path)", "function"),
        ("css", "@media (max-width: 10px) {", "other"),
        ("ts", "", "other"),
        ("ts", "(", "other"),
    ],
)
def test_a_head_tells_what_it_heads(ending, head, kind):
    assert tell_kind(f"  {head}", f"  {head}", ending) == kind


@pytest.mark.parametrize(
    ("ending", "first", "last", "kind"),
    [
        ("ts", "  read(", "  ): Promise<string> {", "function"),
        ("c", "int read(struct reader *r,", "{", "function"),
        ("java", "void read(", "        String path) {", "function"),
        ("ts", "  const read = useCallback(", "  ) => {", "function"),
        ("ts", "  items.map(", "  (item) => {", "callback"),
        ("ts", "  if (", "  ) {", "other"),
        ("ts", "  read(", "  )", "other"),
    ],
)
def test_a_head_of_more_lines_is_told_by_its_first_and_last(ending, first, last, kind):
    assert tell_kind(first, last, ending) == kind
