import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Row, readRows } from '#app/import/stack-exchange/read-rows.ts'
import { detectLanguage } from '#app/text/language.ts'
import type { Locale } from '#db/schema.ts'

const DATA = join(import.meta.dirname, '../../../shared/data')

/** A thread, or an article, that a need may be answered by. Bodies are HTML. */
export type EvalDocument = {
  key: string
  article: boolean
  locale: Locale
  title: string
  tags: string[]
  body: string
  accepted?: string
  answers: string[]
}

/** A need, the documents that meet it, and the document that it was taken from, which does not count. */
export type EvalQuery = {
  title: string
  body?: string
  tags?: string[]
  locale: Locale
  wanted: Set<string>
  except?: string
  half: 'fitted' | 'held out'
}

export type EvalSet = {
  name: string
  documents: EvalDocument[]
  queries: EvalQuery[]
  /** Any one of the wanted documents is as good as all: recall says whether there is one. */
  anyIsEnough: boolean
}

type Loader = { name: string; files: string[]; load: (paths: string[]) => Promise<Omit<EvalSet, 'name'>> }

const dumpFiles = (site: string) => [`stackexchange/${site}/Posts.xml`, `stackexchange/${site}/PostLinks.xml`]
const hint = (name: string): Loader => ({
  name: `hint3 ${name}`,
  files: [`eval/hint3-train/${name}_train.csv`],
  load: ([path = '']) => readIntents(`hint3-${name}`, path),
})

const LOADERS: Loader[] = [
  {
    name: 'cnil',
    files: ['eval/cnil/squad_current.json', 'eval/cnil/queries_with_expected_doc.jsonl'],
    load: ([answers = '', questions = '']) => readCnil(answers, questions),
  },
  {
    name: 'askubuntu',
    files: ['eval/askubuntu-pairs/askubuntu_noclue_val.tsv'],
    load: ([path = '']) => readPairs(path, { distinct: false }),
  },
  {
    name: 'askubuntu, each text once',
    files: ['eval/askubuntu-pairs/askubuntu_noclue_val.tsv'],
    load: ([path = '']) => readPairs(path, { distinct: true }),
  },
  ...['cardano', 'french-meta', 'dba-meta', 'cstheory-meta'].map((site) => ({
    name: site,
    files: dumpFiles(site),
    load: ([posts = '', links = '']: string[]) => readDump(site, posts, links),
  })),
  {
    name: 'semeval2016',
    files: ['eval/semeval2016-train2/SemEval2016-Task3-CQA-QL-train-part2.xml'],
    load: ([path = '']) => readSemeval(path),
  },
  {
    name: 'service-public',
    files: ['faq-fr/service-public/articles.jsonl'],
    load: ([path = '']) => readServicePublic(path),
  },
  {
    name: 'banking77',
    files: ['eval/banking77/train.csv', 'eval/banking77/test.csv'],
    load: ([train = '', test = '']) => readIntents('banking77', train, test),
  },
  hint('curekart'),
  hint('sofmattress'),
  hint('powerplay11'),
]

/** The sets at hand, read one by one; absent ones are named on standard error. */
export async function* evalSets(names: string[]): AsyncGenerator<EvalSet> {
  for (const { name, files, load } of LOADERS) {
    if (names.length > 0 && !names.includes(name)) continue
    const paths = files.map((file) => join(DATA, file))
    const absent = paths.find((path) => !existsSync(path))
    if (absent) console.error(`${name} is left out: ${absent} is absent`)
    else yield { name, ...(await load(paths)) }
  }
}

/** Which half a need belongs to never changes: what was fitted on one is reported on the other. */
const halfOf = (set: string, title: string): EvalQuery['half'] =>
  createHash('md5').update(`${set}${title}`).digest().readUInt8(0) % 2 === 0 ? 'fitted' : 'held out'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const paragraph = (text: string) => `<p>${escaped(text)}</p>`
