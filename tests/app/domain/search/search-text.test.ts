import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { db } from '#tests/support/database.ts'

/** A text as the function search_text prepares it: its words, and its compounds as one word each. */
async function prepared(text: string): Promise<[string, string]> {
  const { rows } = await sql<{ text: string }>`select search_text(${text}) as text`.execute(db)
  const [parts = '', wholes = ''] = (rows[0]?.text ?? '').split('\n').map((line) => line.trim().replace(/ +/g, ' '))
  return [parts, wholes]
}

test.each<[string, string, string]>([
  ['PC/Mac', 'pc mac', 'pcmac'],
  ['stopped.Since', 'stopped since', 'stoppedsince'],
  ['me@host.example', 'me host example', 'mehostexample'],
  ['com.acme.UserService.run', 'com acme user service run', 'comacmeuserservicerun userservice'],
  ['/opt/a/b.yml', 'opt a b yml', 'optabyml'],
  ['C:\\Users\\me\\x.txt', 'c users me x txt', 'cusersmextxt'],
  ['snake_case_name SCREAMING_CASE', 'snake case name screaming case', 'snakecasename screamingcase'],
  ['userName HTTPServer PCs URLs', 'user name http server pcs urls', 'username httpserver'],
  ['Windows10 sha256 E42 mp3', 'windows 10 sha 256 e42 mp3', 'windows10 sha256'],
  ['v2.14.3 V2.0 version', '2 14 3 2 0 version', '2.14.3 2.0'],
  ['app-2.14.3.tar', 'app 2 14 3 tar', 'app2143tar 2.14.3'],
  ['192.168.1.1 12:30 2024-01-15', '192 168 1 1 12 30 2024 01 15', '192.168.1.1 12.30 2024.01.15'],
  ['node.js e-mail Node-JS', 'node js e mail node js', 'nodejs email nodejs'],
  ['TCP\u2011IP co\u200bop', 'tcp ip co op', 'tcpip coop'],
  ['Donau\u00addampf \ufeffa\u200db', 'donaudampf ab', ''],
  ['cœur Straße Łódź ﬁle Ｆｕｌｌ İzmir', 'coeur strasse lodz file full izmir', ''],
  ['e\u0301te\u0301 été ΟΔΟΣ οδος', 'ete ete οδοσ οδοσ', ''],
  ['日本語', '日 日本 本 本語 語', ''],
  ['PC用 한국', 'pc 用 한 한국 국', ''],
  ['\u1112\u1161\u11ab\u1100\u1173\u11af か\u3099', '한 한글 글 が', ''],
  ['C++ C# c++11 AT&T', 'cplusplus csharp cplusplus 11 at t', 'cplusplus11 att'],
  ['l’eau d\'un "don\'t" <div> &amp; foo(bar)', 'l eau d un don t div amp foo bar', ''],
  ['--dry-run #34 ... - / :', 'dry run 34', 'dryrun'],
  ['', '', ''],
])('%j is prepared as the words %j and the compounds %j', async (text, parts, wholes) => {
  expect(await prepared(text)).toEqual([parts, wholes])
})

test('what is prepared has nothing left that PostgreSQL would take for a host, a path or a tag', async () => {
  const text =
    'http://a.example/b?c=d&e=f <a href="x">y</a> me@b.example /opt/x a/b.c -5 +6.7e8 2024-01-15T10:00:00Z &nbsp; 1.2.3.4.5-rc.1'
  const { rows } = await sql<{ kind: string }>`
    select distinct alias as kind from ts_parse('default', search_text(${text})) as parsed
    join ts_token_type('default') using (tokid) where alias <> 'blank' order by 1`.execute(db)
  const known = ['asciiword', 'float', 'numword', 'sfloat', 'uint', 'version', 'word']
  expect(rows.map(({ kind }) => kind).filter((kind) => !known.includes(kind))).toEqual([])
})
