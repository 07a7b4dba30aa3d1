"""Words of code that need no proof: languages, shells and protocols lend them to every change."""

from __future__ import annotations

import builtins
import keyword

_OTHERS = """
async await bool boolean break byte case catch char class const constructor continue default defer delete do double
dyn else enum err error errors export extends false final float float32 float64 fn for foreach func function get
goto go i8 i16 i32 i64 if impl implements import in inline instanceof int int32 int64 interface internal let long
loop map match mod module mut nan new nil none null number object of option optional override package panic private
promise protected protocol pub public readonly record ref result return rune self set short signed some static str
string struct super switch symbol template this throw throws trait true try tuple type typeof u8 u16 u32 u64 uint
undefined union unknown unsafe unsigned unwrap usize use using var vec vector void volatile when where while with
yield api ascii aws base64 bash cd ci cli cpu csv curl delete diff dns docker env eof eol fetch ftp gpu git github
gzip head head~1 html http https id ide ini ip ipv4 ipv6 java javascript json jwt kubectl linux localhost ls macos
main make markdown master md5 mypy mysql node npm npx null oom options origin os patch path pip pipx pnpm poetry
post postgres put pytest python ram redis regex rest rfc ruby rust sdk sh sha1 sha256 shell sql sqlite ssh ssl
stderr stdin stdout sudo swift tcp tls toml trace tsc typescript udp uri url utf utf8 uuid uv vim windows xml yaml
yarn zip zsh cargo gradle mvn maven dotnet bundle rake composer helm terraform ruff black eslint prettier jest
vitest
cat grep sed awk find xargs chmod chown systemctl cron python3 pip3 node tmp home requests django flask react
ctrl cmd alt shift esc enter tab select insert join foo bar baz todo fixme utc text plain
sigterm sigint sigkill sighup eof eintr enoent eacces epipe infinity uint8 uint16 uint32 uint64
authorization bearer content-type nullpointerexception
""".split()  # noqa: SIM905 -- a word a line would fill the screen

COMMON = frozenset(_OTHERS) | {word.lower() for word in (*keyword.kwlist, *keyword.softkwlist, *dir(builtins))}