const readLines = async (path: string) => (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')

async function readCnil(answersPath: string, questionsPath: string): Promise<Omit<EvalSet, 'name'>> {
  type Answer = { id: string | number; title: string; paragraphs: { context: string }[] }
  const { data }: { data: Answer[] } = JSON.parse(await readFile(answersPath, 'utf8'))
  const documents = data.map((answer) => ({
    key: String(answer.id),
    article: true,
    locale: 'fr' as const,
    title: answer.title,
    tags: [],
    body: answer.paragraphs.map((one) => paragraph(one.context)).join(''),
    answers: [],
  }))
  const keys = new Set(documents.map((document) => document.key))
  const questions: { question: string; expected_id: string }[] = (await readLines(questionsPath)).map((line) =>
    JSON.parse(line),
  )
  const queries = questions
    .filter((each) => keys.has(each.expected_id))
    .map((each) => ({
      title: each.question,
      locale: 'fr' as const,
      wanted: new Set([each.expected_id]),
      half: halfOf('cnil', each.question),
    }))
  return { documents, queries, anyIsEnough: false }
}

async function readPairs(path: string, { distinct }: { distinct: boolean }): Promise<Omit<EvalSet, 'name'>> {
  const documents: EvalDocument[] = []
  const known = new Map<string, EvalDocument>()
  const add = (text: string) => {
    const key = text.trim()
    const same = known.get(key)
    if (distinct && same) return same
    const end = Math.min(250, key.indexOf('<p>') < 0 ? 250 : key.indexOf('<p>'))
    const document = {
      key: String(documents.length),
      article: false,
      locale: 'en' as const,
      title: plain(key.slice(0, end)),
      tags: [],
      body: key.slice(end).replace(/<blockquote>[\s\S]*?<\/blockquote>/g, ''),
      answers: [],
    }
    documents.push(document)
    known.set(key, document)
    return document
  }
  const queries: EvalQuery[] = []
  const ask = (from: EvalDocument, to: EvalDocument) =>
    queries.push({
      title: from.title,
      body: plain(from.body),
      locale: 'en',
      wanted: new Set([to.key]),
      except: from.key,
      half: halfOf('askubuntu', from.title),
    })
  for (const line of await readLines(path)) {
    const [kind, one, other] = line.split('\t')
    if (one === undefined || other === undefined) continue
    const [first, second] = [add(one), add(other)]
    if (kind !== 'duplicate') continue
    ask(first, second)
    ask(second, first)
  }
  return { documents, queries, anyIsEnough: false }
}

/** Needs are the questions that link to others; what they link to is wanted. */
async function readDump(site: string, postsPath: string, linksPath: string): Promise<Omit<EvalSet, 'name'>> {
  const questions = new Map<string, Row>()
  const answers = new Map<string, Row[]>()
  for await (const { rows } of readRows(postsPath)) {
    for (const row of rows) {
      if (row.PostTypeId === '1' && row.Id) questions.set(row.Id, row)
      if (row.PostTypeId === '2' && row.ParentId) answers.set(row.ParentId, [...(answers.get(row.ParentId) ?? []), row])
    }
  }
  const documents = new Map<string, EvalDocument>()
  for (const [id, row] of questions) {
    const all = answers.get(id) ?? []
    const accepted = all.find((answer) => answer.Id === row.AcceptedAnswerId)
    documents.set(id, {
      key: id,
      article: false,
      locale: await detectLanguage({ title: row.Title ?? '', text: row.Body ?? '' }, 'en'),
      title: row.Title ?? '',
      tags: row.Tags?.match(/[^<>|]+/g) ?? [],
      body: row.Body ?? '',
      ...(accepted ? { accepted: accepted.Body ?? '' } : {}),
      answers: all.filter((answer) => answer !== accepted).map((answer) => answer.Body ?? ''),
    })
  }
  const wanted = new Map<EvalDocument, Set<string>>()
  for await (const { rows } of readRows(linksPath)) {
    for (const { PostId = '', RelatedPostId = '' } of rows) {
      const from = documents.get(PostId)
      if (!from || !documents.has(RelatedPostId) || PostId === RelatedPostId) continue
      wanted.set(from, (wanted.get(from) ?? new Set()).add(RelatedPostId))
    }
  }
  const queries = [...wanted].map(([from, keys]) => ({
    title: from.title,
    body: plain(from.body),
    tags: from.tags,
    locale: from.locale,
    wanted: keys,
    except: from.key,
    half: halfOf(site, from.title),
  }))
  return { documents: [...documents.values()], queries, anyIsEnough: false }
}

/** All related questions of all needs are one forum; those graded as relevant or better to a need are wanted. */
async function readSemeval(path: string): Promise<Omit<EvalSet, 'name'>> {
  const text = await readFile(path, 'utf8')
  const element = (name: string, xml: string) => plain(xml.match(new RegExp(`<${name}>([^<]*)<`))?.[1] ?? '')
  const documents: EvalDocument[] = []
  const queries = new Map<string, EvalQuery>()
  for (const [xml] of text.matchAll(/<OrgQuestion [\s\S]*?<\/OrgQuestion>/g)) {
    const asked = xml.match(/ORGQ_ID="(\w+)"/)?.[1] ?? ''
    const title = element('OrgQSubject', xml)
    const query = queries.get(asked) ?? {
      title,
      body: element('OrgQBody', xml),
      locale: 'en',
      wanted: new Set<string>(),
      half: halfOf('semeval', title),
    }
    queries.set(asked, query)
    for (const [thread] of xml.matchAll(/<Thread [\s\S]*?<\/Thread>/g)) {
      const key = thread.match(/RELQ_ID="(\w+)"/)?.[1] ?? ''
      documents.push({
        key,
        article: false,
        locale: 'en',
        title: element('RelQSubject', thread) || '?',
        tags: [],
        body: paragraph(element('RelQBody', thread)),
        answers: [...thread.matchAll(/<RelCText>([^<]*)</g)].map((match) => paragraph(plain(match[1] ?? ''))),
      })
      if (!thread.includes('RELQ_RELEVANCE2ORGQ="Irrelevant"')) query.wanted.add(key)
    }
  }
  return { documents, queries: [...queries.values()].filter((query) => query.wanted.size > 0), anyIsEnough: false }
}

/** The title of an article is the need; the articles that name it as a related question are wanted. */
async function readServicePublic(path: string): Promise<Omit<EvalSet, 'name'>> {
  type Article = { id: string; title: string; text: string; related_questions?: string[] }
  const articles: Article[] = (await readLines(path)).map((line) => JSON.parse(line))
  const bare = (title: string) =>
    title
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  const named = new Map(articles.map((article) => [bare(article.title), article]))
  const wanted = new Map<Article, Set<string>>()
  for (const article of articles) {
    for (const title of article.related_questions ?? []) {
      const to = named.get(bare(title))
      if (to && to !== article) wanted.set(to, (wanted.get(to) ?? new Set()).add(article.id))
    }
  }
  return {
    documents: articles.map(({ id, title, text }) => ({
      key: id,
      article: true,
      locale: 'fr',
      title: title.slice(0, 250),
      tags: [],
      body: text.slice(0, 20_000).split('\n').map(paragraph).join(''),
      answers: [],
    })),
    queries: [...wanted].map(([{ id, title }, keys]) => ({
      title,
      locale: 'fr',
      wanted: new Set([...keys].slice(0, 20)),
      except: id,
      half: halfOf('service-public', title),
    })),
    anyIsEnough: false,
  }
}

/** Sentences with the intent behind them: those of the same intent are wanted. Without a test file, each in its turn. */
async function readIntents(set: string, path: string, testPath?: string): Promise<Omit<EvalSet, 'name'>> {
  const read = async (from: string) =>
    (await readLines(from)).slice(1).flatMap((line) => {
      const match = line.match(/^(?:"((?:[^"]|"")*)"|([^,]*)),(.*?)\r?$/)
      const title = (match?.[1] ?? match?.[2] ?? '').replaceAll('""', '"')
      return title === '' ? [] : [{ title, intent: match?.[3] ?? '' }]
    })
  const known = await read(path)
  const ofIntent = new Map<string, Set<string>>()
  for (const [index, { intent }] of known.entries()) {
    ofIntent.set(intent, (ofIntent.get(intent) ?? new Set()).add(String(index)))
  }
  const asked = testPath
    ? (await read(testPath)).filter((_, index) => index % 4 === 0)
    : known.map((each, index) => ({ ...each, except: String(index) }))
  return {
    documents: known.map(({ title }, index) => ({
      key: String(index),
      article: false,
      locale: 'en',
      title: title.slice(0, 250),
      tags: [],
      body: '',
      answers: [],
    })),
    queries: asked.map(({ title, intent, ...rest }) => ({
      title,
      locale: 'en',
      wanted: ofIntent.get(intent) ?? new Set(),
      half: halfOf(set, title),
      ...rest,
    })),
    anyIsEnough: true,
  }
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', nbsp: ' ', apos: "'" }

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&([a-z]+);/g, (entity, name) => ENTITIES[name] ?? entity)
    .trim()
}
