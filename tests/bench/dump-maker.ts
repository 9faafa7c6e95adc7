import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'

const WORDS = (
  'the a to of and in is it that for on with as not this but from be are was can how when which if we my your an or by at ' +
  'printer account password network update server folder window error message setting browser account invoice delivery screen ' +
  'battery cable export import table report cannot does works stopped after before restart install version customer support ' +
  'question answer problem solved click button page login backup restore calendar contact photo video sound device driver'
).split(' ')

/** Repeatable pseudo-random numbers from 0 to 1. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

const xml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** Writes a dump with the proportions of a small Stack Exchange site: about 21 rows for each question. */
export async function makeDump(folder: string, questions: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  const next = random(questions)
  const pick = (many: number) => Math.floor(next() * many)
  const words = (many: number) => Array.from({ length: many }, () => WORDS[pick(WORDS.length)]).join(' ')
  const date = (at: number) => new Date(1_600_000_000_000 + at * 60_000).toISOString().slice(0, 23)
  const body = () => {
    const paragraphs = Array.from(
      { length: 1 + pick(4) },
      () =>
        `<p>${words(30 + pick(60))} <a href="https://example.org/${pick(999)}">${words(2)}</a> <code>${words(1)}</code> ${words(10)}.</p>\n`,
    )
    if (next() < 0.4) paragraphs.push(`<pre><code>${words(20)}\n${words(20)}\n</code></pre>\n`)
    if (next() < 0.3) paragraphs.push(`<ul>\n<li>${words(8)}</li>\n<li>${words(8)}</li>\n</ul>\n`)
    return paragraphs.join('')
  }
  const people = questions * 4
  const posts = questions * 2 + Math.floor(questions * 0.4)
  const file = async (
    name: string,
    count: number,
    row: (at: number) => Record<string, string | number | undefined>,
  ) => {
    const out = createWriteStream(join(folder, `${name}.xml`))
    const root = name.toLowerCase()
    out.write(`\ufeff<?xml version="1.0" encoding="utf-8"?>\n<${root}>\n`)
    for (let at = 1; at <= count; at++) {
      const attributes = Object.entries(row(at))
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key}="${xml(String(value))}"`)
      if (!out.write(`  <row ${attributes.join(' ')} />\n`)) await once(out, 'drain')
    }
    out.end(`</${root}>\n`)
    await finished(out)
  }

  await file('Users', people, (at) => ({
    Id: at,
    DisplayName: `Person ${at}`,
    CreationDate: date(at),
    LastAccessDate: date(at + 1000),
    ...(next() < 0.25 ? { AboutMe: `<p>${words(20)}</p>` } : {}),
  }))
  await file('Tags', 200, (at) => ({ Id: at, TagName: `topic-${at}`, Count: 1 }))
  // Questions first, then their answers, as ids grow with time.
  await file('Posts', posts, (at) => {
    const common = { Id: at, CreationDate: date(at), Score: 1, Body: body(), OwnerUserId: 1 + pick(people) }
    if (at <= questions) {
      const accepted = next() < 0.4 ? { AcceptedAnswerId: questions + at } : {}
      const tags = `<topic-${1 + pick(200)}><topic-${1 + pick(200)}>`
      return { ...common, PostTypeId: 1, Title: `How ${words(8)}?`, Tags: tags, ViewCount: pick(900), ...accepted }
    }
    return { ...common, PostTypeId: 2, ParentId: at <= questions * 2 ? at - questions : 1 + pick(questions) }
  })
  await file('Comments', Math.floor(questions * 1.76), (at) => ({
    Id: at,
    PostId: 1 + pick(posts),
    Text: words(12 + pick(30)),
    CreationDate: date(at + questions),
    UserId: 1 + pick(people),
  }))
  await file('Votes', Math.floor(questions * 8.8), (at) => ({
    Id: at,
    PostId: 1 + pick(posts),
    VoteTypeId: next() < 0.05 ? 5 : next() < 0.05 ? 3 : 2,
    CreationDate: `${date(at + questions).slice(0, 10)}T00:00:00.000`,
  }))
  await file('PostLinks', Math.floor(questions * 0.1), (at) => ({
    Id: at,
    PostId: 1 + pick(posts),
    RelatedPostId: 1 + pick(posts),
    LinkTypeId: 1,
    CreationDate: date(at),
  }))
  await file('Badges', Math.floor(questions * 4.3), (at) => ({
    Id: at,
    UserId: 1 + pick(people),
    Name: 'Student',
    Date: date(at),
    Class: 3,
  }))
}
